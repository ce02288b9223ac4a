/**
 * Everything a workflow needs from the world, on one page. A port is a capability; what implements it stands in
 * `store`, `engine`, `extraction`, `adapters`, `jobs` and `coordination`, and only `main` knows which.
 *
 * Identifiers, never data of persons, travel in jobs and notices. Whatever waits takes an `AbortSignal`.
 */
import type { AccessRight, AuthorityClass, Requester } from '../domain/authorities.js';
import type { DocumentQuery, IdentityData, IdentityQuery, TravelDocument } from '../domain/identity-data.js';
import type { EncounterId, LinkId, OperationId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import type { SampleForm } from '../domain/law/biometric-quality.js';
import type { LinkColour, PairRelation, VerificationConclusion } from '../domain/law/link-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { Position } from '../domain/positions.js';
import type { AnyFacts, SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { ProbeTemplate, ReferenceTemplate } from '../matching/template.js';
import type { Clock } from '../platform/clock.js';
import type { IdSource } from '../platform/ids.js';
import type { Metrics } from '../platform/metrics.js';

// ---------------------------------------------------------------- persistence

/** SQL inside one transaction, or outside any. Errors of the connection are `OperationalError`s. */
export type Sql = {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
};

export type UnitOfWork = {
  /** Runs `work` in one READ COMMITTED transaction; commits when it resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** One statement outside any transaction. */
  readonly sql: Sql;
};

// ---------------------------------------------------------------- samples and templates

/** A captured image as it was handed in. */
export type Sample = {
  readonly position: Position;
  readonly image: Uint8Array;
  /** Pixels per inch stated by the caller; where absent it is read from the file, never guessed. */
  readonly ppi?: number;
};

/** Why a sample gave no template: a closed list, each with an HTTP problem of the same name. */
export type SampleDefect =
  | 'not-an-image'
  | 'image-truncated'
  | 'image-damaged'
  | 'image-unsupported'
  | 'image-too-large'
  | 'image-too-small'
  | 'several-images'
  | 'modality-mismatch'
  | 'position-mismatch'
  | 'resolution-missing'
  | 'resolution-unsupported'
  | 'no-finger-found'
  | 'no-face-found'
  | 'several-faces-found'
  | 'face-models-missing'
  | 'extraction-timeout';

export type ImageFacts = {
  readonly mediaType: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ppi?: number;
};

export type ExtractionOutcome =
  | {
      readonly kind: 'template';
      readonly template: ProbeTemplate;
      readonly image: ImageFacts;
      /** Encoding, depth and sizes of the file, for the rules of what a system stores. */
      readonly form?: SampleForm;
    }
  | { readonly kind: 'rejected'; readonly defect: SampleDefect; readonly detail: string };

export type TemplateExtractor = {
  /**
   * One outcome per sample, in order. `reference` computes the one view that is stored, `probe` all views.
   * Throws `OperationalError` only where the extractor itself failed.
   */
  extract(
    samples: readonly Sample[],
    options: { readonly use: 'reference' | 'probe'; readonly signal: AbortSignal },
  ): Promise<readonly ExtractionOutcome[]>;
};

// ---------------------------------------------------------------- files of the field's formats

/** Type-1 fields 1.004 to 1.010 of the ANSI/NIST-ITL transaction a request came as, as they stand in it. */
export type TransactionIdentifiers = {
  /** Type of transaction. */
  readonly tot: string;
  /** YYYYMMDD. */
  readonly dat: string;
  /** Destination and originating agency. */
  readonly dai: string;
  readonly ori: string;
  /** Transaction control number and, in an answer, the number of the request. */
  readonly tcn: string;
  readonly tcr?: string;
  /** Name of the domain (1.013), which decides what the fields of Type 2 mean. */
  readonly domain?: string;
};

/** What is wrong with a file, and where; never what it says. */
export type CaptureFault = {
  readonly format: string;
  readonly code:
    | 'not-this-format'
    | 'truncated'
    | 'inconsistent'
    | 'out-of-range'
    | 'unsupported'
    | 'limit-exceeded';
  readonly detail: string;
  /** Byte, from 0. */
  readonly offset?: number;
  /** In the words of the format's standard. */
  readonly field?: string;
};

/** What became of a file beside its samples. */
export type CaptureReport = {
  readonly format: string;
  readonly transaction?: TransactionIdentifiers;
  readonly fingersMissing: readonly {
    readonly position: Position;
    readonly reason: 'amputated' | 'bandaged';
  }[];
  /** Records, or parts of records, that gave no sample. `record` counts from 1 in the order of the file. */
  readonly omitted: readonly { readonly record: number; readonly type: string; readonly reason: string }[];
  /** Where the file departs from its standard and could be read all the same. */
  readonly findings: readonly { readonly field?: string; readonly detail: string }[];
};

export type CaptureOutcome =
  | (CaptureReport & {
      readonly kind: 'capture';
      /** Each known position at most once. */
      readonly samples: readonly Sample[];
      /** What the file says of the person; a part it does not say in known words is absent. */
      readonly identity?: Partial<IdentityData>;
      readonly travelDocument?: TravelDocument;
    })
  | { readonly kind: 'rejected'; readonly fault: CaptureFault };

export type CaptureReader = {
  /**
   * Reads an ANSI/NIST-ITL transaction, an ISO/IEC 19794-4 or -5 record, or a CBEFF record, away from the event loop and
   * within limits of time and memory. Throws `OperationalError` only where the reader itself failed.
   */
  read(
    file: Uint8Array,
    options: { readonly mediaType: string; readonly signal: AbortSignal },
  ): Promise<CaptureOutcome>;
};

export type TransactionWriter = {
  /** The operation as a response transaction; `undefined` where the request was none. */
  respond(operation: Operation): Uint8Array | undefined;
};

// ---------------------------------------------------------------- 1:N and 1:1

export type PositionScore = {
  readonly probePosition: Position;
  readonly referencePosition: Position;
  readonly templateId: TemplateId;
  /** Cosine similarity of the best view, -1..1. */
  readonly similarityScore: number;
  /** Calibrated natural-log likelihood ratio of this position alone. */
  readonly logLikelihoodRatio: number;
  readonly probeQuality: number;
  readonly referenceQuality: number;
};

/**
 * `match`: the fused score reaches the threshold asked for. `inconclusive`: it does not, but an examiner should look.
 * `no-match`: listed only because the caller asked for more candidates.
 */
export type MatchDecision = 'match' | 'inconclusive' | 'no-match';

export type Candidate = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** From 1, over all systems searched. */
  readonly rank: number;
  /** Fused over all compared positions, in nats (`matching/fusion.ts`). */
  readonly similarityScore: number;
  readonly decision: MatchDecision;
  readonly positions: readonly PositionScore[];
};

export type GallerySearch = {
  readonly probes: readonly ProbeTemplate[];
  readonly systems: readonly SystemId[];
  readonly candidatesMax: number;
  /** Share of non-mated searches that may return a match, for example 0.01. */
  readonly falsePositiveIdentificationRate: number;
  /** `interactive`, which is what is meant where nothing is said: somebody waits. `bulk` waits longer for company. */
  readonly latencyClass?: LatencyClass;
  /** Subjects of the systems searched that are no candidates, for example the one the probes were enrolled for. */
  readonly excludedSubjects?: readonly SubjectId[];
};

export type LatencyClass = 'interactive' | 'bulk';

/** References a probe would have been compared with, but for `reason`. */
export type ReferencesNotCompared = { readonly reason: 'template-version'; readonly references: number };

export type ShardNotCompared = {
  /** From 0. */
  readonly shard: number;
  /** So many references of all systems it holds, or held when it was last counted: at most so many were left out. */
  readonly references: number;
};

export type GalleryAnswer = {
  /** Names the state of the gallery that was searched. */
  readonly snapshot: string;
  /** False while the gallery is being loaded or a shard is missing: the answer is then not exhaustive, and says so. */
  readonly complete: boolean;
  readonly referencesCompared: number;
  /** References each probe was compared with, in the order of the probes: what the threshold rests on. */
  readonly comparisons: readonly number[];
  /** Shards that are not in the answer, or not wholly. Only where the gallery lies in shards and not all are. */
  readonly shardsNotCompared?: readonly ShardNotCompared[];
  /** Left out where there are none. */
  readonly referencesNotCompared?: readonly ReferencesNotCompared[];
  /** Fused score at and above which a candidate is a match. */
  readonly threshold: number;
  readonly candidates: readonly Candidate[];
  /** True where somebody at or above the threshold is not among the candidates, as no more were asked for. */
  readonly overflow: boolean;
};

export type Gallery = {
  /** Exhaustive search that sees every enrolment and erasure acknowledged before the call. */
  search(search: GallerySearch, signal: AbortSignal): Promise<GalleryAnswer>;
  /** Physically removes what was erased from every segment file. Resolves when no file holds it any more. */
  compact(signal: AbortSignal): Promise<void>;
};

/** What one shard said to a search that was put to all of them. */
export type ShardAnswer = { readonly shard: number; readonly answer: GalleryAnswer };

/**
 * One answer out of those of shards: what one gallery that holds all of them would have said. Pure. `missing` are the
 * shards that gave no answer; the result then is not complete, and names them.
 */
export type MergeAnswers = (
  answers: readonly ShardAnswer[],
  search: Pick<GallerySearch, 'candidatesMax' | 'falsePositiveIdentificationRate'>,
  missing: readonly ShardNotCompared[],
) => GalleryAnswer;

/** One reference as a gallery needs it, decrypted. */
export type GalleryReference = {
  readonly templateId: TemplateId;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  readonly template: ReferenceTemplate;
};

/**
 * What galleries are made of. PostgreSQL is the truth: a gallery is loaded from `readAll` and kept in step by asking
 * `changesSince` before each search, so that a search sees every transaction committed before it, in whatever order
 * transactions committed. A change may be delivered more than once; it is never left out.
 */
export type GalleryFeed = {
  /** Everything there is now, in batches, each with the cursor to go on from, which is that of all batches. */
  readAll(
    onBatch: (
      references: readonly GalleryReference[],
      at: { readonly cursor: string; readonly snapshot: string },
    ) => Promise<void>,
    signal: AbortSignal,
  ): Promise<{ readonly cursor: string; readonly snapshot: string }>;
  /** Throws `gallery-not-ready` where the cursor is too old or too far behind: `readAll` must be called again. */
  changesSince(cursor: string): Promise<{
    readonly cursor: string;
    readonly snapshot: string;
    readonly added: readonly GalleryReference[];
    readonly erased: readonly TemplateId[];
  }>;
};

export type Comparison = {
  readonly decision: MatchDecision;
  readonly similarityScore: number;
  readonly threshold: number;
  readonly positions: readonly PositionScore[];
};

/** 1:1 comparison of probes with the references of one subject. */
export type Comparator = (
  probes: readonly ProbeTemplate[],
  references: readonly (ReferenceTemplate & { readonly templateId: TemplateId })[],
  options: { readonly falseMatchRate: number },
) => Comparison;

// ---------------------------------------------------------------- the six systems

export type SystemQuery = {
  readonly requester: Requester;
  /** Biometric candidates of this system found by the hub's own gallery; used by local adapters. */
  readonly candidates: readonly Candidate[];
  /** Probes for a remote system that searches its own gallery; empty where the query has no biometrics. */
  readonly probes: readonly ProbeTemplate[];
  readonly falsePositiveIdentificationRate: number;
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
};

export type FoundBy = 'fingerprint' | 'face' | 'identity' | 'document';

/** One subject of one system that answers a query, with every record the system holds of it. */
export type SystemHit = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly foundBy: readonly FoundBy[];
  /** Present where biometrics found it. */
  readonly candidate?: Candidate;
  readonly records: readonly SystemRecord[];
};

