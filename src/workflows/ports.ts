/**
 * Everything a workflow needs from the world, on one page. A port is a capability; what implements it stands in
 * `store`, `engine`, `extraction`, `adapters`, `jobs` and `coordination`, and only `main` knows which.
 *
 * Identifiers, never data of persons, travel in jobs and notices. Whatever waits takes an `AbortSignal`.
 */
import type { AccessRight, AuthorityClass, Requester } from '../domain/authorities.js';
import type { AccessRequest } from '../domain/cir/access-request.js';
import type { Designation } from '../domain/cir/identification.js';
import type { StoredQuery } from '../domain/cir/law-enforcement-query.js';
import type { MonthlyHit } from '../domain/eurodac/monthly-statistics.js';
import type { SequenceLink } from '../domain/eurodac/sequences.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import type { StoredLawEnforcementRequest } from '../domain/eurodac/stored-law-enforcement-request.js';
import type { StoredNotice } from '../domain/eurodac/stored-notice.js';
import type { OpenTransmission } from '../domain/eurodac/transmission-case.js';
import type { DocumentQuery, IdentityData, IdentityQuery, TravelDocument } from '../domain/identity-data.js';
import type { EncounterId, LinkId, OperationId, SampleId, SubjectId, TemplateId } from '../domain/ids.js';
import type { SampleForm } from '../domain/law/biometric-quality.js';
import type { QualityRule } from '../domain/law/data-quality-table.js';
import type { FlagKind } from '../domain/law/ecris-index-table.js';
import type { EtiasQuery } from '../domain/law/etias-query-table.js';
import type { LinkColour, PairRelation, VerificationConclusion } from '../domain/law/link-table.js';
import type { SourceId } from '../domain/law/portal-table.js';
import type { TaskRight } from '../domain/law/task-access-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { LogComponent, LogDatum } from '../domain/log-chain/log-components.js';
import type { ChainPosition, ChainRow } from '../domain/log-chain/verify-chain.js';
import type { IdentityRules } from '../domain/names/identity-rules.js';
import type { Position } from '../domain/positions.js';
import type { RightKind, RightOutcome, RightRequest } from '../domain/rights/right-request.js';
import type { ScreeningCase } from '../domain/screening/screening-case.js';
import type { OpinionSource, ScreeningOpinion } from '../domain/screening/screening-opinion.js';
import type { AlertEvent } from '../domain/sis/current-alert.js';
import type { HitEvent } from '../domain/sis/hit-follow-up.js';
import type { ObjectAlert } from '../domain/sis/object-alert.js';
import type { SireneCase } from '../domain/sis/sirene-case.js';
import type { StoredSisHit } from '../domain/sis/stored-hit.js';
import type { PersonCount } from '../domain/statistics/person-tables.js';
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
  /** Its share of a caller's time, milliseconds; `LIMITS.systemDeadlineMs` where it has none of its own. */
  readonly deadlineMs?: number;
  /** Answers within the deadline of `signal`, or throws an `OperationalError` whose code names the reason. */
  query(query: SystemQuery, signal: AbortSignal): Promise<SystemQueryAnswer>;
  /** Stores the record of one encounter. A remote system records for itself: `system-refused`, not retryable. */
  record(tx: Sql, record: SystemRecord): Promise<void>;
  /** Every record of one subject, oldest encounter first; empty where the subject is unknown. */
  read(sql: Sql, subjectId: SubjectId): Promise<readonly SystemRecord[]>;
  /** Every record of these subjects, each subject's oldest encounter first. */
  readMany(sql: Sql, subjectIds: readonly SubjectId[]): Promise<readonly SystemRecord[]>;
  /** Removes one record; the subject stays, also without any. */
  eraseRecord(tx: Sql, subjectId: SubjectId, encounterId: EncounterId): Promise<void>;
  /** Removes every record of one subject. */
  erase(tx: Sql, subjectId: SubjectId): Promise<void>;
};

/** One match in a database outside the six systems: a reference to ask further with, and no data of its own. */
export type SourceHit = {
  readonly reference: string;
  /** In the words of the source, for example `stolen-document`. */
  readonly category: string;
  /** Country or organisation that entered it, where the source says so. */
  readonly owner?: string;
};

export type SourceQuery = {
  readonly requester: Requester;
  readonly document?: DocumentQuery;
  readonly identity?: IdentityQuery;
  /** Data that match are to be sent to the source as a notice ((EU) 2024/1356 Art 16(5)). */
  readonly noticeOnMatch: boolean;
};

/** A database of Interpol or Europol. */
export type SourceAdapter = {
  readonly source: SourceId;
  readonly deadlineMs: number;
  /** Whether a query now reveals nothing to the owner of an alert it finds. Throws as `query` does. */
  isSilent(signal: AbortSignal): Promise<boolean>;
  /** Answers within the deadline of `signal`, or throws an `OperationalError` whose code names the reason. */
  query(
    query: SourceQuery,
    signal: AbortSignal,
  ): Promise<{ readonly hits: readonly SourceHit[]; readonly overflow: boolean }>;
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
  /** The first day on which something of it must be erased. */
  readonly eraseOn?: LocalDate;
  readonly openTerms?: readonly Omit<ListedOpenTerm, 'system' | 'subjectId'>[];
};

