/** What Eurodac does beside its records: comparisons, hits, notices, cases, requests of law enforcement, statistics. */
import { type Static, Type } from 'typebox';
import { DocumentQueryInput, IdentityQueryInput } from './identity.js';
import { RequiredSampleInputs, SampleInputs } from './sample.js';
import { SystemRecord } from './system-record.js';
import {
  CountryCode,
  DateInput,
  IdentifierInput,
  Instant,
  InstantInput,
  LocalDate,
  oneOf,
  STRICT,
  textInput,
  Uuid,
} from './words.js';

const CATEGORIES = [
  'international-protection',
  'admission',
  'national-resettlement',
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
  'temporary-protection',
] as const;
const COLLECTIONS = [...CATEGORIES, 'admission-registration'] as const;
const Category = oneOf(CATEGORIES);
const FoundBy = oneOf(['fingerprint', 'fingerprint-and-face', 'face', 'alphanumeric']);
const Expertise = oneOf(['fingerprint', 'face'], { description: 'fingerprint or face.' });
const ReferenceNumber = textInput(50);
const OperatorId = textInput(100);
const Next = Type.Optional(
  Type.String({ format: 'uuid', description: 'Pass as `after` to read on; absent at the end.' }),
);

/** A data set with everything reported about it since. */
const CurrentDataSet = Type.Object(
  {
    dataSetId: Uuid,
    subjectId: Uuid,
    memberState: CountryCode,
    category: Category,
    transmittedOn: LocalDate,
    isMarked: Type.Boolean(),
    mark: Type.Optional(Type.Object({ kind: oneOf(['protection', 'residence-document']), on: LocalDate })),
    hasSecurityFlag: Type.Boolean(),
    memberStateResponsible: Type.Optional(CountryCode),
    memberStateOfRelocation: Type.Optional(CountryCode),
    arrivedOn: Type.Optional(LocalDate),
    departedOn: Type.Optional(LocalDate),
    removedOn: Type.Optional(LocalDate),
    assistedReturnOn: Type.Optional(LocalDate),
    rejectedOn: Type.Optional(LocalDate),
    borderDecisionOn: Type.Optional(LocalDate),
    residenceDocumentOn: Type.Optional(LocalDate),
    protectionGrantedOn: Type.Optional(LocalDate),
    citizenship: Type.Optional(Type.Object({ memberState: CountryCode, on: LocalDate })),
  },
  { title: 'EurodacCurrentDataSet' },
);

const HitState = Type.Object(
  {
    kind: oneOf(['returned', 'with-expert', 'confirmed', 'false', 'reported']),
    foundBy: Type.Optional(FoundBy),
    expertise: Type.Optional(Expertise),
    on: Type.Optional(LocalDate),
    reportBy: Type.Optional(
      Type.String({ format: 'date', description: 'Last day for telling eu-LISA of a false hit.' }),
    ),
    isLate: Type.Optional(Type.Boolean()),
  },
  { title: 'EurodacHitState' },
);

export const EurodacHit = Type.Object(
  {
    hitId: Uuid,
    memberState: CountryCode,
    category: Category,
    foundBy: FoundBy,
    foundAt: Instant,
    state: HitState,
    check: Type.Object({
      check: oneOf(['where-necessary', 'required']),
      expertise: Type.Array(Expertise),
      reason: Type.String(),
      citation: Type.String(),
    }),
    citation: Type.String({ description: 'Articles whose data are handed over.' }),
    handedOver: Type.Optional(
      Type.Object(
        { record: SystemRecord, current: CurrentDataSet },
        { description: 'Absent once the hit was found false, or its data set is erased.' },
      ),
    ),
  },
  { title: 'EurodacHit' },
);

export const EurodacComparison = Type.Object(
  {
    comparison: Type.Object({
      comparisonId: Uuid,
      collection: oneOf([...COLLECTIONS, 'law-enforcement']),
      memberState: CountryCode,
      referenceNumber: Type.Optional(Type.String()),
      incoming: Type.Optional(Type.Object({ encounterId: Uuid, subjectId: Uuid })),
      requestId: Type.Optional(Uuid),
      comparedOn: LocalDate,
      wantsOwn: Type.Boolean(),
      isUrgent: Type.Boolean(),
      askedAt: Instant,
      dueAt: Instant,
      completedAt: Type.Optional(Instant),
      outcome: Type.Optional(oneOf(['hit', 'no-hit', 'not-compared'])),
      reason: Type.Optional(Type.String()),
      overflow: Type.Boolean(),
    }),
    hits: Type.Array(EurodacHit, { description: 'Those that serve asylum responsibility first.' }),
  },
  { title: 'EurodacComparison' },
);

export const EurodacCompareBody = Type.Object(
  {
    referenceNumber: ReferenceNumber,
    isUrgent: Type.Optional(Type.Boolean()),
    samples: RequiredSampleInputs,
  },
  { ...STRICT, title: 'EurodacCompareBody' },
);
export type EurodacCompareBody = Static<typeof EurodacCompareBody>;

