/**
 * Everything a workflow needs from the world, on one page. A port is a capability; what implements it stands in
 * `store`, `engine`, `extraction`, `adapters`, `jobs` and `coordination`, and only `main` knows which.
 *
 * Identifiers, never data of persons, travel in jobs and notices. Whatever waits takes an `AbortSignal`.
 */
import type { AccessRight, Requester } from '../domain/authorities.js';
import type { DocumentQuery, IdentityData, IdentityQuery, TravelDocument } from '../domain/identity-data.js';
import type { EncounterId, OperationId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
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
  | 'image-too-large'
  | 'image-too-small'
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
  | { readonly kind: 'template'; readonly template: ProbeTemplate; readonly image: ImageFacts }
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
};

export type GalleryAnswer = {
  /** Names the state of the gallery that was searched. */
  readonly snapshot: string;
  /** False while the gallery is being loaded: the answer is then not exhaustive, and says so. */
  readonly complete: boolean;
  readonly referencesCompared: number;
  /** Fused score at and above which a candidate is a match. */
  readonly threshold: number;
  readonly candidates: readonly Candidate[];
};

export type Gallery = {
  /** Exhaustive search that sees every enrolment and erasure acknowledged before the call. */
  search(search: GallerySearch, signal: AbortSignal): Promise<GalleryAnswer>;
  /** Physically removes what was erased from every segment file. Resolves when no file holds it any more. */
  compact(signal: AbortSignal): Promise<void>;
};

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
  /** Everything there is now, in batches, and the cursor to go on from. */
  readAll(
    onBatch: (references: readonly GalleryReference[]) => Promise<void>,
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

/** The files of travellers the EES holds here, for lists that run over all of them. */
export type StayFiles = {
  /** Files in order of their subject's identifier, from after `after`; fewer than `limit` means the last page. */
  page(
    sql: Sql,
    page: { readonly after?: SubjectId; readonly limit: number },
  ): Promise<readonly { readonly subjectId: SubjectId; readonly records: readonly SystemRecord[] }[]>;
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
};

export type IdentifyRequest = {
  readonly kind: 'identify';
  readonly systems: readonly SystemId[];
  readonly candidatesMax: number;
  readonly falsePositiveIdentificationRate: number;
};

export type VerifyRequest = {
  readonly kind: 'verify';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly falseMatchRate: number;
};

export type SearchSystemsRequest = {
  readonly kind: 'search-systems';
  readonly systems: readonly SystemId[];
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
  readonly candidatesMax: number;
  readonly falsePositiveIdentificationRate: number;
};

/** The erasure itself is done when this is inserted; what is left is to remove it from every gallery file. */
export type EraseRequest = {
  readonly kind: 'erase';
  readonly system: SystemId;
  readonly subjectId: SubjectId;
};

export type OperationRequest =
  | EnrolRequest
  | IdentifyRequest
  | VerifyRequest
  | SearchSystemsRequest
  | EraseRequest;
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
  /** Keeps probe templates (encrypted) for the next stage and moves on to `extracted`. */
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

// ---------------------------------------------------------------- jobs, notices, log

export const QUEUES = ['extraction', 'search', 'federation', 'erasure'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The whole payload of a job: a pointer. */
export type JobPointer = { readonly queue: QueueName; readonly operationId: OperationId };

export type Outbox = {
  /** Follow-up work, written in the transaction that makes it necessary. */
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
  readonly right: AccessRight | 'overstayer-list' | 'operation-status';
  readonly systems: readonly SystemId[];
  readonly outcome: 'permitted' | 'denied';
  readonly operationId?: OperationId;
  readonly subjectId?: SubjectId;
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
  readonly comparator: Comparator;
  readonly adapters: ReadonlyMap<SystemId, SystemAdapter>;
  readonly stayFiles: StayFiles;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly metrics: Metrics;
};
