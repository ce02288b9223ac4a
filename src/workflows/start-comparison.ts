/**
 * Puts the comparison of a transmitted data set with the rest of Eurodac in line, in the transaction that stores it
 * ((EU) 2024/1358 Art 27, 28). What is not compared is said as well, with the reason.
 */
import type { Requester } from '../domain/authorities.js';
import { faceComparison, isComparedOnTransmission } from '../domain/eurodac/compare-with.js';
import { transmittedOn } from '../domain/eurodac/retention-term.js';
import { comparisonDueAt, type EurodacComparison } from '../domain/eurodac/stored-comparison.js';
import type { OperationId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { modalityOf } from '../domain/positions.js';
import type { EurodacDataSet, SystemRecord } from '../domain/system-record.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { bestOfEachPosition } from './start-detection.js';

export type StartComparisonPorts = Pick<
  Ports,
  'operations' | 'outbox' | 'subjects' | 'eurodac' | 'ids' | 'clock'
>;

/** The comparison, where the data set is one of those that are compared. */
export async function startComparison(
  ports: StartComparisonPorts,
  tx: Sql,
  transmitted: {
    readonly requester: Requester;
    readonly record: SystemRecord;
    readonly facts: EurodacDataSet;
  },
): Promise<OperationId | undefined> {
  const { requester, record, facts } = transmitted;
  const on = transmittedOn(facts) ?? localDate(record.encounterAt.slice(0, 10));
  const isArrival = facts.arrival === 'take-charge';
  const decision = isComparedOnTransmission({ collection: facts.category, isArrival, on });
  if (!decision.isCompared) return undefined;
  const { system, subjectId } = record;
  const comparison = comparisonOf(ports, { requester, record, facts, on });
  const { comparisonId } = comparison;
  const references = await ports.subjects.references(tx, system, subjectId);
  const probes = bestOfEachPosition(references.filter(({ position }) => modalityOf(position) !== 'face'));
  await ports.eurodac.comparisons.open(tx, comparison);
  if (probes.length === 0) {
    const { reason, citation } = faceComparison({ on, hasUsableFingerprints: false });
    await ports.eurodac.comparisons.close(
      tx,
      comparisonId,
      {
        completedAt: comparison.askedAt,
        outcome: 'not-compared',
        reason: `There are no fingerprints: ${reason} (${citation}).`,
        overflow: false,
      },
      [],
    );
    return comparisonId;
  }
  const { collection, wantsOwn: comparesOwn } = comparison;
  const request = { kind: 'compare-data-set', system, subjectId, collection, comparesOwn } as const;
  await ports.operations.insert(tx, { operationId: comparisonId, requester, request, samples: [] });
  await ports.operations.keepProbes(tx, comparisonId, probes);
  await ports.outbox.insert(tx, { queue: 'search', operationId: comparisonId });
  return comparisonId;
}

function comparisonOf(
  { ids, clock }: StartComparisonPorts,
  transmitted: {
    readonly requester: Requester;
    readonly record: SystemRecord;
    readonly facts: EurodacDataSet;
    readonly on: LocalDate;
  },
): EurodacComparison {
  const { requester, record, facts, on } = transmitted;
  const askedAt = new Date(clock.nowMs()).toISOString();
  const isUrgent = facts.details?.isUrgent ?? false;
  return {
    comparisonId: ids.uuid() as OperationId,
    collection: facts.category,
    memberState: requester.memberState,
    referenceNumber: facts.referenceNumber,
    incoming: { encounterId: record.encounterId, subjectId: record.subjectId },
    comparedOn: on,
    wantsOwn: facts.details?.comparesOwn ?? false,
    isUrgent,
    askedAt,
    dueAt: comparisonDueAt(askedAt, isUrgent),
    overflow: false,
  };
}