export const EurodacHitStepBody = Type.Object(
  {
    step: oneOf(['expert-asked', 'confirmed', 'rejected', 'reopened', 'told-eu-lisa'], {
      description: 'expert-asked, confirmed, rejected, reopened or told-eu-lisa.',
    }),
    operatorId: OperatorId,
    expertise: Type.Optional(Expertise),
    on: Type.Optional(DateInput),
    referenceNumbers: Type.Optional(Type.Array(ReferenceNumber, { maxItems: 2 })),
    because: Type.Optional(textInput(500)),
  },
  {
    ...STRICT,
    title: 'EurodacHitStepBody',
    description:
      '`operatorId` is the unique identity of the expert, or of the official who reports. `reopened` takes a conclusion ' +
      'back that was not reported yet, and says `because` of what.',
  },
);
export type EurodacHitStepBody = Static<typeof EurodacHitStepBody>;

export const EurodacHitStep = Type.Object(
  {
    hit: EurodacHit,
    duties: Type.Array(oneOf(['erase-result', 'tell-eu-lisa', 'confirm-link'])),
    reason: Type.String(),
    citation: Type.String(),
  },
  { title: 'EurodacHitStep' },
);

export const EurodacSequence = Type.Object(
  {
    dataSets: Type.Array(
      Type.Object({
        dataSetId: Uuid,
        memberState: CountryCode,
        category: Category,
        transmittedOn: LocalDate,
        referenceNumber: Type.String(),
        isMarked: Type.Boolean(),
        own: Type.Optional(CurrentDataSet),
      }),
      { description: 'Oldest first.' },
    ),
  },
  { title: 'EurodacSequence' },
);

export const EurodacNotices = Type.Object(
  {
    notices: Type.Array(
      Type.Object({
        noticeId: Uuid,
        about: Type.Object({ encounterId: Uuid, subjectId: Uuid }),
        obliges: oneOf(
          ['mark-too', 'update-responsible', 'note-relocation', 'delete-flag-too', 'erase-too', 'informed'],
          { description: 'informed: to nothing; the state is told, and no message of its own is due.' },
        ),
        status: Type.String(),
        statusDate: LocalDate,
        statusMemberState: Type.Optional(CountryCode),
        from: CountryCode,
        dueAt: Instant,
        sentAt: Instant,
        readAt: Type.Optional(Instant),
        citation: Type.String(),
      }),
    ),
    next: Next,
  },
  {
    title: 'EurodacNotices',
    description:
      'Not followed yet. A notice ends with the message of the own state that does what it obliges to, one that obliges ' +
      'to nothing some days after it was first read.',
  },
);

const CIRCUMSTANCES = {
  atBorder: Type.Optional(Type.Object({ biometricsTakenAt: Type.Optional(InstantInput) }, STRICT)),
  custody: Type.Optional(Type.Object({ releasedAt: Type.Optional(InstantInput) }, STRICT)),
  fingertips: Type.Optional(Type.Object({ retakenAt: Type.Optional(InstantInput) }, STRICT)),
  health: Type.Optional(Type.Object({ endedAt: Type.Optional(InstantInput) }, STRICT)),
  hasTechnicalProblems: Type.Optional(Type.Boolean()),
  influx: Type.Optional(Type.Object({ notifiedOn: DateInput, lastDay: DateInput }, STRICT)),
};

const ENDS = ['concluded-without-comparison', 'cannot-be-taken', 'registered-in-error'] as const;
export const TransmissionCircumstancesBody = Type.Object(
  {
    ...CIRCUMSTANCES,
    ended: Type.Optional(
      Type.Object(
        { because: oneOf(ENDS, { description: `${ENDS.join(', ')}.` }) },
        { ...STRICT, description: 'Nothing is owed any more, though nothing was transmitted.' },
      ),
    ),
  },
  { ...STRICT, title: 'TransmissionCircumstancesBody' },
);

export const TransmissionCaseBody = Type.Object(
  {
    referenceNumber: ReferenceNumber,
    collection: oneOf(COLLECTIONS, { description: `${COLLECTIONS.join(', ')}.` }),
    eventAt: InstantInput,
    ...CIRCUMSTANCES,
  },
  { ...STRICT, title: 'TransmissionCaseBody' },
);

export const JudgedTransmission = Type.Object(
  {
    caseId: Uuid,
    referenceNumber: Type.String(),
    about: Type.Object({ collection: oneOf(COLLECTIONS), eventAt: Type.String() }),
    openedAt: Instant,
    transmittedAt: Type.Optional(Type.String()),
    deadline: Type.Object({
      kind: oneOf(['instant', 'day', 'as-soon-as-possible', 'waiting']),
      dueAt: Type.Optional(Instant),
      lastDay: Type.Optional(LocalDate),
      before: Type.Optional(Type.String()),
      for: Type.Optional(Type.String()),
      reason: Type.String(),
      citation: Type.String(),
    }),
    state: Type.Object({
      kind: oneOf(['in-time', 'late', 'pending', 'overdue', 'no-limit']),
      isOwed: Type.Boolean(),
      reason: Type.String(),
      citation: Type.String(),
    }),
  },
  { title: 'JudgedTransmission' },
);

