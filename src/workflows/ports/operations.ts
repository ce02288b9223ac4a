import type { PeerGateway, Requester } from '../../domain/authorities.js';
import type { EurodacComparison } from '../../domain/eurodac/stored-comparison.js';
import type {
  DocumentQuery,
  IdentityData,
  IdentityQuery,
  TravelDocument,
} from '../../domain/identity-data.js';
import type { EncounterId, OperationId, SampleId, SubjectId, TemplateId } from '../../domain/ids.js';
import type { SamplePosition } from '../../domain/palm-positions.js';
import type { Modality } from '../../domain/positions.js';
import type { RecordCategory } from '../../domain/record-category.js';
import type { ServiceClass } from '../../domain/service-class.js';
import type { AnyFacts } from '../../domain/system-record.js';
import type { SystemId } from '../../domain/systems.js';
import type { EncodedMinutiae, ProbeTemplate, ReferenceTemplate } from '../../matching/template.js';
import type { CaptureReport } from './captures.js';
import type { GalleryAnswer, ShardAnswer, ShardNotCompared } from './gallery.js';
import type { DataSetReference } from './identity-links.js';
import type { JobPointer } from './jobs.js';
import type { FailedJob, QueuePlace } from './operation.js';
import type { Sql } from './persistence.js';
import type { AnySample, ImageFacts } from './samples.js';

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
  /** Eurodac: data the requester's own state transmitted count too. */
  readonly comparesOwn?: boolean;
  /** Compared only with what these states entered, and with records of these categories. */
  readonly memberStates?: readonly string[];
  readonly categories?: readonly RecordCategory[];
  readonly candidatesMax: number;
  readonly falsePositiveIdentificationRate: number;
  /** Whether it is looked whether the mirror images match; where nothing is said, where nobody waits. */
  readonly checkMirrored?: boolean;
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
  /** Eurodac: data the requester's own state transmitted count too. */
  readonly comparesOwn?: boolean;
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
  readonly candidatesMax: number;
  readonly falsePositiveIdentificationRate: number;
  /** Present where the request came as a file of the field's formats. */
  readonly capture?: CaptureReport;
  /**
   * Answered while its caller waits, and then forgotten: `access` within the caller's rights in each system, `gateway`
   * where the right comes from a gateway of the identity repository or an approved request, which the hub has checked.
   */
  readonly live?: 'access' | 'gateway';
  /** The gateway of the identity repository it is for; of a request that is not `live`, at the hub that asks. */
  readonly gateway?: PeerGateway;
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
  /** Biometrics of the data set were erased, or data rectified: that they matched once counts no more. */
  readonly isAfresh?: boolean;
  /** What is left would start no detection (Art 27(1)): it is compared with what it is linked to, and with nothing else. */
  readonly isOfLinkedAlone?: boolean;
};

/** A comparison of biometrics with Eurodac; its terms are kept with it (`EurodacComparisons`). */
export type CompareDataSetRequest = {
  readonly kind: 'compare-data-set';
  readonly system: SystemId;
  /** As what it is compared. */
  readonly collection?: EurodacComparison['collection'];
  /** The state asks for its own data too (Art 27(3)). */
  readonly comparesOwn?: boolean;
  /** The subject whose new data set is compared; absent where nothing is stored. */
  readonly subjectId?: SubjectId;
  /** Law enforcement may search by these instead of biometrics. */
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
  /** Present where the request came as a file of the field's formats. */
  readonly capture?: CaptureReport;
};

export type OperationRequest =
  | EnrolRequest
  | IdentifyRequest
  | VerifyRequest
  | SearchSystemsRequest
  | EraseRequest
  | DetectLinksRequest
  | CompareDataSetRequest;
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
  readonly serviceClass?: ServiceClass;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Present once `completed`. */
  readonly result?: unknown;
  /** Present once `rejected` or `failed`. */
  readonly problem?: OperationProblem;
};

export type OperationWithSamples = { readonly operation: Operation; readonly samples: readonly AnySample[] };
export type OperationWithProbes = {
  readonly operation: Operation;
  readonly probes: readonly ProbeTemplate[];
};