export type SystemQueryAnswer = {
  readonly hits: readonly SystemHit[];
  /** True where the system found more subjects than `LIMITS.systemHitsMax`: the query is too wide, and it is said. */
  readonly overflow: boolean;
};

export type SystemAdapter = {
  readonly system: SystemId;
  readonly location: 'local' | 'remote';
  /** Answers within the deadline of `signal`, or throws an `OperationalError` whose code names the reason. */
  query(query: SystemQuery, signal: AbortSignal): Promise<SystemQueryAnswer>;
  /** Stores the record of one encounter. A remote system records for itself: `system-refused`, not retryable. */
  record(tx: Sql, record: SystemRecord): Promise<void>;
  /** Every record of one subject, oldest encounter first; empty where the subject is unknown. */
  read(sql: Sql, subjectId: SubjectId): Promise<readonly SystemRecord[]>;
  /** Removes every record of one subject. */
  erase(tx: Sql, subjectId: SubjectId): Promise<void>;
};

/** A file about which something is due on a day. */
export type DueFile = { readonly on: LocalDate; readonly system: SystemId; readonly subjectId: SubjectId };

export type DueDay = {
  readonly on: LocalDate;
  /** State that entered what is due. */
  readonly memberState: string;
};

export type CalendarFile = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly days: readonly DueDay[];
  /** The next day on which the days must be computed anew although no record arrives. */
  readonly nextOn?: LocalDate;
};