/** A record without a day on which it is erased. */
export type ListedOpenTerm = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  /** State that entered it. */
  readonly memberState: string;
  /** As in `domain/retention.ts`. */
  readonly cause: 'undecided' | 'conviction-stands' | 'fact-missing' | 'no-rule';
  readonly reason: string;
  readonly citation?: string;
};

/** What the law ends by date, as the calendar of each file says. */
export type RetentionCalendar = {
  /** Files with something that must be erased by `today`, longest first. */
  expired(
    sql: Sql,
    page: { readonly today: LocalDate; readonly limit: number },
  ): Promise<readonly { readonly system: SystemId; readonly subjectId: SubjectId }[]>;
  /** The days of the file are computed anew before anything more of it is erased. */
  recompute(tx: Sql, file: { readonly system: SystemId; readonly subjectId: SubjectId }): Promise<void>;
  /** A file that has lost its last record goes on this day. */
  keepEnd(
    tx: Sql,
    file: { readonly system: SystemId; readonly subjectId: SubjectId; readonly on: LocalDate },
  ): Promise<void>;
  endOf(
    tx: Sql,
    file: { readonly system: SystemId; readonly subjectId: SubjectId },
  ): Promise<LocalDate | undefined>;
  /** In the order of encounters, from after `after`. */
  openTerms(
    sql: Sql,
    page: {
      readonly memberState: string;
      readonly systems: readonly SystemId[];
      readonly cause?: ListedOpenTerm['cause'];
      readonly after?: EncounterId;
      readonly limit: number;
    },
  ): Promise<readonly ListedOpenTerm[]>;
};

export type QualityCount = {
  readonly system: SystemId;
  readonly memberState: string;
  /** `records`: all there are of it. `low-quality`: those a soft rule found something about. */
  readonly kind: 'records' | 'low-quality' | 'soft' | 'blocked';
  /** Of `soft` and `blocked`. */
  readonly rule: QualityRule | null;
  readonly count: number;
};

/** What the rules of data quality found, counted without data of persons ((EU) 2019/817 Art 37). */
export type DataQuality = {
  /** Once for each encounter, in the transaction that enters it. */
  keep(
    tx: Sql,
    found: {
      readonly encounterId: EncounterId;
      readonly system: SystemId;
      readonly memberState: string;
      readonly on: LocalDate;
      readonly rules: readonly QualityRule[];
    },
  ): Promise<void>;
  refuse(
    tx: Sql,
    refusal: {
      readonly system: SystemId;
      readonly memberState: string;
      readonly on: LocalDate;
      readonly rule: QualityRule;
    },
  ): Promise<void>;
  /** Of records entered from `from` to `until`, both included. */
  count(
    sql: Sql,
    span: { readonly from: LocalDate; readonly until: LocalDate; readonly memberState?: string },
  ): Promise<readonly QualityCount[]>;
};

/** A hit of the automated processing: which query, in which system; never whom it found. */
export type StoredHit = {
  readonly hitId: string;
  readonly subjectId: SubjectId;
  /** The encounter of the application. */
  readonly applicationId: EncounterId;
  readonly query: EtiasQuery;
  readonly system?: SystemId;
  readonly verdict: 'unverified' | 'confirmed' | 'doubtful';
};

export type WatchlistEntry = {
  readonly entryId: string;
  readonly enteredBy: string;
  readonly memberState: string;
  readonly validUntil: LocalDate;
  readonly surnames?: readonly string[];
  readonly givenNames?: readonly string[];
  readonly dateOfBirth?: LocalDate;
  readonly document?: DocumentQuery;
};

/** What is kept of applications for a travel authorisation beside their records ((EU) 2018/1240 Art 20 to 35). */
export type EtiasApplications = {
  keepProcessing(
    tx: Sql,
    processing: {
      readonly subjectId: SubjectId;
      readonly applicationId: EncounterId;
      readonly processedAt: string;
      readonly asked: readonly EtiasQuery[];
      readonly notAnswered: readonly EtiasQuery[];
      readonly hits: readonly {
        readonly hitId: string;
        readonly query: EtiasQuery;
        readonly system?: SystemId;
        readonly causeSubjectId?: SubjectId;
        readonly causeEncounterId?: EncounterId;
      }[];
    },
  ): Promise<void>;
  /** The queries nothing answered; `undefined` where the application was not processed. */
  notAnswered(sql: Sql, applicationId: EncounterId): Promise<readonly EtiasQuery[] | undefined>;
  hits(sql: Sql, applicationId: EncounterId): Promise<readonly StoredHit[]>;
  hit(sql: Sql, hitId: string): Promise<StoredHit | undefined>;
  /** A false hit is deleted. */
  judge(
    tx: Sql,
    judged: { readonly hitId: string; readonly verdict: 'false' | 'confirmed' | 'doubtful' },
  ): Promise<void>;
  /** A negative decision rests on the hits that hold. */
  markCauses(tx: Sql, applicationId: EncounterId): Promise<void>;
  /** Persons with an application that is not decided, oldest first. */
  pending(
    sql: Sql,
    page: { readonly memberState?: string; readonly limit: number },
  ): Promise<readonly SubjectId[]>;
  addToWatchlist(tx: Sql, entry: WatchlistEntry): Promise<void>;
  /** False where the state has no such entry. */
  removeFromWatchlist(
    tx: Sql,
    entry: { readonly entryId: string; readonly memberState: string },
  ): Promise<boolean>;
  isOnWatchlist(
    sql: Sql,
    about: {
      readonly identity: Pick<IdentityData, 'surnames' | 'dateOfBirth'>;
      readonly document?: DocumentQuery;
      readonly today: LocalDate;
    },
  ): Promise<boolean>;
  eraseWatchlist(tx: Sql, page: { readonly today: LocalDate; readonly limit: number }): Promise<number>;
};