export type NewOperation = {
  readonly operationId: OperationId;
  readonly requester: Requester;
  readonly request: OperationRequest;
  readonly samples: readonly AnySample[];
  /** Same key of the same authority means the same operation. */
  readonly idempotencyKey?: string;
  /** What the caller asked for besides and somebody else keeps: content, where the same key comes again. */
  readonly terms?: Readonly<Record<string, unknown>>;
  /** The caller says that nobody waits for it. */
  readonly isBulk?: boolean;
};

/**
 * `kept`: failed, and an operator may have it tried again. `caller`: its caller alone may, with the same idempotency key, as it
 * writes, and may have been done in another way since. `unkeyed`: the same without a key: an operator may who knows that it was not
 * sent again, each by itself. `unfinished`: its job comes again by itself. `ended`: nothing is left to do.
 */
export type OperationFate = 'kept' | 'caller' | 'unkeyed' | 'unfinished' | 'ended';

/** Who has an operation tried again: an operator what only reads or came without a key, whoever sent it what it sent. */
export type Reviver = 'operator' | 'caller';

export type KeptCount = QueuePlace & { readonly count: number };

export type KeptJob = FailedJob & { readonly fate: OperationFate };

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
  /** What `insert` would find; `undefined` where the operation is a new one. */
  earlier(
    sql: Sql,
    operation: NewOperation,
  ): Promise<
    | { readonly kind: 'existing'; readonly operationId: OperationId }
    | { readonly kind: 'conflict' }
    | undefined
  >;
  read(sql: Sql, operationId: OperationId): Promise<Operation | undefined>;
  /** Reads and locks the row until the transaction ends. */
  lock(tx: Sql, operationId: OperationId): Promise<Operation | undefined>;
  /** Locks the row until the transaction ends where it is in `state`, and says whether it is; nothing of it is read. */
  lockIn(tx: Sql, operationId: OperationId, state: OperationState): Promise<boolean>;
  /**
   * Both in one reading, for whoever extracts. It may have moved on since it was like that: whoever moves it on looks
   * (`lock`, `lockIn`).
   */
  readWithSamples(sql: Sql, operationId: OperationId): Promise<OperationWithSamples | undefined>;
  /**
   * Keeps probe templates (encrypted), puts the search to the shards of the gallery and moves on to `extracted`. `known`, the
   * operation as it was read, may save whoever searches reading it again.
   */
  keepProbes(
    tx: Sql,
    operationId: OperationId,
    probes: readonly ProbeTemplate[],
    known?: Operation,
  ): Promise<void>;
  probes(sql: Sql, operationId: OperationId): Promise<readonly ProbeTemplate[]>;
  /** As `readWithSamples`, for whoever searches with them. */
  readWithProbes(sql: Sql, operationId: OperationId): Promise<OperationWithProbes | undefined>;
  /** Keeps the gallery's answer (encrypted) for federation and moves on to `searched`. */
  keepGalleryAnswer(tx: Sql, operationId: OperationId, answer: GalleryAnswer): Promise<void>;
  galleryAnswer(sql: Sql, operationId: OperationId): Promise<GalleryAnswer | undefined>;
  /**
   * Final: stores the result (encrypted), deletes samples, probes and request data that are no longer needed. `request` of an
   * operation that was locked in this transaction saves reading it again.
   */
  complete(tx: Sql, operationId: OperationId, result: unknown, request?: OperationRequest): Promise<void>;
  /** Final, without result; deletes samples, probes and the request's data of persons. */
  end(
    tx: Sql,
    operationId: OperationId,
    state: 'rejected' | 'failed',
    problem: OperationProblem,
    /** Kept as it is, sealed, until it is tidied away, where somebody may have it tried again (`Reviver`). */
    options?: {
      readonly keepForRetry: boolean;
      /** Whose search failed. */
      readonly shard?: number;
    },
  ): Promise<void>;
  /** Removes it with everything it holds, whatever its state: its answer has gone to who waited, or to nobody. */
  forget(tx: Sql, operationId: OperationId): Promise<void>;
  /** Removes the detections of a data set that have not ended, with their probes and what these found; oldest first. */
  stopDetections(tx: Sql, dataSet: DataSetReference): Promise<readonly Operation[]>;
  /** Unfinished, and nobody makes its job anew before this long is over. */
  postpone(tx: Sql, operationId: OperationId, postponedMs: number): Promise<void>;
  /** What is postponed and has not gone on since: counted up to a limit, the oldest of all. */
  postponed(sql: Sql): Promise<PostponedOperations>;
  /** A failed operation that was kept goes on where it stopped; its job's place, or `undefined` where it cannot. */
  revive(tx: Sql, operationId: OperationId, by: Reviver): Promise<readonly JobPointer[] | undefined>;
  /** Failed operations whose fate is `kept` or `unkeyed`, by where their jobs failed: counted up to a limit of each place. */
  countKept(sql: Sql): Promise<readonly KeptCount[]>;
  /** Newest first; `total` is counted up to a limit. */
  listKept(
    sql: Sql,
    place: QueuePlace,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly jobs: readonly KeptJob[] }>;
  /** Those whose fate is `kept`, oldest first. */
  oldestKept(
    sql: Sql,
    place: QueuePlace,
    of: { readonly failedBeforeMs: number; readonly limit: number },
  ): Promise<readonly OperationId[]>;
  /** What every job of an unfinished operation says: whom it goes before, and its trace. `undefined` where it has ended or is gone. */
  jobTerms(
    sql: Sql,
    operationId: OperationId,
  ): Promise<Pick<JobPointer, 'serviceClass' | 'traceparent'> | undefined>;
  /** What can become of operations whose job failed; those that are not known any more are left out. */
  fates(sql: Sql, operationIds: readonly OperationId[]): Promise<ReadonlyMap<OperationId, OperationFate>>;
};

