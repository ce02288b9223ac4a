/**
 * What becomes of a hit of Eurodac, step by step ((EU) 2024/1358 Art 38): an expert is asked, the hit is confirmed or found
 * false, a false one is reported to eu-LISA. By the state that received it; a confirmed hit links the data sets of one
 * person (Art 3(6)).
 */
import type { Requester } from '../domain/authorities.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import { type HitEvent, hitStep } from '../domain/eurodac/hit-verification.js';
import { relocatedMark } from '../domain/eurodac/report-status.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import { comparisonDueAt } from '../domain/eurodac/stored-comparison.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type ShownHit, showHits } from './read-comparison.js';

export type VerifyHitOutcome =
  | {
      readonly kind: 'moved';
      readonly hit: ShownHit;
      readonly duties: readonly ('erase-result' | 'tell-eu-lisa' | 'confirm-link')[];
      readonly reason: string;
      readonly citation: string;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly citation: string }
  | { readonly kind: 'not-found' }
  | Denied;

type VerifyPorts = Pick<
  Ports,
  'unitOfWork' | 'adapters' | 'eurodac' | 'accessLog' | 'fileCalendar' | 'ids' | 'clock'
>;

export function createVerifyHit(ports: VerifyPorts, system: SystemId) {
  return (
    requester: Requester,
    hitId: string,
    event: HitEvent,
    /** Unique identity of the official who acts: the expert. */
    expertId: string,
  ): Promise<VerifyHitOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<VerifyHitOutcome> => {
      const about = { caseId: hitId, operatorId: expertId, result: event.kind };
      const right = 'eurodac-hit-verification' as const;
      const denied = await enterTask(ports, tx, { requester, right, system, about });
      if (denied) return denied;
      const found = await ports.eurodac.comparisons.lockHit(tx, hitId);
      if (found?.comparison.memberState !== requester.memberState || found.comparison.requestId) {
        return { kind: 'not-found' };
      }
      const dataSets = await dataSetsOf(ports, tx, system, found);
      const wrong = wrongNumbers(event, found, dataSets);
      if (wrong) return wrong;
      const step = hitStep(found.hit.state, event);
      if (step.kind === 'refused') return step;
      const hit = { ...found.hit, state: step.state };
      await ports.eurodac.comparisons.keepHit(tx, hit, expertId);
      if (hit.incoming) await ports.fileCalendar.mark(tx, system, hit.incoming.subjectId);
      if (step.state.kind === 'confirmed') await copyMark(ports, tx, { ...found, dataSets, system });
      const shown = await showHits(ports, tx, { comparison: found.comparison, hits: [hit], system });
      const { duties, reason, citation } = step;
      return { kind: 'moved', hit: shown.hits[0]!, duties, reason, citation };
    });
}

type Found = { readonly hit: EurodacHit; readonly comparison: EurodacComparison };
type DataSets = { readonly stored?: CurrentDataSet; readonly incoming?: CurrentDataSet };

async function dataSetsOf(
  { adapters }: VerifyPorts,
  tx: Sql,
  system: SystemId,
  { hit: { stored, incoming } }: Found,
): Promise<DataSets> {
  const subjects = [stored, incoming].flatMap((key) => (key ? [key.subjectId] : []));
  const current = currentDataSets(await adapters.get(system)!.readMany(tx, subjects));
  const byId = (key: EurodacHit['stored'] | undefined) =>
    current.find(({ dataSetId }) => dataSetId === key?.encounterId);
  const [of, to] = [byId(stored), byId(incoming)];
  return { ...(of ? { stored: of } : {}), ...(to ? { incoming: to } : {}) };
}

/** A report names the two data sets it is about (Art 38). */
function wrongNumbers(
  event: HitEvent,
  { comparison }: Found,
  { stored }: DataSets,
): Extract<VerifyHitOutcome, { readonly kind: 'refused' }> | undefined {
  if (event.kind !== 'told-eu-lisa') return undefined;
  const own = [comparison.referenceNumber, stored?.facts.referenceNumber];
  if (own.every((number) => number === undefined || event.referenceNumbers.includes(number)))
    return undefined;
  return {
    kind: 'refused',
    reason: 'The report names the reference numbers of the data set compared and of the one it hit.',
    citation: '(EU) 2024/1358 Art 38',
  };
}

/** Art 31(6): the state of relocation is told to copy the mark onto the data set with which it registers the arrival. */
async function copyMark(
  { eurodac, ids, clock, fileCalendar }: VerifyPorts,
  tx: Sql,
  found: Found & { readonly dataSets: DataSets; readonly system: SystemId },
): Promise<void> {
  const { incoming, stored } = found.dataSets;
  if (!incoming || !stored || incoming.facts.arrival !== 'relocation' || incoming.isMarked) return;
  const { mark, citation } = relocatedMark(stored, incoming.memberState);
  if (!mark) return;
  const sentAt = new Date(clock.nowMs()).toISOString();
  await eurodac.notices.send(tx, [
    {
      noticeId: ids.uuid(),
      to: incoming.memberState,
      about: { encounterId: incoming.dataSetId, subjectId: incoming.subjectId },
      obliges: 'mark-too',
      status: mark.kind === 'protection' ? 'protection-granted' : 'residence-document',
      statusDate: mark.on,
      from: stored.memberState,
      dueAt: comparisonDueAt(sentAt, false),
      citation,
      sentAt,
    },
  ]);
  await fileCalendar.mark(tx, found.system, incoming.subjectId);
}
