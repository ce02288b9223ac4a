/**
 * A comparison with Eurodac, queue `federation`: of the persons the gallery found, the data sets the matrix names are
 * hits ((EU) 2024/1358 Art 27, 28), each kept until somebody says what it is (Art 38). The operation ends with their
 * number alone, for law enforcement without it: what a hit hands over is read where it can be taken back.
 */

import { hitReplies } from '../domain/eurodac/compare-with.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import type { FoundBy } from '../domain/eurodac/hit-verification.js';
import { UNJUSTIFIED_SEARCH } from '../domain/eurodac/law-enforcement-request.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import { isUnjustified } from '../domain/eurodac/stored-law-enforcement-request.js';
import type { SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import { type Ending, type EndPorts, endOperation } from './end-operation.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { CompareDataSetRequest, Operation } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import type { CompareDataSetResult } from './results.js';

export type ComparePorts = EndPorts &
  Pick<Ports, 'adapters' | 'subjects' | 'eurodac' | 'fileCalendar' | 'ids' | 'clock'>;

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
  const { system, subjectId } = found.request;
  const persons = await findPersons(ports, operation, found, signal);
  const end = async (tx: Sql): Promise<Ending> => {
    const kept = await ports.eurodac.comparisons.read(tx, operationId);
    // Erased since: there is nobody to hand a hit over to.
    const about = { system: found.request.system, persons };
    const completedAt = new Date(ports.clock.nowMs()).toISOString();
    if (kept && (await isWithdrawn(ports, tx, kept.comparison))) {
      const ending = {
        completedAt,
        outcome: 'not-compared',
        reason: UNJUSTIFIED_SEARCH,
        overflow: false,
      } as const;
      await ports.eurodac.comparisons.close(tx, operationId, ending, []);
      return { kind: 'completed', result: resultOf(found, kept.comparison) };
    }
    const hits = kept ? await hitsOf(ports, tx, kept.comparison, about) : [];
    const outcome = hits.length > 0 ? 'hit' : 'no-hit';
    const { overflow } = persons;
    if (kept) {
      await ports.eurodac.comparisons.close(tx, operationId, { completedAt, outcome, overflow }, hits);
      const { incoming } = kept.comparison;
      if (incoming) await ports.fileCalendar.mark(tx, about.system, incoming.subjectId);
      await endRegistration(ports, tx, kept.comparison);
    }
    const ended = { comparisonId: operationId, ...kept?.comparison };
    return { kind: 'completed', result: resultOf(found, ended, { hits: hits.length, overflow }) };
  };
  // As who erases the file does: the subject first, which then ends the operation.
  const hold = async (tx: Sql) => subjectId && ports.subjects.lock(tx, system, subjectId);
  await endOperation(ports, operationId, end, hold);
}

/** Biometrics of Art 18(1) are transmitted by being compared: nothing is stored that would end their case. */
async function endRegistration(
  { eurodac }: ComparePorts,
  tx: Sql,
  { collection, memberState, referenceNumber, askedAt: transmittedAt }: EurodacComparison,
): Promise<void> {
  if (collection !== 'admission-registration' || referenceNumber === undefined) return;
  await eurodac.transmissions.close(tx, { memberState, referenceNumber, collection, transmittedAt });
}

/**
 * In an emergency the search is verified while it may still wait: one that was found unjustified meanwhile finds nothing.
 * Held until the end, so that a decision made at this moment sees the hits it has to erase.
 */
async function isWithdrawn(
  { eurodac }: ComparePorts,
  tx: Sql,
  { requestId }: EurodacComparison,
): Promise<boolean> {
  if (requestId === undefined) return false;
  const request = await eurodac.requests.lock(tx, requestId);
  return request === undefined || isUnjustified(request);
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

/**
 * All data sets that correspond, in the order in which they serve the comparison; held until the end, so that one erased at
 * this moment is no hit, and the comparison is made all the same.
 */
async function hitsOf(
  { adapters, eurodac, ids, clock }: ComparePorts,
  tx: Sql,
  comparison: EurodacComparison,
  { system, persons: { found } }: { readonly system: SystemId; readonly persons: Persons },
): Promise<readonly EurodacHit[]> {
  const records = await adapters.get(system)!.readMany(tx, [...found.keys()]);
  const dataSets = currentDataSets(records).filter(
    ({ dataSetId }) => dataSetId !== comparison.incoming?.encounterId,
  );
  const foundAt = new Date(clock.nowMs()).toISOString();
  const corresponding = correspondingTo(comparison, dataSets);
  const there = await eurodac.comparisons.hold(
    tx,
    corresponding.map(({ dataSetId }) => dataSetId),
  );
  const stored = corresponding.filter(({ dataSetId }) => there.includes(dataSetId));
  return stored.map((dataSet) => ({
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

/** Of a search of law enforcement the comparison alone says whether there were hits, as long as it may (Art 32). */
function resultOf(
  { request, gallery }: Found,
  { comparisonId, requestId }: Pick<EurodacComparison, 'comparisonId' | 'requestId'>,
  came: Pick<CompareDataSetResult, 'hits' | 'overflow'> = {},
): CompareDataSetResult {
  return {
    kind: 'compare-data-set',
    system: request.system,
    comparisonId,
    ...(requestId === undefined ? came : {}),
    ...(gallery ? { referencesCompared: gallery.referencesCompared } : {}),
  };
}