/** The days on which something is due about the files kept here. */
export type FileCalendar = {
  /** Files whose days must be computed anew, locked; what another process works on is left out. */
  stale(
    tx: Sql,
    page: { readonly limit: number; readonly today: LocalDate },
  ): Promise<readonly { readonly system: SystemId; readonly subjectId: SubjectId }[]>;
  /** Replaces the days of these files. */
  keep(tx: Sql, files: readonly CalendarFile[]): Promise<void>;
  /** Up to and including `until`, by day, system and subject, from after `after`. */
  page(
    sql: Sql,
    page: {
      readonly memberState: string;
      readonly systems: readonly SystemId[];
      readonly until: LocalDate;
      readonly after?: DueFile;
      readonly limit: number;
    },
  ): Promise<readonly DueFile[]>;
};

/** One file of the EES, with what guards its judgement against a record that arrives meanwhile. */
export type StayFile = {
  readonly subjectId: SubjectId;
  readonly records: readonly SystemRecord[];
  readonly version: string;
  /** Whether it must be judged anew. */
  readonly isDue: boolean;
};

export type StayFileJudgement = {
  readonly subjectId: SubjectId;
  readonly version: string;
  /** The day the person came onto the list of overstayers; absent where the person is not on it. */
  readonly listedSince?: LocalDate;
  /** The next day on which time alone changes that. */
  readonly nextChangeOn?: LocalDate;
};

