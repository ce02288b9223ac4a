import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { LIMITS } from './limits.js';

/** Bucket bounds in seconds: 1 ms to 60 s, for stages that take from a database round trip to a queued crisis. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Bucket bounds of persons up to the limits of the second stage: none, a few, as many as a search may take, and one of bulk by two fingers and by one. */
const PERSONS = [
  0,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  LIMITS.secondStagePersonsMax,
  500,
  1_000,
  2_000,
  5_000,
  LIMITS.secondStageBulkPairsMax / 2,
  LIMITS.secondStageBulkPairsMax,
];

export type Metrics = ReturnType<typeof createMetrics>;

/** One registry per process. Labels are closed lists (queue, stage, system, outcome), never data of persons. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'hub_http_request_seconds',
      help: 'Time from the last byte of a request to the first byte of its answer',
      labelNames: ['operation', 'status'],
      buckets: SECONDS,
      registers,
    }),
    stageSeconds: new Histogram({
      name: 'hub_stage_seconds',
      help: 'Time one stage of an operation took',
      labelNames: ['stage', 'outcome'],
      buckets: SECONDS,
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'hub_job_seconds',
      help: 'Time one job of a queue took, by class of service and, where the gallery lies in shards, by shard',
      labelNames: ['queue', 'shard', 'service_class'],
      buckets: SECONDS,
      registers,
    }),
    secondStagePersons: new Histogram({
      name: 'hub_second_stage_persons',
      help: 'Persons of one search whose fingers were compared again by minutiae; incomplete where more should have been',
      labelNames: ['outcome'],
      buckets: PERSONS,
      registers,
    }),
    operations: new Counter({
      name: 'hub_operations_total',
      help: 'Operations that ended',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    queueJobs: new Gauge({
      name: 'hub_queue_jobs',
      help: 'Jobs of a queue by state',
      labelNames: ['queue', 'state'],
      registers,
    }),
    queueWaiting: new Gauge({
      name: 'hub_queue_waiting_jobs',
      help: 'Jobs that wait, by class of service',
      labelNames: ['queue', 'service_class'],
      registers,
    }),
    queueOldest: new Gauge({
      name: 'hub_queue_oldest_job_age_seconds',
      help: 'How long the job that has waited longest waits, by class of service; 0 where none does',
      labelNames: ['queue', 'service_class'],
      registers,
    }),
    queuePaused: new Gauge({
      name: 'hub_queue_paused',
      help: '1 while an operator has paused the queue',
      labelNames: ['queue'],
      registers,
    }),
    queueWaitSeconds: new Histogram({
      name: 'hub_queue_wait_seconds',
      help: 'From the moment a job was added to the moment a worker took it',
      labelNames: ['queue', 'service_class'],
      buckets: SECONDS,
      registers,
    }),
    databaseWaitSeconds: new Histogram({
      name: 'hub_database_wait_seconds',
      help: 'How long work of a class waited for one of the connections of its process to the database',
      labelNames: ['service_class'],
      buckets: SECONDS,
      registers,
    }),
    outboxRows: new Gauge({
      name: 'hub_outbox_rows',
      help: 'Jobs that are committed and not handed to a queue yet, counted up to a limit',
      labelNames: ['service_class'],
      registers,
    }),
    outboxOldest: silent(
      new Gauge({
        name: 'hub_outbox_oldest_row_age_seconds',
        help: 'How long the oldest of them waits',
        registers,
      }),
    ),
    processes: new Gauge({
      name: 'hub_processes',
      help: 'Processes of the hub; one that is gone is counted for an hour',
      labelNames: ['state', 'execution_provider'],
      registers,
    }),
    workers: new Gauge({
      name: 'hub_workers',
      help: 'Queue workers of living processes',
      labelNames: ['queue', 'state'],
      registers,
    }),
    galleryShardReferences: new Gauge({
      name: 'hub_gallery_shard_references',
      help: 'References of a shard as one of its holders counts them: sealed, in the tail, and erased but not compacted',
      labelNames: ['shard', 'part'],
      registers,
    }),
    logEntriesWaiting: new Gauge({
      name: 'hub_log_entries_waiting',
      help: 'Entries of a log that are not chained yet',
      labelNames: ['component'],
      registers,
    }),
    postponedOperations: silent(
      new Gauge({
        name: 'hub_postponed_operations',
        help: 'Comparisons that wait for references of earlier models, the gallery or the second stage, counted up to a limit',
        registers,
      }),
    ),
    postponedOldest: silent(
      new Gauge({
        name: 'hub_postponed_oldest_operation_age_seconds',
        help: 'How long ago the oldest of them was accepted; 0 where there is none',
        registers,
      }),
    ),
    logOldestWaiting: new Gauge({
      name: 'hub_log_oldest_waiting_seconds',
      help: 'How long the oldest entry of a log waits to be chained',
      labelNames: ['component'],
      registers,
    }),
    logChainFaults: new Gauge({
      name: 'hub_log_chain_faults',
      help: 'Faults the last verification of a log has found: entries changed, removed or put in; kept in the database',
      labelNames: ['component'],
      registers,
    }),
    logEntriesVerified: new Counter({
      name: 'hub_log_entries_verified_total',
      help: 'Entries of logs whose place in the chain was verified unasked',
      labelNames: ['component'],
      registers,
    }),
    logVerificationsFailed: new Counter({
      name: 'hub_log_verifications_failed_total',
      help: 'Stretches of logs that could not be verified unasked: nothing is known of what follows them',
      labelNames: ['component'],
      registers,
    }),
    overdueDeadlines: new Gauge({
      name: 'hub_overdue_deadlines',
      help: 'Days in the calendars of files that are over without what is due having been done, counted up to a limit',
      labelNames: ['system'],
      registers,
    }),
    partReady: new Gauge({
      name: 'hub_part_ready',
      help: '1 while a part of the process is ready, as /readyz says, else 0',
      labelNames: ['part'],
      registers,
    }),
    taskSucceeded: new Gauge({
      name: 'hub_task_last_success_timestamp_seconds',
      help: 'When a background task of the process last ended a round without a failure, at first its start',
      labelNames: ['task'],
      registers,
    }),
    taskFailures: new Gauge({
      name: 'hub_task_failed_rounds',
      help: 'Rounds of a background task of the process that failed since its last success',
      labelNames: ['task'],
      registers,
    }),
    admissions: new Counter({
      name: 'hub_admissions_total',
      help: 'Requests that were accepted or refused for want of time, by class and by what decided',
      labelNames: ['service_class', 'decision'],
      registers,
    }),
    systemAnswers: new Counter({
      name: 'hub_system_answers_total',
      help: 'Federated queries by system and outcome',
      labelNames: ['system', 'outcome'],
      registers,
    }),
    systemCircuitOpen: new Gauge({
      name: 'hub_system_circuit_open',
      help: '1 while a remote system is not asked because it failed repeatedly',
      labelNames: ['system'],
      registers,
    }),
    galleryReferences: new Gauge({
      name: 'hub_gallery_references',
      help: 'References held in memory',
      labelNames: ['state'],
      registers,
    }),
    galleryShardsMissing: silent(
      new Gauge({
        name: 'hub_gallery_shards_without_holder',
        help: 'Shards of the gallery that no live matcher holds and has loaded',
        registers,
      }),
    ),
    modelInfo: new Gauge({
      name: 'hub_model_info',
      help: 'Models in use: 1 per model, with its execution provider',
      labelNames: ['model', 'execution_provider', 'sha256'],
      registers,
    }),
    similarityRules: new Counter({
      name: 'hub_similarity_rules_total',
      help: 'Pairs of data sets whose identity data a rule of similarity made similar',
      labelNames: ['rule'],
      registers,
    }),
    flags: fromNought(
      new Counter({
        name: 'hub_flags_total',
        help: 'Flags raised in answers',
        labelNames: ['flag'],
        registers,
      }),
      { flag: 'detection-incomplete' },
    ),
  };
}

/** What an alert watches the rise of: a series that begins with its first one has not risen. */
function fromNought<Label extends string>(
  counter: Counter<Label>,
  labels: Readonly<Record<Label, string>>,
): Counter<Label> {
  counter.inc(labels, 0);
  return counter;
}

/** Any gauge, whatever its labels. */
export type AnyGauge = {
  reset(): void;
  remove(labels: Readonly<Record<never, string>>): void;
};

/** Leaves no value in the gauge: `reset` alone leaves 0 in one without labels, which reads as if all were well. */
export function forget(gauge: AnyGauge): void {
  gauge.reset();
  gauge.remove({});
}

/** Without the 0 a gauge without labels begins with: for figures that only some processes count. */
function silent<G extends AnyGauge>(gauge: G): G {
  forget(gauge);
  return gauge;
}
