/**
 * A comparison of what is not stored whose operation ends without one, because an image gave no template: it says so, so
 * that nobody waits for it, and its request of law enforcement may be searched after all. That of a stored data set stays
 * owed: its biometrics are there, and the state reads that it is late.
 */
import { withoutSearch } from '../domain/eurodac/stored-law-enforcement-request.js';
import type { Operation, OperationProblem } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type GiveUpPorts = Pick<Ports, 'eurodac' | 'clock'>;

/** In the transaction that ends the operation. */
export async function giveUpComparison(
  { eurodac, clock }: GiveUpPorts,
  tx: Sql,
  { operationId, request }: Operation,
  problem: OperationProblem,
): Promise<void> {
  if (request.kind !== 'compare-data-set') return;
  const kept = await eurodac.comparisons.read(tx, operationId);
  if (!kept || kept.comparison.incoming || kept.comparison.completedAt !== undefined) return;
  const { requestId } = kept.comparison;
  const asked = requestId === undefined ? undefined : await eurodac.requests.lock(tx, requestId);
  const again = asked?.comparisonId === operationId ? withoutSearch(asked) : undefined;
  if (again) await eurodac.requests.keep(tx, again);
  const completedAt = new Date(clock.nowMs()).toISOString();
  const reason = `Nothing was compared: ${problem.detail}`;
  await eurodac.comparisons.close(
    tx,
    operationId,
    { completedAt, outcome: 'not-compared', reason, overflow: false },
    [],
  );
}