/**
 * The files of travellers the EES holds here, each with its last judgement. What is listed, and what changed or became
 * due since, is found without reading the others.
 */
export type StayFiles = {
  /** Files that are listed or due, in order of their subject's identifier; fewer than `limit` means the last page. */
  page(
    sql: Sql,
    page: { readonly after?: SubjectId; readonly limit: number; readonly today: LocalDate },
  ): Promise<readonly StayFile[]>;
  /** Files that are due, longest first, locked; what another process works on is left out. */
  due(tx: Sql, page: { readonly limit: number; readonly today: LocalDate }): Promise<readonly StayFile[]>;
  /** Without effect on a file that has changed since it was read. */
  keepJudgements(sql: Sql, judged: readonly StayFileJudgement[]): Promise<void>;
};

// ---------------------------------------------------------------- operations

export type EnrolRequest = {
  readonly kind: 'enrol';
  readonly system: SystemId;
  /** Set to add an encounter to a subject the system already knows. */
  readonly subjectId?: SubjectId;
  readonly encounterAt: string;
  readonly identity: IdentityData;
  readonly travelDocument?: TravelDocument;
  readonly facts: AnyFacts;
  /** Present where the request came as a file of the field's formats. */
  readonly capture?: CaptureReport;
};

export type IdentifyRequest = {
  readonly kind: 'identify';
  readonly systems: readonly SystemId[];
  readonly candidatesMax: number;
  readonly falsePositiveIdentificationRate: number;
  /** Present where the request came as a file of the field's formats. */
  readonly capture?: CaptureReport;
};

export type VerifyRequest = {
  readonly kind: 'verify';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly falseMatchRate: number;
  /** Present where the request came as a file of the field's formats. */
  readonly capture?: CaptureReport;
};

export type SearchSystemsRequest = {
  readonly kind: 'search-systems';
  readonly systems: readonly SystemId[];
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
  readonly candidatesMax: number;
  readonly falsePositiveIdentificationRate: number;
  /** Present where the request came as a file of the field's formats. */
  readonly capture?: CaptureReport;
};

/** The erasure itself is done when this is inserted; what is left is to remove it from every gallery file. */
export type EraseRequest = {
  readonly kind: 'erase';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
};

/** Compares a new or changed data set with the other systems'; made by the hub itself, in the name of who entered it. */
export type DetectLinksRequest = {
  readonly kind: 'detect-links';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
};

export type OperationRequest =
  | EnrolRequest
  | IdentifyRequest
  | VerifyRequest
  | SearchSystemsRequest
  | EraseRequest
  | DetectLinksRequest;
export type OperationKind = OperationRequest['kind'];

