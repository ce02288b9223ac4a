/** What an operation ends with; the same shapes as `workflows/results.ts`. */
import { Type } from 'typebox';
import { CAPTURE_FAULTS } from '../src/domain/quality/capture-faults.js';
import { SYSTEMS } from '../src/domain/systems.js';
import { Candidate, Decision, GalleryFacts, MirrorCheck, PositionScores } from './candidate.js';
import { Link } from './link.js';
import { ComparedReferences, SystemHit } from './system-query.js';
import { KeptPosition, oneOf, Position, Quality, System, Uuid } from './words.js';

export const ImageFacts = Type.Object(
  {
    mediaType: Type.String(),
    widthPx: Type.Integer({ minimum: 1 }),
    heightPx: Type.Integer({ minimum: 1 }),
    ppi: Type.Optional(Type.Number()),
  },
  { title: 'ImageFacts' },
);

const CaptureFaults = Type.Array(oneOf(CAPTURE_FAULTS), {
  description:
    'What an operator can do something about: moisten or dry the finger, press more of it flat on the sensor, ' +
    'check the resolution that is stated, the polarity (ridges are dark) and whether the image is mirrored, ' +
    'wipe the sensor and lay one finger at a time on it. The sample is not refused for it.',
});

const ProbeFacts = Type.Array(
  Type.Object({ position: Position, quality: Quality, captureFaults: CaptureFaults }),
  { description: 'The samples that were compared, in their order.' },
);

const FormatFinding = Type.Object(
  {
    verdict: oneOf(['warned', 'rejected']),
    reason: Type.String(),
    citation: Type.String(),
    sureness: Type.String(),
  },
  {
    title: 'FormatFinding',
    description:
      'What the rules of the system say of the form of an image: resolution, encoding, compression, size. It is told; ' +
      '`rejected` means that the act has such an image rejected, which this hub leaves to the caller.',
  },
);

export const KeptQuality = Type.Optional(
  Type.Number({ minimum: 0, maximum: 100, description: 'Absent where no template was made of the sample.' }),
);

export const NotSearched = Type.Optional(
  Type.Object(
    { rule: Type.String(), citation: Type.String() },
    { description: 'Of a sample that is kept and that no search finds, such as a palm print: why.' },
  ),
);

export const EnrolResult = Type.Object(
  {
    kind: Type.Literal('enrol'),
    system: System,
    subjectId: Uuid,
    encounterId: Uuid,
    findings: Type.Optional(
      Type.Array(Type.Object({ rule: Type.String(), detail: Type.String(), citation: Type.String() }), {
        description: 'What the soft rules of data quality found: entered all the same, and counted.',
      }),
    ),
    comparisonId: Type.Optional(
      Type.String({
        format: 'uuid',
        description:
          'The comparison that a Eurodac data set started: `GET /v1/systems/eurodac/comparisons/{comparisonId}`.',
      }),
    ),
    similarAlerts: Type.Optional(
      Type.Array(Type.Object({ alertId: Uuid, memberState: Type.String(), subjectId: Uuid }), {
        description:
          'Alerts on persons whom a new alert resembles: the SIRENE Bureaux are in contact within twelve hours.',
      }),
    ),
    conflicts: Type.Optional(
      Type.Array(
        Type.Object({
          kind: oneOf(['reference-repeated', 'second-category-for-event']),
          dataSetIds: Type.Array(Uuid),
          memberState: Type.String(),
          reason: Type.String(),
          citation: Type.String(),
        }),
        {
          description:
            'What a Eurodac data set does not go together with. It is kept all the same; the state settles it.',
        },
      ),
    ),
    samples: Type.Array(
      Type.Object({
        sampleId: Uuid,
        position: KeptPosition,
        quality: KeptQuality,
        captureFaults: CaptureFaults,
        image: ImageFacts,
        findings: Type.Array(FormatFinding),
        notSearched: NotSearched,
      }),
    ),
  },
  { title: 'EnrolResult' },
);

export const IdentifyResult = Type.Object(
  {
    kind: Type.Literal('identify'),
    gallery: GalleryFacts,
    systemsSearched: Type.Array(System),
    systemsNotSearched: Type.Array(System, {
      description: 'Systems kept elsewhere, which only a federated search reaches.',
    }),
    candidates: Type.Array(Candidate),
    samples: Type.Optional(ProbeFacts),
    mirrorCheck: Type.Optional(MirrorCheck),
  },
  { title: 'IdentifyResult' },
);

