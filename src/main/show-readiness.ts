/**
 * What `/readyz` says, as a metric. Taken anew when somebody reads metrics: a database that is away at an hour when
 * nobody asks anything shows in no count of failed requests.
 */
import type { Metrics } from '../platform/metrics.js';
import type { Readiness } from './readiness.js';

export async function showReadiness(
  readiness: Pick<Readiness, 'report'>,
  { partReady }: Pick<Metrics, 'partReady'>,
): Promise<void> {
  const { parts } = await readiness.report();
  for (const [part, { ready }] of Object.entries(parts)) partReady.set({ part }, ready ? 1 : 0);
}