/** A flag of an index entry of ECRIS-TCN ((EU) 2019/816 Art 5(1)(c)). */
export type StoredFlag = {
  readonly encounterId: EncounterId;
  readonly subjectId: SubjectId;
  readonly kind: FlagKind;
  readonly createdOn: LocalDate;
  readonly lastDay: LocalDate;
};

/** Flags, apart from the records: whoever reads those sees none of them. */
export type ConvictionFlags = {
  keep(tx: Sql, flag: StoredFlag & { readonly memberState: string }): Promise<void>;
  /** False where there is none. */
  remove(tx: Sql, flag: { readonly encounterId: EncounterId; readonly kind: FlagKind }): Promise<boolean>;
  ofSubjects(sql: Sql, subjectIds: readonly SubjectId[]): Promise<readonly StoredFlag[]>;
  /** Whose flags were erased. */
  eraseExpired(
    tx: Sql,
    page: { readonly today: LocalDate; readonly limit: number },
  ): Promise<readonly SubjectId[]>;
};

/** What negative decisions on applications rest on: records and alerts of the systems kept here. */
export type DecisionCauses = {
  /** By the encounter of the application. */
  ofSubject(
    sql: Sql,
    file: { readonly system: SystemId; readonly subjectId: SubjectId },
  ): Promise<ReadonlyMap<EncounterId, readonly { readonly deletedOn?: LocalDate }[]>>;
  /**
   * Notes the causes that are gone since the last time, and has the days of their files computed anew. Says how many; called
   * until there are none.
   */
  noteDeleted(tx: Sql, page: { readonly today: LocalDate; readonly limit: number }): Promise<number>;
};

/** The days on which something is due about the files kept here. */
export type FileCalendar = {
  /** Files whose days must be computed anew, locked; what another process works on is left out. */
  stale(
    tx: Sql,
    page: { readonly limit: number; readonly today: LocalDate },
  ): Promise<readonly { readonly system: SystemId; readonly subjectId: SubjectId }[]>;
  /** The days of the file must be computed anew although no record arrived. */
  mark(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<void>;
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
  /** Persons whose file names a visa of this sticker; few, in the order of their identifiers. */
  bySticker(sql: Sql, stickerNumber: string): Promise<readonly SubjectId[]>;
  /** Fingerprints that could not be given for a time are there now: the note of it goes ((EU) 2017/2226 Art 17(4)). */
  clearPostponement(tx: Sql, subjectId: SubjectId): Promise<void>;
};

export type VisaFile = { readonly subjectId: SubjectId; readonly records: readonly SystemRecord[] };

/** The files of VIS kept here, found otherwise than by a person. */
export type VisaFiles = {
  /** Of the sticker as it was printed first, or at an extension. */
  bySticker(sql: Sql, stickerNumber: string): Promise<readonly VisaFile[]>;
  /** Files that bear one of these numbers or name one as travelling with them. */
  companions(
    sql: Sql,
    page: { readonly applicationNumbers: readonly string[]; readonly limit: number },
  ): Promise<readonly VisaFile[]>;
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
  /**
   * Answered while its caller waits, and then forgotten: `access` within the caller's rights in each system, `gateway`
   * where the right comes from a gateway of the identity repository or an approved request, which the hub has checked.
   */
  readonly live?: 'access' | 'gateway';
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

/** A comparison of biometrics with Eurodac; its terms are kept with it (`EurodacComparisons`). */
export type CompareDataSetRequest = {
  readonly kind: 'compare-data-set';
  readonly system: SystemId;
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

/** `kept`: failed, and may be tried again. `unfinished`: its job comes again by itself. `ended`: nothing is left to do. */
export type OperationFate = 'kept' | 'unfinished' | 'ended';

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
    /** Kept as it is, sealed, until it is tidied away: an operator may have it tried again. */
    options?: { readonly keepForRetry: boolean },
  ): Promise<void>;
  /** Removes it with everything it holds, whatever its state: its answer has gone to who waited, or to nobody. */
  forget(tx: Sql, operationId: OperationId): Promise<void>;
  /** A failed operation that was kept goes on where it stopped; its job's place, or `undefined` where it cannot. */
  revive(tx: Sql, operationId: OperationId): Promise<readonly JobPointer[] | undefined>;
  /** What can become of operations whose job failed; those that are not known any more are left out. */
  fates(sql: Sql, operationIds: readonly OperationId[]): Promise<ReadonlyMap<OperationId, OperationFate>>;
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
  /** One image, opened; `undefined` where there is no such sample (any more). */
  sample(
    sql: Sql,
    sampleId: SampleId,
  ): Promise<(DataSetReference & { readonly image: Uint8Array; readonly mediaType: string }) | undefined>;
  /** Deletes one encounter with its samples and references, and announces that to galleries; the subject stays. */
  eraseEncounter(tx: Sql, system: SystemId, subjectId: SubjectId, encounterId: EncounterId): Promise<void>;
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
  /** Where the person is at the border: when the verification should have ended (Art 29(4)). */
  readonly verifyBy?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type DetectedLink = Pick<
  IdentityLink,
  'dataSets' | 'relation' | 'citation' | 'responsible' | 'verifyBy'
> & {
  /** The rules of similarity that made the identity data similar, for the comparison log. */
  readonly similarBy?: readonly string[];
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
      /** `verified` where absent. */
      readonly event?: 'verified' | 'corrected';
      readonly isLate?: boolean;
      readonly personPresent?: boolean;
    },
  ): Promise<IdentityLink>;
  /** Removes a locked link because an authority found it wrong, whatever its colour. */
  removeAs(tx: Sql, link: IdentityLink, requester: Requester): Promise<void>;
  /** What became of a link so far, oldest first (Art 34(e)); gone after a year. */
  history(sql: Sql, linkId: LinkId): Promise<readonly LinkEvent[]>;
  /** Once for each link and system. */
  notice(tx: Sql, notice: Omit<LinkNotice, 'createdAt'>): Promise<void>;
  /** Newest first. */
  notices(
    sql: Sql,
    page: { readonly authorityClass: AuthorityClass; readonly memberState: string; readonly limit: number },
  ): Promise<readonly LinkNotice[]>;
};

