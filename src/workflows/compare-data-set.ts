/**
 * A comparison with Eurodac, queue `federation`: of the persons the gallery found, the data sets the matrix names are
 * hits ((EU) 2024/1358 Art 27, 28), each kept until somebody says what it is (Art 38). The operation ends with their
 * number alone: what a hit hands over is read where it can be taken back.
 */

import { hitReplies } from '../domain/eurodac/compare-with.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import type { FoundBy } from '../domain/eurodac/hit-verification.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import type { SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import { type EndPorts, endOperation } from './end-operation.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { CompareDataSetRequest, Operation } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { CompareDataSetResult } from './results.js';

export type ComparePorts = EndPorts & Pick<Ports, 'adapters' | 'eurodac' | 'fileCalendar' | 'ids' | 'clock'>;

type Found = { readonly request: CompareDataSetRequest; readonly gallery: GalleryAnswer | undefined };
type Persons = { readonly found: ReadonlyMap<SubjectId, FoundBy>; readonly overflow: boolean };

export async function compareDataSet(
  ports: ComparePorts,
  operation: Operation,
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  const { operationId } = operation;
  // An incomplete comparison would say "no hit" of what was not looked at: the job comes again.
  if (found.gallery && !found.gallery.complete) {
    throw new OperationalError('gallery-not-ready', 'A comparison needs the whole gallery.');
  }
  const persons = await findPersons(ports, operation, found, signal);
  await endOperation(ports, operationId, async (tx) => {
    const kept = await ports.eurodac.comparisons.read(tx, operationId);
    // Erased since: there is nobody to hand a hit over to.
    const about = { system: found.request.system, persons };
    const hits = kept ? await hitsOf(ports, tx, kept.comparison, about) : [];
    const completedAt = new Date(ports.clock.nowMs()).toISOString();
    const outcome = hits.length > 0 ? 'hit' : 'no-hit';
    const { overflow } = persons;
    if (kept) {
      await ports.eurodac.comparisons.close(tx, operationId, { completedAt, outcome, overflow }, hits);
      const { incoming } = kept.comparison;
      if (incoming) await ports.fileCalendar.mark(tx, about.system, incoming.subjectId);
    }
    return { kind: 'completed', result: resultOf(found, { comparisonId: operationId, hits, overflow }) };
  });
}

async function findPersons(
  { adapters }: ComparePorts,
  { requester }: Operation,
  { request, gallery }: Found,
  signal: AbortSignal,
): Promise<Persons> {
  const found = new Map<SubjectId, FoundBy>();
  let overflow = gallery?.overflow ?? false;
  if (request.identity || request.document) {
    const answer = await adapters.get(request.system)!.query(
      {
        requester,
        candidates: [],
        probes: [],
        falsePositiveIdentificationRate: 0,
        ...(request.identity ? { identity: request.identity } : {}),
        ...(request.document ? { document: request.document } : {}),
      },
      signal,
    );
    for (const { subjectId } of answer.hits) found.set(subjectId, 'alphanumeric');
    overflow ||= answer.overflow;
  }
  for (const { subjectId, decision } of gallery?.candidates ?? []) {
    if (decision === 'match') found.set(subjectId, 'fingerprint');
  }
  return { found, overflow };
}

/** All data sets that correspond, in the order in which they serve the comparison. */
async function hitsOf(
  { adapters, ids, clock }: ComparePorts,
  tx: Sql,
  comparison: EurodacComparison,
  { system, persons: { found } }: { readonly system: SystemId; readonly persons: Persons },
): Promise<readonly EurodacHit[]> {
  const records = await adapters.get(system)!.readMany(tx, [...found.keys()]);
  const dataSets = currentDataSets(records).filter(
    ({ dataSetId }) => dataSetId !== comparison.incoming?.encounterId,
  );
  const foundAt = new Date(clock.nowMs()).toISOString();
  return correspondingTo(comparison, dataSets).map((dataSet) => ({
    hitId: ids.uuid(),
    comparisonId: comparison.comparisonId,
    ...(comparison.incoming ? { incoming: comparison.incoming } : {}),
    stored: { encounterId: dataSet.dataSetId, subjectId: dataSet.subjectId },
    memberState: dataSet.memberState,
    category: dataSet.category,
    foundBy: found.get(dataSet.subjectId)!,
    foundAt,
    state: { kind: 'returned', foundBy: found.get(dataSet.subjectId)! },
  }));
}

/** Law enforcement is compared with everything, marked or not (Art 31(2), (5)). */
function correspondingTo(
  { collection, memberState, wantsOwn, comparedOn }: EurodacComparison,
  dataSets: readonly CurrentDataSet[],
): readonly CurrentDataSet[] {
  if (collection === 'law-enforcement') return dataSets;
  return hitReplies(
    { collection, memberState, wantsOwn, on: comparedOn },
    dataSets.map((dataSet) => ({ dataSet, foundBy: ['fingerprint'] as const })),
    { isFaceCompared: false },
  ).map(({ dataSet }) => dataSet);
}

function resultOf(
  { request, gallery }: Found,
  ended: Pick<CompareDataSetResult, 'comparisonId' | 'overflow'> & { readonly hits: readonly EurodacHit[] },
): CompareDataSetResult {
  return {
    kind: 'compare-data-set',
    system: request.system,
    comparisonId: ended.comparisonId,
    hits: ended.hits.length,
    overflow: ended.overflow,
    ...(gallery ? { referencesCompared: gallery.referencesCompared } : {}),
  };
}
