/** What is wrong with the hub now, out of its figures. Codes; what to do about each stands where it is shown. Pure. */
import { LIMITS } from '../platform/limits.js';
import type { HubFigures } from './watch-hub.js';

export type Trouble = {
  readonly code: TroubleCode;
  /** `broken`: somebody is not served. `strained`: somebody will not be, if it lasts. */
  readonly severity: 'broken' | 'strained';
  /** The queue, system, process, part or log it is about. */
  readonly about: string;
  readonly count?: number;
};

export const TROUBLE_CODES = [
  'queue-without-worker',
  'queue-paused',
  'queue-late',
  'jobs-failed',
  'process-gone',
  'process-draining',
  'part-not-ready',
  'shard-without-holder',
  'circuit-open',
  'log-not-chained',
  'log-broken',
  'comparisons-wait',
  'requests-refused',
] as const;
export type TroubleCode = (typeof TROUBLE_CODES)[number];

/** A job that waits longer is told to somebody: interactive callers give up after ten seconds by default. */
const LATE_MS = 10_000;

export function findTroubles(figures: Omit<HubFigures, 'troubles'>): readonly Trouble[] {
  const troubles: Trouble[] = [];
  const say = (code: TroubleCode, severity: Trouble['severity'], about: string, count?: number) =>
    troubles.push({ code, severity, about, ...(count === undefined ? {} : { count }) });
  for (const shard of figures.shards.withoutHolder) say('shard-without-holder', 'broken', String(shard));
  for (const queue of figures.queues) {
    const { isPaused, waiting, oldestMsByClass, failed, workers } = queue;
    // Bulk work may wait: that is what its class says.
    const { border = 0, interactive = 0 } = oldestMsByClass;
    const about = queue.shard === undefined ? queue.queue : `${queue.queue}-${queue.shard}`;
    if (workers === 0) say('queue-without-worker', waiting > 0 ? 'broken' : 'strained', about, waiting);
    if (isPaused) say('queue-paused', waiting > 0 ? 'broken' : 'strained', about, waiting);
    else if (Math.max(border, interactive) > LATE_MS) say('queue-late', 'strained', about, waiting);
    if (failed > 0) say('jobs-failed', 'strained', about, failed);
  }
  for (const { processId, state, notReady } of figures.processes) {
    if (state === 'gone') say('process-gone', 'strained', processId);
    if (state === 'draining') say('process-draining', 'strained', processId);
    if (state === 'gone') continue;
    for (const { part } of notReady) say('part-not-ready', 'broken', `${processId} ${part}`);
  }
  for (const { system, isCircuitOpen } of figures.systems) {
    if (isCircuitOpen) say('circuit-open', 'broken', system);
  }
  for (const { serviceClass, refusedPerSecond = 0 } of figures.admissions) {
    const severity = serviceClass === 'batch' ? 'strained' : 'broken';
    if (refusedPerSecond > 0)
      say('requests-refused', severity, serviceClass, Math.ceil(refusedPerSecond * 60));
  }
  if (figures.logs.isLate) say('log-not-chained', 'broken', 'log', figures.logs.waiting);
  for (const { component, faults } of figures.logs.broken) say('log-broken', 'broken', component, faults);
  const { count, oldestMs } = figures.postponed;
  if (oldestMs > LIMITS.comparisonWaitMsMax) say('comparisons-wait', 'strained', 'search', count);
  return troubles.sort((a, b) => Number(a.severity === 'strained') - Number(b.severity === 'strained'));
}