/** `queued` is the acknowledged state; `completed`, `rejected` and `failed` are final. */
export type OperationState = 'queued' | 'extracted' | 'searched' | 'completed' | 'rejected' | 'failed';

/** Why an operation ended without a result: a code of `http/problems.ts` and a text without data of persons. */
export type OperationProblem = {
  readonly code: string;
  readonly detail: string;
  /** JSON pointer into the request, for example `/samples/0`. */
  readonly pointer?: string;
};

export type Operation = {
  readonly operationId: OperationId;
  readonly requester: Requester;
  readonly request: OperationRequest;
  readonly state: OperationState;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Present once `completed`. */
  readonly result?: unknown;
  /** Present once `rejected` or `failed`. */
  readonly problem?: OperationProblem;
};

export type NewOperation = {
  readonly operationId: OperationId;
  readonly requester: Requester;
  readonly request: OperationRequest;
  readonly samples: readonly Sample[];
  /** Same key of the same authority means the same operation. */
  readonly idempotencyKey?: string;
};

export type Operations = {
  /**
   * Inserts request and samples, encrypted. `existing` names the earlier operation of the same idempotency key and
   * content; `conflict` means the key was used with other content.
   */
  insert(
    tx: Sql,
    operation: NewOperation,
  ): Promise<
    | { readonly kind: 'inserted' | 'existing'; readonly operationId: OperationId }
    | { readonly kind: 'conflict' }
  >;
  read(sql: Sql, operationId: OperationId): Promise<Operation | undefined>;
  /** Reads and locks the row until the transaction ends. */
  lock(tx: Sql, operationId: OperationId): Promise<Operation | undefined>;
  samples(sql: Sql, operationId: OperationId): Promise<readonly Sample[]>;
  /** Keeps probe templates (encrypted), puts the search to the shards of the gallery and moves on to `extracted`. */
  keepProbes(tx: Sql, operationId: OperationId, probes: readonly ProbeTemplate[]): Promise<void>;
  probes(sql: Sql, operationId: OperationId): Promise<readonly ProbeTemplate[]>;
  /** Keeps the gallery's answer (encrypted) for federation and moves on to `searched`. */
  keepGalleryAnswer(tx: Sql, operationId: OperationId, answer: GalleryAnswer): Promise<void>;
  galleryAnswer(sql: Sql, operationId: OperationId): Promise<GalleryAnswer | undefined>;
  /** Final: stores the result (encrypted), deletes samples, probes and request data that are no longer needed. */
  complete(tx: Sql, operationId: OperationId, result: unknown): Promise<void>;
  /** Final, without result; deletes samples, probes and the request's data of persons. */
  end(
    tx: Sql,
    operationId: OperationId,
    state: 'rejected' | 'failed',
    problem: OperationProblem,
  ): Promise<void>;
};

/** A search of a gallery in shards, from `keepProbes` until all shards have answered. */
export type ShardAnswers = {
  /**
   * Keeps what a shard said, the first time, and says whether all have answered. `shardCount` is what the shard was cut
   * for: throws `gallery-not-ready` where the gallery has been divided anew since.
   */
  keep(
    tx: Sql,
    operationId: OperationId,
    part: ShardAnswer,
    shardCount: number,
  ): Promise<{ readonly isLast: boolean }>;
  isAnswered(sql: Sql, operationId: OperationId, shard: number): Promise<boolean>;
  read(
    sql: Sql,
    operationId: OperationId,
  ): Promise<{ readonly answers: readonly ShardAnswer[]; readonly waitingFor: readonly number[] }>;
  /** Searches that have waited long enough for shards nobody answers for. */
  overdue(sql: Sql, limit: number): Promise<readonly OperationId[]>;
  countReferences(sql: Sql, shards: readonly number[]): Promise<readonly ShardNotCompared[]>;
};

export type ReportedShard = {
  readonly shard: number;
  /** Takes searches of the shard, and the whole of it is loaded. */
  readonly isReady: boolean;
  /** Counted by a holder that is ready. */
  readonly references?: number;
};

/** How a matcher introduces itself. */
export type MatcherFacts = {
  readonly matcherId: string;
  /** Takes part in sharing the shards; false where configuration says what it holds, and while it is about to stop. */
  readonly isAssigned: boolean;
  /** So many shards it has memory for. */
  readonly shardsMax?: number;
};

