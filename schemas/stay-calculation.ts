/** Questions to the automated calculator and what it answers, and the deadlines of a subject's records. */
import { Type } from 'typebox';
import { STAY_BOUNDS, type StayBound } from '../src/domain/law/short-stay-table.js';
import { eesVisa } from './ees-facts.js';
import { DateInput, INCOMING, LocalDate, oneOf, STRICT, System, Uuid } from './words.js';

const EVIDENCE_MAX = 50;

const Evidence = {
  permits: Type.Optional(
    Type.Array(
      Type.Object(
        {
          kind: oneOf(['residence-permit', 'long-stay-visa'], {
            description: 'residence-permit or long-stay-visa.',
          }),
          from: DateInput,
          until: Type.Optional(DateInput),
        },
        STRICT,
      ),
      { maxItems: EVIDENCE_MAX, description: 'Permits the person has shown: their days do not count.' },
    ),
  ),
  stamps: Type.Optional(
    Type.Array(Type.Object({ entryDate: DateInput, exitDate: Type.Optional(DateInput) }, STRICT), {
      maxItems: EVIDENCE_MAX,
      description: 'Stamps in the document: they count in the first 180 days of operation.',
    }),
  ),
};

const visa = { visa: Type.Optional(eesVisa(INCOMING)) };
const entryQuestion = (kind: 'entry' | 'arrival', title: string) =>
  Type.Object(
    {
      kind: Type.Literal(kind),
      entryDate: DateInput,
      ...visa,
      freeMovement: Type.Optional(
        Type.Boolean({ description: 'Family member of a Union citizen, without a residence card.' }),
      ),
      ...Evidence,
    },
    { ...STRICT, title },
  );

export const StayQuestion = Type.Union(
  [
    entryQuestion('entry', 'EntryQuestion'),
    Type.Object(
      { kind: Type.Literal('inside'), on: Type.Optional(DateInput), ...Evidence },
      { ...STRICT, title: 'InsideQuestion' },
    ),
    Type.Object(
      { kind: Type.Literal('exit'), exitDate: DateInput, ...visa, ...Evidence },
      { ...STRICT, title: 'ExitQuestion' },
    ),
    Type.Object(
      {
        kind: Type.Literal('intended-dates'),
        entryDate: DateInput,
        exitDate: DateInput,
        ...visa,
        ...Evidence,
      },
      { ...STRICT, title: 'IntendedDatesQuestion' },
    ),
    entryQuestion('arrival', 'ArrivalQuestion'),
  ],
  { title: 'StayQuestion' },
);

const Bound = oneOf(Object.keys(STAY_BOUNDS) as StayBound[]);

const DaySource = Type.Object(
  {
    kind: oneOf(['records', 'permit', 'stamp', 'intended']),
    encounterIds: Type.Optional(Type.Array(Uuid)),
    evidenceIndex: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { title: 'DaySource', description: 'Records of the file, or the evidence with this index.' },
);

const days = { from: LocalDate, to: LocalDate, days: Type.Integer({ minimum: 0 }), source: DaySource };

const Explanation = Type.Object(
  {
    windowFrom: LocalDate,
    windowTo: LocalDate,
    usedDays: Type.Integer({ minimum: 0 }),
    counted: Type.Array(Type.Object(days)),
    notCounted: Type.Array(Type.Object({ ...days, why: Type.String(), citation: Type.String() })),
    terms: Type.Array(Type.Object({ bound: Bound, lastDay: LocalDate, citation: Type.String() }), {
      description: 'Every limit that was looked at; the one that binds is `boundBy`.',
    }),
    citation: Type.String(),
  },
  {
    title: 'StayExplanation',
    description: 'Which days counted, which did not and why, and from which record.',
  },
);

const VisaEntries = Type.Object(
  {
    allowed: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 })),
    used: Type.Integer({ minimum: 0 }),
    exhausted: Type.Boolean(),
    encounterIds: Type.Array(Uuid),
    citation: Type.String(),
  },
  { title: 'VisaEntries' },
);

const FileFault = Type.Object(
  { kind: Type.String(), encounterIds: Type.Array(Uuid), reason: Type.String(), citation: Type.String() },
  { title: 'FileFault', description: 'What the file lacks or contradicts; nothing was repaired.' },
);

export const StayAnswer = Type.Object(
  {
    kind: oneOf([
      'may-stay',
      'no-stay-left',
      'within',
      'overstay',
      'no-open-stay',
      'fits',
      'too-long',
      'arrival',
      'not-applicable',
      'evidence-invalid',
      'not-countable',
    ]),
    boundBy: Type.Optional(Bound),
    days: Type.Optional(Type.Integer({ minimum: 0 })),
    lastDay: Type.Optional(LocalDate),
    earliestEntry: Type.Optional(LocalDate),
    entryDate: Type.Optional(LocalDate),
    remainingDays: Type.Optional(Type.Integer({ minimum: 0 })),
    intendedDays: Type.Optional(Type.Integer({ minimum: 1 })),
    since: Type.Optional(LocalDate),
    lastAuthorisedDay: Type.Optional(LocalDate),
    daysOverInWindow: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'First reading: beyond the maximum in the window of the last day.',
      }),
    ),
    daysOverAfterEnd: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Second reading: after the last authorised day.' }),
    ),
    answer: Type.Optional(
      oneOf(['OK', 'NOT OK'], { description: 'What a carrier would be told, and nothing else.' }),
    ),
    visaEntries: Type.Optional(VisaEntries),
    explanation: Type.Optional(Explanation),
    faults: Type.Optional(Type.Array(FileFault)),
    reason: Type.Optional(Type.String()),
    evidence: Type.Optional(oneOf(['permit', 'stamp'])),
    evidenceIndex: Type.Optional(Type.Integer({ minimum: 0 })),
    citation: Type.Optional(Type.String()),
  },
  { title: 'StayAnswer' },
);

export const StayCalculation = Type.Object(
  { asOf: LocalDate, answer: StayAnswer },
  { title: 'StayCalculation' },
);

const Deadline = Type.Object(
  {
    kind: oneOf(['erase-record', 'erase-biometrics', 'erase-file', 'notice', 'list', 'review', 'duty']),
    on: LocalDate,
    system: System,
    subjectId: Uuid,
    encounterId: Type.Optional(Uuid),
    owedBy: Type.Optional(
      Type.String({ description: 'The state that owes it, where another one entered the record.' }),
    ),
    reason: Type.String(),
    citation: Type.String(),
  },
  { title: 'Deadline' },
);

export const Deadlines = Type.Object(
  { asOf: LocalDate, deadlines: Type.Array(Deadline) },
  { title: 'Deadlines' },
);

export const DueFiles = Type.Object(
  {
    asOf: LocalDate,
    deadlines: Type.Array(Deadline),
    next: Type.Optional(Type.String({ description: 'Pass it as `after` to read on.' })),
  },
  { title: 'DueFiles' },
);