export const JudgedTransmissions = Type.Object(
  { transmissions: Type.Array(JudgedTransmission), next: Next },
  { title: 'JudgedTransmissions' },
);

const OTHER_STATES = ['searched', 'not-available', 'useless', 'not-searched'] as const;
export const LawEnforcementRequestBody = Type.Object(
  {
    referenceNumber: ReferenceNumber,
    operatorId: OperatorId,
    offence: oneOf(['terrorist', 'other-serious', 'other'], {
      description: 'terrorist, other-serious or other.',
    }),
    fileNumber: Type.Optional(textInput(100)),
    isSpecificCase: Type.Boolean(),
    hasOverridingConcern: Type.Boolean(),
    groundsOfContribution: Type.Optional(textInput(2_000)),
    priorCheck: Type.Union([
      Type.Object({ kind: Type.Literal('cir-reply'), queryId: IdentifierInput }, STRICT),
      Type.Object(
        {
          kind: Type.Literal('searched'),
          nationalDatabases: Type.Boolean(),
          otherStates: oneOf(OTHER_STATES, { description: `${OTHER_STATES.join(', ')}.` }),
          whyUseless: Type.Optional(textInput(2_000)),
        },
        STRICT,
      ),
    ]),
    searchedOwnSystems: Type.Optional(Type.Boolean({ description: 'Europol only.' })),
    key: oneOf(['biometrics', 'alphanumeric'], { description: 'biometrics or alphanumeric.' }),
    childAge: Type.Optional(Type.Integer({ minimum: 0, maximum: 17 })),
    childIsSuspectWithGrounds: Type.Optional(Type.Boolean()),
    imminentDanger: Type.Optional(Type.Boolean()),
  },
  { ...STRICT, title: 'LawEnforcementRequestBody' },
);

const Stated = Type.Object({
  referenceNumber: Type.String(),
  operatorId: Type.Optional(Type.String()),
  offence: Type.String(),
  fileNumber: Type.Optional(Type.String()),
  isSpecificCase: Type.Boolean(),
  hasOverridingConcern: Type.Boolean(),
  groundsOfContribution: Type.Optional(Type.String()),
  priorCheck: Type.Object({
    kind: Type.String(),
    queryId: Type.Optional(Uuid),
    nationalDatabases: Type.Optional(Type.Boolean()),
    otherStates: Type.Optional(Type.String()),
    whyUseless: Type.Optional(Type.String()),
  }),
  searchedOwnSystems: Type.Optional(Type.Boolean()),
  key: Type.String(),
  childAge: Type.Optional(Type.Integer()),
  childIsSuspectWithGrounds: Type.Optional(Type.Boolean()),
  imminentDanger: Type.Optional(Type.Boolean()),
});

export const LawEnforcementRequest = Type.Object(
  {
    requestId: Uuid,
    authorityId: Type.String(),
    stated: Stated,
    isUrgent: Type.Boolean(),
    state: oneOf(['waiting', 'approved', 'refused', 'searched', 'justified', 'unjustified', 'erased']),
    askedAt: Instant,
    verifiedBy: Type.Optional(Type.String()),
    verifiedAt: Type.Optional(Instant),
    comparisonId: Type.Optional(Uuid),
    erasureConfirmedAt: Type.Optional(Instant),
    duties: Type.Optional(Type.Array(Type.String())),
  },
  { title: 'LawEnforcementRequest' },
);

export const LawEnforcementRequests = Type.Object(
  { requests: Type.Array(LawEnforcementRequest), next: Next },
  { title: 'LawEnforcementRequests' },
);

export const RequestVerificationBody = Type.Object(
  { approves: Type.Boolean() },
  { ...STRICT, title: 'RequestVerificationBody' },
);
export type RequestVerificationBody = Static<typeof RequestVerificationBody>;

export const RequestSearchBody = Type.Object(
  {
    identity: Type.Optional(IdentityQueryInput),
    document: Type.Optional(DocumentQueryInput),
    samples: Type.Optional(SampleInputs),
  },
  { ...STRICT, title: 'RequestSearchBody', description: 'Biometrics, or identity and document data.' },
);
export type RequestSearchBody = Static<typeof RequestSearchBody>;

const PublishedCount = Type.Object({
  total: Type.Optional(Type.Integer({ description: 'Absent where it would tell what was left out.' })),
  byState: Type.Record(Type.String(), Type.Integer()),
  isComplete: Type.Boolean({ description: 'False where states with few persons were left out.' }),
});

export const EurodacStatistics = Type.Object(
  {
    month: Type.String(),
    persons: Type.Record(Type.String(), PublishedCount, {
      description: 'Counted once each, however many data sets.',
    }),
    dataSets: Type.Record(Type.String(), PublishedCount),
    hits: Type.Array(
      Type.Object({
        incoming: Type.String(),
        stored: Type.String(),
        count: Type.Optional(Type.Integer({ description: 'Absent where there are few.' })),
      }),
    ),
  },
  { title: 'EurodacStatistics' },
);