export type LiveMatcher = MatcherFacts & {
  readonly shards: readonly { readonly shard: number; readonly isReady: boolean }[];
};

/** Into how many shards the gallery of this installation is divided, and who is alive and holds which. */
export type MatcherSurvey = { readonly shardCount: number; readonly alive: readonly LiveMatcher[] };

export type MatcherRegistry = {
  /** Says that this matcher is alive and holds these shards and no others; learns who else is. */
  report(matcher: MatcherFacts, shards: readonly ReportedShard[]): Promise<MatcherSurvey>;
  /** For whoever is no matcher. */
  survey(): Promise<MatcherSurvey>;
  /** Has stopped: others need not wait until it counts as gone. */
  leave(matcherId: string): Promise<void>;
};

/** What one matcher process holds of the gallery. */
export type HeldShards = {
  /** Under which others know this process. */
  readonly matcherId: string;
  /** As `Gallery.compact`; false where this process does not hold the shard (any more). */
  compact(shard: number, signal: AbortSignal): Promise<boolean>;
};

/** How far the files of the galleries are rid of what was erased. */
export type Erasures = {
  /**
   * Shards this matcher holds whose files may have something of an erasure that has not ended, and the state of the
   * database up to which a compaction that begins now removes everything.
   */
  uncompacted(
    sql: Sql,
    matcherId: string,
  ): Promise<readonly { readonly shard: number; readonly through: string }[]>;
  keepCompacted(
    sql: Sql,
    matcherId: string,
    compacted: { readonly shard: number; readonly through: string },
  ): Promise<void>;
  /** Erasures that have not ended though no file of a matcher that is alive has anything of them any more. */
  finished(sql: Sql, limit: number): Promise<readonly OperationId[]>;
};

export type NewSample = {
  readonly sampleId: SampleId;
  readonly sample: Sample;
  readonly image: ImageFacts;
};

export type NewReference = {
  readonly templateId: TemplateId;
  readonly sampleId: SampleId;
  readonly template: ReferenceTemplate;
};

export type NewEncounter = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  readonly memberState: string;
  readonly authorityId: string;
  readonly encounterAt: string;
  readonly samples: readonly NewSample[];
  readonly references: readonly NewReference[];
};

export type StoredSubject = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** Member State that created the subject. */
  readonly memberState: string;
  readonly samples: readonly {
    readonly sampleId: SampleId;
    readonly encounterId: EncounterId;
    readonly position: Position;
    readonly quality: number;
    readonly image: ImageFacts;
  }[];
};