export type PostponedOperations = {
  readonly count: number;
  /** Since it was accepted, as deadlines count from then; 0 where there is none. */
  readonly oldestMs: number;
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
  /** Forgets what all of them said: they are to be asked again. */
  discard(tx: Sql, operationId: OperationId): Promise<void>;
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
  readonly sample: AnySample;
  readonly image: ImageFacts;
};

export type NewReference = {
  readonly templateId: TemplateId;
  readonly sampleId: SampleId;
  /** Of the record the encounter makes. */
  readonly category: RecordCategory;
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
  /** When biometrics were last erased of it; absent where none were. */
  readonly biometricsErasedAt?: string;
  readonly samples: readonly {
    readonly sampleId: SampleId;
    readonly encounterId: EncounterId;
    readonly position: SamplePosition;
    /** Absent where no template was made of it. */
    readonly quality?: number;
    readonly image: ImageFacts;
  }[];
};

/** With its minutiae, where it has any. */
export type StoredReference = ReferenceTemplate & {
  readonly templateId: TemplateId;
  readonly sampleId: SampleId;
};

export type Subjects = {
  /** Inserts the subject if it is new, its encounter, samples, references, and announces the references to galleries. */
  insertEncounter(tx: Sql, encounter: NewEncounter): Promise<void>;
  /** Locks the subject against concurrent erasure. `undefined` where the system does not know it. */
  lock(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<{ memberState: string } | undefined>;
  read(sql: Sql, system: SystemId, subjectId: SubjectId): Promise<StoredSubject | undefined>;
  references(sql: Sql, system: SystemId, subjectId: SubjectId): Promise<readonly StoredReference[]>;
  /** Minutiae of these templates, read at once; those that have none, or are gone, are left out. */
  minutiae(sql: Sql, templateIds: readonly TemplateId[]): Promise<ReadonlyMap<TemplateId, EncodedMinutiae>>;
  /** One image, opened; `undefined` where there is no such sample (any more). */
  sample(
    sql: Sql,
    sampleId: SampleId,
  ): Promise<(DataSetReference & { readonly image: Uint8Array; readonly mediaType: string }) | undefined>;
  /** Deletes one encounter with its samples and references, and announces that to galleries; the subject stays. */
  eraseEncounter(tx: Sql, system: SystemId, subjectId: SubjectId, encounterId: EncounterId): Promise<void>;
  /**
   * Deletes samples and references of one encounter, or of one modality, and announces that to galleries; encounters and
   * records stay. Says whether there were any.
   */
  eraseBiometrics(
    tx: Sql,
    system: SystemId,
    subjectId: SubjectId,
    of: { readonly encounterId?: EncounterId; readonly modality?: Modality },
  ): Promise<boolean>;
  /** Deletes everything held of the subject and announces the erasure to galleries. */
  erase(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<void>;
};
