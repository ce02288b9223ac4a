import type { AccessRight, Requester } from '../../domain/authorities.js';
import type { LinkId, OperationId, SubjectId } from '../../domain/ids.js';
import type { TaskRight } from '../../domain/law/task-access-table.js';
import type { LogComponent, LogDatum } from '../../domain/log-chain/log-components.js';
import type { ChainFault, ChainPosition, ChainRow } from '../../domain/log-chain/verify-chain.js';
import type { ServiceClass } from '../../domain/service-class.js';
import type { SystemId } from '../../domain/systems.js';
import type { Sql, UnitOfWork } from './persistence.js';

export const QUEUES = ['extraction', 'search', 'federation', 'erasure'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The whole payload of a job: a pointer. `shard` is there where a search was put to the shards of a gallery. */
export type JobPointer = {
  readonly queue: QueueName;
  readonly operationId: OperationId;
  readonly shard?: number;
  /** Whom the job goes before and after; `interactive` where nothing is said. */
  readonly serviceClass?: ServiceClass;
  /** Its operation was left alone for a while, on purpose. */
  readonly wasPostponed?: boolean;
  /** Of W3C Trace Context: the trace the operation belongs to, and the span that made the job. */
  readonly traceparent?: string;
};

export type Outbox = {
  /**
   * Follow-up work, written in the transaction that makes it necessary. Where the gallery lies in shards, a search is
   * one job for each of them. Class and trace are those of the operation.
   */
  insert(tx: Sql, job: Pick<JobPointer, 'queue' | 'operationId'>): Promise<void>;
  /**
   * Hands committed rows to the queues and deletes them; returns how many. Called after each commit and by the relay,
   * by several processes at once. A row handed over twice is one job, as jobs are named by their operation.
   */
  relay(): Promise<number>;
  /** What waits to be handed over, counted as far as `LIMITS.outboxCountedMax`. */
  backlog(sql: Sql): Promise<OutboxBacklog>;
};

export type OutboxBacklog = {
  readonly rows: Readonly<Record<ServiceClass, number>>;
  /** Age of the oldest row, 0 where there is none. */
  readonly oldestMs: number;
};

export type CompletionNotices = {
  /** Tells whoever waits that the operation has ended. Losing a notice delays a caller, nothing else: it never rejects. */
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
    | 'authentication'
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
  /** Absent until the end of its chain was reached unasked, or a fault found before. */
  readonly verdict?: LogVerdict;
};

/** What the last verification of a log that nobody asked for has found. */
export type LogVerdict = {
  /** ISO 8601 in UTC with microseconds. */
  readonly verifiedAt: string;
  /** Place in the chain up to which it was verified, from its beginning. */
  readonly throughSequence: number;
  readonly faults: number;
  readonly firstFault?: Pick<ChainFault, 'kind' | 'sequence' | 'entryId'>;
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
  /** Entries that were chained and have no row in the chain, of those written while this stretch of it was. */
  entriesWithoutPlace(sql: Sql, component: LogComponent, stretch: StretchOfLog): Promise<readonly number[]>;
  /** What several statements say of one state of the logs, whoever chains, erases or shortens meanwhile. */
  atOneMoment<Read>(unitOfWork: UnitOfWork, read: (tx: Sql) => Promise<Read>): Promise<Read>;
  /**
   * Keeps what a walk from the beginning of a chain has found, and says whether it did. `before` is the verdict there was when
   * the walk began: where a fault was told since, by another walk, one without faults proves nothing and is not kept.
   */
  keepVerdict(
    sql: Sql,
    component: LogComponent,
    found: Omit<LogVerdict, 'verifiedAt'>,
    before: LogVerdict | undefined,
  ): Promise<boolean>;
  /** The search data of an event, opened. */
  searchData(sql: Sql, eventId: string): Promise<unknown>;
  hold(tx: Sql, hold: Omit<LogHold, 'placedAt' | 'liftedAt'>): Promise<LogHold>;
  /** `undefined` where this authority has placed no such hold, or it is lifted. */
  lift(tx: Sql, holdId: string, placedBy: string): Promise<LogHold | undefined>;
  sha256(text: string): string;
};

export type StretchOfLog = {
  /** Sequence numbers it lies between; to the end of the log where `through` is absent. */
  readonly after: number;
  readonly through?: number;
  readonly limit: number;
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