export type Subjects = {
  /** Inserts the subject if it is new, its encounter, samples, references, and announces the references to galleries. */
  insertEncounter(tx: Sql, encounter: NewEncounter): Promise<void>;
  /** Locks the subject against concurrent erasure. `undefined` where the system does not know it. */
  lock(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<{ memberState: string } | undefined>;
  read(sql: Sql, system: SystemId, subjectId: SubjectId): Promise<StoredSubject | undefined>;
  references(
    sql: Sql,
    system: SystemId,
    subjectId: SubjectId,
  ): Promise<readonly (ReferenceTemplate & { readonly templateId: TemplateId })[]>;
  /** Deletes everything held of the subject and announces the erasure to galleries. */
  erase(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<void>;
};

// ---------------------------------------------------------------- links between identities

/** What one system holds of one person, by reference. */
export type DataSetReference = { readonly system: SystemId; readonly subjectId: SubjectId };

/** Who has to verify a link ((EU) 2019/817 Art 29, 34(d)): any of the classes in the state. */
export type ResponsibleAuthority = {
  readonly memberState: string;
  readonly authorityClasses: readonly AuthorityClass[];
};

/** One link of the multiple-identity detector: two data sets of two systems, in the order of `SYSTEMS`. */
export type IdentityLink = {
  /** Also the single identification number of Art 34(c). */
  readonly linkId: LinkId;
  readonly dataSets: readonly [DataSetReference, DataSetReference];
  readonly colour: LinkColour;
  /** `manual` once an authority has concluded. */
  readonly origin: 'automatic' | 'manual';
  readonly relation: PairRelation;
  /** The provision the colour rests on. */
  readonly citation: string;
  readonly responsible: ResponsibleAuthority;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type DetectedLink = Pick<IdentityLink, 'dataSets' | 'relation' | 'citation' | 'responsible'> & {
  /** Used where the pair has no link yet. */
  readonly linkId: LinkId;
  readonly colour: 'white' | 'yellow';
};

export type IdentityLinks = {
  /**
   * Writes what detection found about a pair. A link whose data relate as before stays as it is, with the colour an
   * authority gave it; otherwise it is judged anew (Art 28(2), 48(6)). A red one stays until an authority corrects it.
   */
  keep(tx: Sql, detected: DetectedLink): Promise<'detected' | 'changed' | 'unchanged'>;
  /** Removes the link of a pair that no longer match; nothing where there is none, or a red one. */
  remove(tx: Sql, pair: IdentityLink['dataSets']): Promise<void>;
  read(sql: Sql, linkId: LinkId): Promise<IdentityLink | undefined>;
  /** Reads and locks the link until the transaction ends. */
  lock(tx: Sql, linkId: LinkId): Promise<IdentityLink | undefined>;
  /** Every link that touches one of these data sets. */
  ofDataSets(sql: Sql, dataSets: readonly DataSetReference[]): Promise<readonly IdentityLink[]>;
  /** Yellow links somebody has to verify, oldest first, from after `after`; from the first where that has gone. */
  toVerify(
    sql: Sql,
    page: {
      readonly authorityClass: AuthorityClass;
      /** Left out for an authority that is responsible in every state. */
      readonly memberState?: string;
      readonly after?: LinkId;
      readonly limit: number;
    },
  ): Promise<readonly IdentityLink[]>;
  /** Writes the conclusion of an authority about a locked link. */
  verify(
    tx: Sql,
    link: IdentityLink,
    verified: {
      readonly colour: LinkColour;
      readonly citation: string;
      readonly conclusion: VerificationConclusion;
      readonly requester: Requester;
    },
  ): Promise<IdentityLink>;
};

// ---------------------------------------------------------------- jobs, notices, log

export const QUEUES = ['extraction', 'search', 'federation', 'erasure'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The whole payload of a job: a pointer. `shard` is there where a search was put to the shards of a gallery. */
export type JobPointer = {
  readonly queue: QueueName;
  readonly operationId: OperationId;
  readonly shard?: number;
};

export type Outbox = {
  /**
   * Follow-up work, written in the transaction that makes it necessary. Where the gallery lies in shards, a search is
   * one job for each of them.
   */
  insert(tx: Sql, job: JobPointer): Promise<void>;
  /**
   * Hands committed rows to the queues and deletes them; returns how many. Called after each commit and by the relay,
   * by several processes at once. A row handed over twice is one job, as jobs are named by their operation.
   */
  relay(): Promise<number>;
};

export type CompletionNotices = {
  /** Tells whoever waits that the operation has ended. Losing a notice delays a caller, nothing else. */
  announce(operationId: OperationId): Promise<void>;
  /** Subscribes first, then asks `isRunning`; while it says so, waits until the operation ended or `waitMs` are over. */
  waitWhile(operationId: OperationId, waitMs: number, isRunning: () => Promise<boolean>): Promise<void>;
};

export type AccessLogEntry = {
  readonly requester: Requester;
  readonly right:
    | AccessRight
    | 'overstayer-list'
    | 'due-files'
    | 'operation-status'
    | 'link-read'
    | 'link-verification';
  readonly systems: readonly SystemId[];
  readonly outcome: 'permitted' | 'denied';
  readonly operationId?: OperationId;
  readonly subjectId?: SubjectId;
  readonly linkId?: LinkId;
};

export type AccessLog = { append(sql: Sql, entry: AccessLogEntry): Promise<void> };

/** All of them, as `main` puts them together; a workflow asks for the few it needs. */
export type Ports = {
  readonly unitOfWork: UnitOfWork;
  readonly operations: Operations;
  readonly subjects: Subjects;
  readonly outbox: Outbox;
  readonly notices: CompletionNotices;
  readonly accessLog: AccessLog;
  readonly extractor: TemplateExtractor;
  readonly gallery: Gallery;
  readonly shardAnswers: ShardAnswers;
  readonly mergeAnswers: MergeAnswers;
  readonly erasures: Erasures;
  readonly heldShards: HeldShards;
  readonly comparator: Comparator;
  readonly adapters: ReadonlyMap<SystemId, SystemAdapter>;
  readonly stayFiles: StayFiles;
  readonly fileCalendar: FileCalendar;
  readonly identityLinks: IdentityLinks;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly metrics: Metrics;
};
