import type { Requester } from '../../domain/authorities.js';
import type { OperationId } from '../../domain/ids.js';
import type { ServiceClass } from '../../domain/service-class.js';
import type { SystemId } from '../../domain/systems.js';
import type { OperationalError } from '../../platform/operational-error.js';
import type { JobPointer, QueueName } from './jobs.js';

/** Times of one stage since its process started: what the histogram `hub_stage_seconds` of its metrics says. */
export type StageTimes = {
  readonly stage: string;
  readonly done: number;
  readonly failed: number;
  /** All of them together. */
  readonly seconds: number;
  /** Observations of each bucket, not added up, in the order of `ProcessReport.bucketSeconds`; the last is for longer ones. */
  readonly buckets: readonly number[];
};

/** Jobs of one class that a process did since its start, however they ended. */
export type JobTimes = {
  readonly queue: QueueName;
  /** Absent where the gallery is whole, and in reports of a hub of an earlier version. */
  readonly shard?: number;
  readonly serviceClass: ServiceClass;
  readonly jobs: number;
  readonly seconds: number;
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

/** What became of requests of one class. */
export type AdmissionReport = {
  readonly serviceClass: ServiceClass;
  /** Since the start. */
  readonly admitted: number;
  readonly refused: number;
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
  /** Absent in reports of a hub of an earlier version. */
  readonly jobs?: readonly JobTimes[];
  readonly workers: readonly WorkerReport[];
  readonly galleries: readonly GalleryReport[];
  readonly systems: readonly SystemReport[];
  /** Of a process that answers callers. */
  readonly admissions?: readonly AdmissionReport[];
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
  /** Of all classes. */
  readonly waiting: number;
  readonly waitingByClass: Readonly<Record<ServiceClass, number>>;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  /** When the job that has waited longest was added, milliseconds since the epoch. */
  readonly oldestAddedAtMs?: number;
  readonly oldestAddedAtMsByClass: Readonly<Partial<Record<ServiceClass, number>>>;
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
  /** Newest first, unless the oldest are asked for. */
  failed(
    place: QueuePlace,
    page: { readonly offset: number; readonly limit: number; readonly isOldestFirst?: boolean },
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

/** What is asked about one request before it is accepted. */
export type AdmissionQuestion = {
  readonly requester: Pick<Requester, 'authorityId'>;
  readonly serviceClass: ServiceClass;
  /** Queues the operation goes through, in their order. */
  readonly queues: readonly QueueName[];
};

/** Decides from live figures whether a request can be done in its time. No round trip: figures are read beside requests. */
export type Admission = {
  /** What to throw instead of accepting the request; `undefined` where it is to be accepted, which is counted. */
  refusal(question: AdmissionQuestion): OperationalError | undefined;
};
