import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Bucket bounds in seconds: 1 ms to 60 s, for stages that take from a database round trip to a queued crisis. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

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
    galleryShardsMissing: new Gauge({
      name: 'hub_gallery_shards_without_holder',
      help: 'Shards of the gallery that no live matcher holds and has loaded',
      registers,
    }),
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
    flags: new Counter({
      name: 'hub_flags_total',
      help: 'Flags raised in answers',
      labelNames: ['flag'],
      registers,
    }),
  };
}