export type LinkDecision = {
  readonly decisionId: string;
  readonly linkId: LinkId;
  readonly authorityId: string;
  readonly conclusion: VerificationConclusion;
  /** Of the request that made it. */
  readonly idempotencyKey?: string;
  /** In the words of who decided: sealed. */
  readonly reason?: string;
};

/** Who concluded what about a link, and why. */
export type LinkDecisions = {
  keep(tx: Sql, decision: LinkDecision): Promise<void>;
  /** Whether this very request has been carried out before. */
  wasMade(
    sql: Sql,
    request: Required<Pick<LinkDecision, 'linkId' | 'authorityId' | 'conclusion' | 'idempotencyKey'>>,
  ): Promise<boolean>;
};

export type LinkEvent = {
  readonly event: 'detected' | 'changed' | 'removed' | 'verified' | 'corrected';
  readonly occurredAt: string;
  readonly colour: LinkColour;
  readonly citation: string;
  /** Rules that made the identity data similar. */
  readonly similarBy: readonly string[];
  readonly conclusion?: VerificationConclusion;
  /** State whose authority concluded. */
  readonly memberState?: string;
  readonly isLate?: boolean;
};

/** That a red link touches what an authority entered (Art 32(6)). */
export type LinkNotice = {
  readonly noticeId: string;
  readonly linkId: LinkId;
  /** System of the data set that is the authority's. */
  readonly system: SystemId;
  readonly memberState: string;
  readonly authorityClasses: readonly AuthorityClass[];
  readonly createdAt: string;
};

/** How persons reach an authority; empty where the installation was not told. */
export type AuthorityContacts = readonly {
  readonly authorityClass: AuthorityClass;
  readonly name: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly address?: string;
  readonly url?: string;
}[];

// ---------------------------------------------------------------- Eurodac beside its records

/** Comparisons of biometrics with Eurodac and their hits: references, states and days. */
export type EurodacComparisons = {
  open(tx: Sql, comparison: EurodacComparison): Promise<void>;
  /** Writes what came of it, once. */
  close(
    tx: Sql,
    comparisonId: OperationId,
    ending: Required<Pick<EurodacComparison, 'completedAt' | 'outcome' | 'overflow'>> & {
      readonly reason?: string;
    },
    hits: readonly EurodacHit[],
  ): Promise<void>;
  read(
    sql: Sql,
    comparisonId: OperationId,
  ): Promise<{ readonly comparison: EurodacComparison; readonly hits: readonly EurodacHit[] } | undefined>;
  /** Reads and locks the hit until the transaction ends. */
  lockHit(
    tx: Sql,
    hitId: string,
  ): Promise<{ readonly hit: EurodacHit; readonly comparison: EurodacComparison } | undefined>;
  keepHit(tx: Sql, hit: EurodacHit, expertId?: string): Promise<void>;
  /** What came of a search that was not justified. */
  eraseHits(tx: Sql, comparisonId: OperationId): Promise<void>;
  /** Everybody these subjects are one person with, themselves too, and the hits between them; at most about so many. */
  connected(
    sql: Sql,
    from: readonly SubjectId[],
    subjectsMax: number,
  ): Promise<{ readonly subjectIds: readonly SubjectId[]; readonly links: readonly SequenceLink[] }>;
  /** Of whom a state has a data set of this number. */
  subjectsOfReference(
    sql: Sql,
    reference: { readonly memberState: string; readonly referenceNumber: string },
  ): Promise<readonly SubjectId[]>;
  /** `month`: YYYY-MM. */
  hitsOfMonth(sql: Sql, month: string): Promise<readonly MonthlyHit[]>;
  /** Of whom a data set was transmitted in the month, or something was reported. */
  activeSubjects(sql: Sql, month: string): Promise<readonly SubjectId[]>;
  /** False hits not reported yet, and comparisons not made yet, of data sets of this subject. */
  owed(
    sql: Sql,
    subjectId: SubjectId,
  ): Promise<{
    readonly falseHits: readonly EurodacHit[];
    readonly comparisons: readonly EurodacComparison[];
  }>;
};