export const VerifyResult = Type.Object(
  {
    kind: Type.Literal('verify'),
    system: System,
    subjectId: Uuid,
    decision: Decision,
    similarityScore: Type.Number(),
    threshold: Type.Number(),
    positions: PositionScores,
    samples: Type.Optional(ProbeFacts),
    mirrorCheck: Type.Optional(MirrorCheck),
  },
  { title: 'VerifyResult' },
);

const ASKED = { system: System, location: oneOf(['local', 'remote']) };

export const SystemAnswer = Type.Union(
  [
    Type.Object({
      ...ASKED,
      status: Type.Literal('answered'),
      askedBy: Type.Array(oneOf(['biometrics', 'identity', 'document'])),
      tookMs: Type.Integer({ minimum: 0 }),
      hits: Type.Array(SystemHit),
      overflow: Type.Boolean(),
      biometrics: Type.Optional(ComparedReferences),
      incomplete: Type.Optional(
        Type.Object(
          { reason: Type.String(), detail: Type.String() },
          {
            description:
              'Why biometrics were not compared with everybody there, or not at all. Who is not among the hits may be there.',
          },
        ),
      ),
    }),
    Type.Object({
      ...ASKED,
      status: Type.Literal('not-answered'),
      reason: Type.String(),
      detail: Type.String(),
      tookMs: Type.Integer({ minimum: 0 }),
    }),
    Type.Object({
      ...ASKED,
      status: Type.Literal('not-applicable'),
      reason: Type.Literal('no-usable-search-key'),
    }),
  ],
  { title: 'SystemAnswer', description: 'What one system said, or why it said nothing.' },
);

export const Flag = Type.Object(
  {
    kind: oneOf(['overstay', 'multiple-identity']),
    reason: Type.String(),
    citation: Type.String(),
    restsOn: Type.Array(Type.Object({ system: System, encounterId: Uuid })),
    facts: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Array(Type.String())]),
      { description: "Facts of the flag's own kind: dates and day counts, link colour." },
    ),
  },
  {
    title: 'Flag',
    description:
      'Something an authority must look into: a reason and the records it rests on, never a consequence.',
  },
);

export const SearchSystemsResult = Type.Object(
  {
    kind: Type.Literal('search-systems'),
    gallery: Type.Optional(GalleryFacts),
    complete: Type.Boolean({ description: 'True where every system asked has answered, and wholly.' }),
    systems: Type.Array(SystemAnswer, { maxItems: SYSTEMS.length }),
    flags: Type.Array(Flag),
    links: Type.Array(Link, {
      description: 'Links of the data sets found that the caller may see.',
    }),
  },
  { title: 'SearchSystemsResult' },
);

export const CompareDataSetResult = Type.Object(
  {
    kind: Type.Literal('compare-data-set'),
    system: System,
    comparisonId: Uuid,
    hits: Type.Optional(
      Type.Integer({
        minimum: 0,
        description:
          'Data sets that were hit; the comparison says which. Absent of a search of law enforcement, of which the ' +
          'comparison alone says what was found, as long as it is not found unjustified ((EU) 2024/1358 Art 32).',
      }),
    ),
    overflow: Type.Optional(
      Type.Boolean({
        description: 'More persons were found than one answer may hold. Absent where `hits` is.',
      }),
    ),
    referencesCompared: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { title: 'CompareDataSetResult' },
);

export const EraseResult = Type.Object(
  {
    kind: Type.Literal('erase'),
    system: System,
    subjectId: Uuid,
    physicallyRemoved: Type.Literal(true, {
      description:
        'No gallery file of a matcher that is alive holds a template of the subject any more. Files that a matcher ' +
        'left when it stopped may, until it runs again or they are deleted.',
    }),
  },
  { title: 'EraseResult' },
);

export const OperationResult = Type.Union(
  [EnrolResult, IdentifyResult, VerifyResult, SearchSystemsResult, EraseResult, CompareDataSetResult],
  { title: 'OperationResult' },
);

export const Overstayers = Type.Object(
  {
    asOf: Type.String({ format: 'date', description: 'The day the list is true for.' }),
    overstayers: Type.Array(Type.Object({ subjectId: Uuid, flag: Flag })),
    next: Type.Optional(
      Type.String({ format: 'uuid', description: 'Pass as `after` to read on; absent at the end.' }),
    ),
  },
  { title: 'Overstayers' },
);