export type EurodacNotices = {
  send(tx: Sql, notices: readonly StoredNotice[]): Promise<void>;
  settle(
    tx: Sql,
    encounterId: EncounterId,
    obligations: readonly StoredNotice['obliges'][],
    at: string,
  ): Promise<void>;
  /** Those a state has not followed yet, the one due first first. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredNotice[]>;
  markRead(tx: Sql, noticeIds: readonly string[], at: string): Promise<void>;
  ofSubject(sql: Sql, subjectId: SubjectId): Promise<readonly StoredNotice[]>;
};

export type EurodacTransmissions = {
  /** False where the state has a case of this number. */
  open(tx: Sql, transmission: OpenTransmission): Promise<boolean>;
  lock(tx: Sql, caseId: string, memberState: string): Promise<OpenTransmission | undefined>;
  keep(tx: Sql, transmission: OpenTransmission): Promise<void>;
  /** The data set of this number has arrived; nothing where there is no case. */
  close(
    tx: Sql,
    arrived: {
      readonly memberState: string;
      readonly referenceNumber: string;
      readonly transmittedAt: string;
    },
  ): Promise<void>;
  /** Open ones of a state, in no order of time. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly OpenTransmission[]>;
};

/** Requests of law enforcement; what they state is sealed. */
export type EurodacRequests = {
  insert(tx: Sql, request: StoredLawEnforcementRequest): Promise<void>;
  read(sql: Sql, requestId: string): Promise<StoredLawEnforcementRequest | undefined>;
  lock(tx: Sql, requestId: string): Promise<StoredLawEnforcementRequest | undefined>;
  /** Everything but what it states. */
  keep(tx: Sql, request: StoredLawEnforcementRequest): Promise<void>;
  /** Those that wait for the verifying authority of a state, oldest first. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredLawEnforcementRequest[]>;
};

export type EurodacProcedures = {
  readonly comparisons: EurodacComparisons;
  readonly notices: EurodacNotices;
  readonly transmissions: EurodacTransmissions;
  readonly requests: EurodacRequests;
};

// ---------------------------------------------------------------- statistics

export type StatisticsReport = 'persons' | 'links' | 'data-quality';

export type PublishedStatistics = {
  readonly system: SystemId | 'all';
  readonly report: StatisticsReport;
  /** First day of the month or week. */
  readonly period: LocalDate;
  readonly tables: object;
};

export type Statistics = {
  /** Persons with a record in the span, each once; `until` is the day after. For the making of a table alone. */
  personCounts(
    sql: Sql,
    span: { readonly system: SystemId; readonly from: LocalDate; readonly until: LocalDate },
  ): Promise<readonly PersonCount[]>;
  linkCounts(
    sql: Sql,
    span: { readonly from: LocalDate; readonly until: LocalDate },
  ): Promise<readonly { readonly pair: string; readonly colour: LinkColour; readonly persons: number }[]>;
  has(sql: Sql, of: Omit<PublishedStatistics, 'tables'>): Promise<boolean>;
  /** The first time; what is there already stays as it is. */
  keep(sql: Sql, statistics: PublishedStatistics): Promise<void>;
  list(
    sql: Sql,
    asked: {
      readonly systems: readonly (SystemId | 'all')[];
      readonly report: StatisticsReport;
      readonly from: LocalDate;
      readonly until: LocalDate;
    },
  ): Promise<readonly PublishedStatistics[]>;
};

// ---------------------------------------------------------------- screening

export type Screenings = {
  insert(tx: Sql, screening: ScreeningCase): Promise<void>;
  read(sql: Sql, caseId: string, options?: { readonly lock?: boolean }): Promise<ScreeningCase | undefined>;
  /** Writes a locked case. */
  update(tx: Sql, screening: ScreeningCase): Promise<void>;
  /** The nearest deadline first. */
  page(
    sql: Sql,
    page: {
      readonly memberState?: string;
      readonly isOpen: boolean;
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly ScreeningCase[]>;
  /** Open cases whose time has passed, locked; what another process works on is left out. */
  overdue(
    tx: Sql,
    page: { readonly today: LocalDate; readonly limit: number },
  ): Promise<readonly ScreeningCase[]>;
  /** Open cases with a search or transmission that is not taken in yet, locked. */
  pending(tx: Sql, page: { readonly limit: number }): Promise<readonly ScreeningCase[]>;
  /** Erases cases whose time of keeping has ended; returns how many. */
  eraseExpired(tx: Sql, page: { readonly today: LocalDate; readonly limit: number }): Promise<number>;
  /** Minors in open cases whom the same person has in care as the minor of this case. */
  countInCare(sql: Sql, screening: ScreeningCase): Promise<number>;
  insertOpinion(tx: Sql, opinion: ScreeningOpinion): Promise<void>;
  lockOpinion(tx: Sql, opinionId: string): Promise<ScreeningOpinion | undefined>;
  answerOpinion(tx: Sql, opinion: ScreeningOpinion): Promise<void>;
  opinionsOf(sql: Sql, caseId: string): Promise<readonly ScreeningOpinion[]>;
  /** Not answered, the nearest deadline first. */
  opinionsAsked(
    sql: Sql,
    page: {
      readonly sources: readonly OpinionSource[];
      readonly askedState: string;
      readonly limit: number;
    },
  ): Promise<readonly ScreeningOpinion[]>;
};

// ---------------------------------------------------------------- requests of persons

export type KeptRightRequest = RightRequest & {
  readonly subjectId?: SubjectId;
  readonly linkId?: LinkId;
  readonly reason?: string;
  /** What identifies the person and what is asked; erased with the conclusion. */
  readonly details?: string;
};

export type RightCount = {
  readonly kind: RightKind;
  readonly outcome: RightOutcome | 'open';
  readonly count: number;
};

export type RightRequests = {
  insert(tx: Sql, request: KeptRightRequest): Promise<void>;
  read(
    sql: Sql,
    requestId: string,
    options?: { readonly lock?: boolean },
  ): Promise<KeptRightRequest | undefined>;
  /** Those a state received or is responsible for, oldest first. */
  page(
    sql: Sql,
    page: {
      readonly memberState: string;
      readonly isOpen: boolean;
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly KeptRightRequest[]>;
  /** Writes what changed of a locked request; a concluded one loses its details. */
  update(tx: Sql, request: KeptRightRequest): Promise<void>;
  /** Requests made to a state in a year. */
  counts(
    sql: Sql,
    of: { readonly memberState: string; readonly year: number },
  ): Promise<readonly RightCount[]>;
};

// ---------------------------------------------------------------- SIS beside its records

/** Consultations of the identity repository by law enforcement, and requests for full access. */
export type LawEnforcement = {
  /** Inserts it, or writes what changed. */
  keepQuery(tx: Sql, query: StoredQuery): Promise<void>;
  lockQuery(tx: Sql, queryId: string): Promise<StoredQuery | undefined>;
  /** Oldest first; of a state or authority, where named. */
  queries(
    sql: Sql,
    page: {
      readonly memberState?: string;
      readonly authorityId?: string;
      readonly isOpen: boolean;
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly StoredQuery[]>;
  /** Inserts it, or writes what changed. */
  keepRequest(tx: Sql, request: AccessRequest): Promise<void>;
  request(
    sql: Sql,
    requestId: string,
    options?: { readonly lock?: boolean },
  ): Promise<AccessRequest | undefined>;
  /** What waits for the verifying authority of a state, oldest first. */
  toDecide(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly AccessRequest[]>;
  /** Erases what was settled and asked before an instant; says how many. */
  eraseOld(sql: Sql, page: { readonly before: string; readonly limit: number }): Promise<number>;
};

type StatePage = { readonly memberState: string; readonly after?: string; readonly limit: number };

/** What is said about alerts, and alerts on objects. `alertId` is an encounter or an alert on an object. */
export type SisAlerts = {
  /** Writes what is said; `victim` is what the victim of a misused identity consented to, and is sealed. */
  say(
    tx: Sql,
    event: AlertEvent,
    about: { readonly isObject: boolean; readonly victim?: Readonly<Record<string, string>> },
  ): Promise<void>;
  /** Oldest first. */
  eventsOf(sql: Sql, alertIds: readonly string[]): Promise<readonly AlertEvent[]>;
  /** What is held of the victim of a misused identity, opened. */
  victimOf(sql: Sql, alertId: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Removes it from every event of the alert. */
  eraseVictim(tx: Sql, alertId: string): Promise<void>;
  /** Of these, alerts whose hiding may still last. */
  hiddenSince(sql: Sql, encounterIds: readonly EncounterId[], since: string): Promise<readonly AlertEvent[]>;
  /** The alert's last day of keeping, as it was extended. */
  keepReview(tx: Sql, alertId: string, reviewBy: LocalDate): Promise<void>;
  /** The subject of an alert on a person, locked; `undefined` where there is none. */
  lockSubject(tx: Sql, alertId: string): Promise<SubjectId | undefined>;
  enterObject(tx: Sql, alert: ObjectAlert, authorityId: string): Promise<void>;
  lockObject(tx: Sql, alertId: string): Promise<ObjectAlert | undefined>;
  readObjects(
    sql: Sql,
    query: { readonly category: ObjectAlert['category']; readonly number: string; readonly limit: number },
  ): Promise<readonly ObjectAlert[]>;
  eraseObject(tx: Sql, alertId: string): Promise<void>;
  /** Alerts on objects whose last day is over; returns how many. */
  eraseExpiredObjects(tx: Sql, today: LocalDate): Promise<number>;
};

export type SisHits = {
  insert(tx: Sql, hit: StoredSisHit, isObject: boolean): Promise<void>;
  lock(tx: Sql, hitId: string): Promise<StoredSisHit | undefined>;
  addEvent(tx: Sql, hit: StoredSisHit, event: HitEvent): Promise<void>;
  /** Those a state has a part in. */
  page(sql: Sql, page: StatePage): Promise<readonly StoredSisHit[]>;
  ofSubject(sql: Sql, subjectId: SubjectId): Promise<readonly StoredSisHit[]>;
};

export type SireneCases = {
  open(tx: Sql, sirene: SireneCase, isObject: boolean): Promise<void>;
  lock(tx: Sql, caseId: string): Promise<SireneCase | undefined>;
  keep(tx: Sql, sirene: SireneCase): Promise<void>;
  /** Unanswered ones a state owes or waits for. */
  page(sql: Sql, page: StatePage): Promise<readonly SireneCase[]>;
  ofSubject(sql: Sql, subjectId: SubjectId): Promise<readonly SireneCase[]>;
};

export type SisProcedures = {
  readonly alerts: SisAlerts;
  readonly hits: SisHits;
  readonly cases: SireneCases;
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
    | 'open-terms'
    | 'retention-erasure'
    | 'operation-status'
    | 'link-read'
    | 'link-verification'
    | 'procedure-deadlines'
    | 'link-correction'
    | 'link-letter'
    | 'link-detection'
    | 'biometric-search'
    | 'biometric-comparison'
    | 'link-comparison'
    | 'link-sample'
    | TaskRight;
  readonly systems: readonly SystemId[];
  readonly outcome: 'permitted' | 'denied';
  readonly operationId?: OperationId;
  readonly subjectId?: SubjectId;
  readonly linkId?: LinkId;
  /** Components that took part beside the systems; the shared matching service is found from the data. */
  readonly components?: readonly LogComponent[];
  /** Kinds of what was used to ask, never values. */
  readonly dataUsed?: readonly LogDatum[];
  readonly result?: string;
  /** National file or case reference. */
  readonly reference?: string;
  /** Unique user identities of the official who acted and of who ordered it, where the article asks for them. */
  readonly operatorId?: string;
  readonly orderedBy?: string;
  /** Screening case, request of a person or other procedure of the hub. */
  readonly caseId?: string;
  /** The data searched with: sealed, in the logs whose article asks for them, and nowhere else. */
  readonly searchData?: unknown;
};

export type AccessLog = { append(sql: Sql, entry: AccessLogEntry): Promise<void> };

/** One log: how far it is chained, and what waits to be. */
export type LogStatus = {
  readonly component: LogComponent;
  /** Length of time, for example `1 year`, from the entry or from the erasure of the data it is about. */
  readonly kept: string;
  readonly keptFrom: 'entry' | 'data';
  readonly waiting: number;
  readonly oldestWaitingMs: number;
  /** Absent while the log has no chained entry. */
  readonly head?: ChainPosition;
};

/** The logs as somebody reads them who verifies them. */
export type LogArchive = {
  status(sql: Sql): Promise<readonly LogStatus[]>;
  /** Where the chain that is still there begins: after it comes the first row. */
  startOf(sql: Sql, component: LogComponent): Promise<ChainPosition>;
  /** `undefined` where the chain has no row of this number (any more). */
  positionOf(sql: Sql, component: LogComponent, sequence: number): Promise<ChainPosition | undefined>;
  rows(
    sql: Sql,
    component: LogComponent,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly ChainRow[]>;
  /** Entries that were chained and have no row in the chain. */
  entriesWithoutPlace(sql: Sql, component: LogComponent, limit: number): Promise<readonly number[]>;
  /** The search data of an event, opened. */
  searchData(sql: Sql, eventId: string): Promise<unknown>;
  hold(tx: Sql, hold: Omit<LogHold, 'placedAt' | 'liftedAt'>): Promise<LogHold>;
  /** `undefined` where this authority has placed no such hold, or it is lifted. */
  lift(tx: Sql, holdId: string, placedBy: string): Promise<LogHold | undefined>;
  sha256(text: string): string;
};

/** Keeps every entry of a log until it is lifted. */
export type LogHold = {
  readonly holdId: string;
  readonly component: LogComponent;
  readonly placedBy: string;
  readonly reference: string;
  readonly placedAt: string;
  readonly liftedAt?: string;
};

// ---------------------------------------------------------------- operation of the hub

/** Times of one stage since its process started: what the histogram `hub_stage_seconds` of its metrics says. */
export type StageTimes = {
  readonly stage: string;
  readonly done: number;
  readonly failed: number;
  /** Observations of each bucket, not added up, in the order of `ProcessReport.bucketSeconds`; the last is for longer ones. */
  readonly buckets: readonly number[];
};

export type WorkerReport = {
  readonly queue: QueueName;
  readonly shard?: number;
  readonly concurrency: number;
  readonly state: 'running' | 'paused';
};

export type GalleryReport = {
  readonly shard: number;
  readonly state: string;
  readonly snapshot: string;
  readonly sealed: number;
  readonly tail: number;
  readonly tombstones: number;
};

export type SystemReport = {
  readonly system: SystemId;
  readonly location: 'local' | 'remote';
  readonly isCircuitOpen: boolean;
  /** Answers since the start, by outcome. */
  readonly answers: Readonly<Record<string, number>>;
};

/** What one process of the hub says of itself: counts and states, nothing of persons. */
export type ProcessReport = {
  readonly processId: string;
  readonly host: string;
  readonly startedAt: string;
  readonly memoryBytes: number;
  readonly executionProvider: string;
  readonly models: readonly string[];
  /** Parts that are not ready, with the reason. */
  readonly notReady: readonly { readonly part: string; readonly reason: string }[];
  readonly bucketSeconds: readonly number[];
  readonly stages: readonly StageTimes[];
  readonly workers: readonly WorkerReport[];
  readonly galleries: readonly GalleryReport[];
  readonly systems: readonly SystemReport[];
};

export type SeenProcess = {
  readonly report: ProcessReport;
  readonly seenAtMs: number;
  readonly isDraining: boolean;
};

/** Who runs, as all processes tell each other. Lost with Redis, and told anew within a second. */
export type ProcessBoard = {
  /** Returns whether this process shall take no new jobs. */
  report(report: ProcessReport): Promise<{ readonly isDraining: boolean }>;
  /** Also those not seen for a while, for an hour. */
  list(): Promise<readonly SeenProcess[]>;
  /** False where no such process has been seen. */
  setDraining(processId: string, isDraining: boolean): Promise<boolean>;
  leave(processId: string): Promise<void>;
};

export type FigureHistory = {
  /** Does nothing where any process has appended within `everyMs`. Keeps the newest `pointsMax`. */
  append(point: string, limits: { readonly everyMs: number; readonly pointsMax: number }): Promise<void>;
  /** Oldest first. */
  read(): Promise<readonly string[]>;
};

/** A queue, or the part of the search queue that one shard takes. */
export type QueuePlace = { readonly queue: QueueName; readonly shard?: number };

export type QueueFigures = QueuePlace & {
  readonly isPaused: boolean;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** When the job that has waited longest was added, milliseconds since the epoch. */
  readonly oldestAddedAtMs?: number;
};

export type FailedJob = QueuePlace & {
  readonly operationId: OperationId;
  /** A code or a text of the hub, without data of persons. */
  readonly reason: string;
  readonly attempts: number;
  readonly failedAtMs: number;
};

export type QueueControl = {
  /** Counts only: the same cost with a hundred thousand jobs as with none. */
  figures(shardCount: number): Promise<readonly QueueFigures[]>;
  /** Newest first. */
  failed(
    place: QueuePlace,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly jobs: readonly FailedJob[] }>;
  setPaused(place: QueuePlace, isPaused: boolean): Promise<void>;
  /** Forgets a failed job; nothing where there is none. */
  dismiss(job: JobPointer): Promise<void>;
  ensure(job: JobPointer): Promise<boolean>;
};

/** How many shards the gallery has, and which of them no living matcher holds and has loaded. */
export type SurveyShards = () => Promise<{
  readonly shardCount: number;
  readonly withoutHolder: readonly number[];
}>;

/** An image as a browser shows it. */
export type ImageRenderer = {
  /** Throws `OperationalError` where it cannot be rendered within its limits. */
  render(
    image: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ readonly file: Uint8Array; readonly mediaType: string }>;
};

/** All of them, as `main` puts them together; a workflow asks for the few it needs. */
export type Ports = {
  readonly unitOfWork: UnitOfWork;
  readonly operations: Operations;
  readonly subjects: Subjects;
  readonly outbox: Outbox;
  readonly notices: CompletionNotices;
  readonly accessLog: AccessLog;
  readonly logArchive: LogArchive;
  readonly extractor: TemplateExtractor;
  readonly gallery: Gallery;
  readonly shardAnswers: ShardAnswers;
  readonly mergeAnswers: MergeAnswers;
  readonly erasures: Erasures;
  readonly heldShards: HeldShards;
  readonly comparator: Comparator;
  readonly adapters: ReadonlyMap<SystemId, SystemAdapter>;
  /** Those that are connected. */
  readonly sources: ReadonlyMap<SourceId, SourceAdapter>;
  readonly stayFiles: StayFiles;
  readonly fileCalendar: FileCalendar;
  readonly retentionCalendar: RetentionCalendar;
  readonly decisionCauses: DecisionCauses;
  readonly dataQuality: DataQuality;
  readonly visaFiles: VisaFiles;
  readonly etiasApplications: EtiasApplications;
  readonly convictionFlags: ConvictionFlags;
  readonly identityLinks: IdentityLinks;
  readonly eurodac: EurodacProcedures;
  readonly sis: SisProcedures;
  readonly rightRequests: RightRequests;
  readonly lawEnforcement: LawEnforcement;
  /** What national laws empower police authorities to; nobody where none is configured. */
  readonly designations: readonly Designation[];
  readonly screenings: Screenings;
  readonly statistics: Statistics;
  readonly identityRules: IdentityRules;
  readonly authorityContacts: (authority: ResponsibleAuthority) => AuthorityContacts;
  /** Address of the web portal, as letters give it. */
  readonly portalAddress: string;
  readonly linkDecisions: LinkDecisions;
  readonly processBoard: ProcessBoard;
  readonly figureHistory: FigureHistory;
  readonly queueControl: QueueControl;
  readonly surveyShards: SurveyShards;
  readonly imageRenderer: ImageRenderer;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly metrics: Metrics;
};
