/**
 * What becomes of a hit of Eurodac, step by step ((EU) 2024/1358 Art 38): an expert is asked, the hit is confirmed or found
 * false, a false one is reported to eu-LISA. By the state that received it; a confirmed hit links the data sets of one
 * person (Art 3(6)).
 */
import type { Requester } from '../domain/authorities.js';
import { type CurrentDataSet, currentDataSets } from '../domain/eurodac/current-data-set.js';
import { type HitEvent, hitStep } from '../domain/eurodac/hit-verification.js';
import { noticeDueAt, relocatedMark } from '../domain/eurodac/report-status.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import { comparisonDueAt } from '../domain/eurodac/stored-comparison.js';
import { foundedNotices, type StoredNotice, unfoundedNotices } from '../domain/eurodac/stored-notice.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { type ShownHit, showHits } from './read-comparison.js';
import { sequencesAround } from './sequence-of.js';

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

/** Of one that is taken back the hit itself knows by what it was found, and until when a false one was to be reported. */
type SaidOfHit =
  | Exclude<HitEvent, { kind: 'reopened' }>
  | { readonly kind: 'reopened'; readonly because: string };

function eventOf(said: SaidOfHit, { foundBy, firstReportBy }: EurodacHit): HitEvent {
  if (said.kind === 'reopened') return { ...said, foundBy };
  return said.kind === 'rejected' && firstReportBy ? { ...said, firstReportBy } : said;
}

type VerifyPorts = Pick<
  Ports,
  'unitOfWork' | 'adapters' | 'subjects' | 'eurodac' | 'accessLog' | 'fileCalendar' | 'ids' | 'clock'
>;

export function createVerifyHit(ports: VerifyPorts, system: SystemId) {
  return (
    requester: Requester,
    hitId: string,
    said: SaidOfHit,
    /** Unique identity of the official who acts: the expert. */
    expertId: string,
  ): Promise<VerifyHitOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<VerifyHitOutcome> => {
      const about = { caseId: hitId, operatorId: expertId, result: said.kind };
      const right = 'eurodac-hit-verification' as const;
      const denied = await enterTask(ports, tx, { requester, right, system, about });
      if (denied) return denied;
      await holdFiles(ports, tx, system, hitId);
      const found = await ports.eurodac.comparisons.lockHit(tx, hitId);
      if (found?.comparison.memberState !== requester.memberState || found.comparison.requestId) {
        return { kind: 'not-found' };
      }
      const event = eventOf(said, found.hit);
      const dataSets = await dataSetsOf(ports, tx, system, found);
      const wrong = beforeFound(event, found.hit) ?? wrongNumbers(event, found, dataSets);
      if (wrong) return wrong;
      const step = hitStep(found.hit.state, event);
      if (step.kind === 'refused') return step;
      const hit = { ...found.hit, state: step.state };
      const because = said.kind === 'reopened' ? said.because : undefined;
      if (step.state.kind === 'with-expert' || step.state.kind === 'reported') {
        await ports.eurodac.comparisons.keepHit(tx, hit, expertId);
      } else await keepChangedLink(ports, tx, { system, hit, expertId, because });
      if (hit.incoming) await ports.fileCalendar.mark(tx, system, hit.incoming.subjectId);
      if (step.state.kind === 'confirmed') await copyMark(ports, tx, { ...found, dataSets, system });
      const shown = await showHits(ports, tx, { comparison: found.comparison, hits: [hit], system });
      const { duties, reason, citation } = step;
      return { kind: 'moved', hit: shown.hits[0]!, duties, reason, citation };
    });
}

/**
 * As who erases one of them does: the files first, whose hits go with them. Held, so that neither a message about one of them nor
 * another conclusion passes by unseen.
 */
async function holdFiles(
  { eurodac, subjects }: VerifyPorts,
  tx: Sql,
  system: SystemId,
  hitId: string,
): Promise<void> {
  for (const subjectId of await eurodac.comparisons.subjectsOfHit(tx, hitId)) {
    await subjects.lock(tx, system, subjectId);
  }
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

/** Days are those of UTC. A conclusion of before would be late to report from the start, or hide that it is. */
function beforeFound(
  event: HitEvent,
  { foundAt }: EurodacHit,
): Extract<VerifyHitOutcome, { readonly kind: 'refused' }> | undefined {
  const foundOn = foundAt.slice(0, 10);
  if (!('on' in event) || event.on >= foundOn) return undefined;
  return {
    kind: 'refused',
    reason: `Not before the hit was found, on ${foundOn}.`,
    citation: '(EU) 2024/1358 Art 38',
  };
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

/**
 * Two persons, as far as a false hit goes (Art 3(6), 38): what was reported about the one is nothing to the state of the
 * other any more, least of all that it erases; and is again where that was wrong.
 */
async function keepChangedLink(
  ports: VerifyPorts,
  tx: Sql,
  {
    system,
    hit,
    expertId,
    because,
  }: {
    readonly system: SystemId;
    readonly hit: EurodacHit;
    readonly expertId: string;
    readonly because: string | undefined;
  },
): Promise<void> {
  const { stored, incoming } = hit;
  if (!incoming) return ports.eurodac.comparisons.keepHit(tx, hit, expertId, because);
  const subjects = [stored.subjectId, incoming.subjectId];
  const before = await sequencesAround(ports, tx, system, subjects);
  await ports.eurodac.comparisons.keepHit(tx, hit, expertId, because);
  const after = await sequencesAround(ports, tx, system, subjects);
  const persons = [...new Set(before.flat().map(({ subjectId }) => subjectId))];
  const { notices } = ports.eurodac;
  const unfounded = unfoundedNotices(await notices.ofSubjects(tx, persons), before, after);
  const joins = hit.state.kind === 'confirmed' || (hit.state.kind === 'returned' && hit.foundBy !== 'face');
  const founded = joins ? foundedNotices(await notices.endedBy(tx, hit.hitId), after) : [];
  // Before the notices themselves: so does who erases a third person's file, with which they go.
  const told = [...unfounded, ...founded].map(({ about }) => about.subjectId);
  const files = new Set([incoming.subjectId, ...told]);
  for (const subjectId of [...files].toSorted()) await ports.fileCalendar.mark(tx, system, subjectId);
  const at = new Date(ports.clock.nowMs()).toISOString();
  const ids = (of: readonly StoredNotice[]) => of.map(({ noticeId }) => noticeId);
  await notices.settleThese(tx, ids(unfounded), { hitId: hit.hitId, at });
  // What was settled was owed by nobody meanwhile.
  await notices.reopen(tx, ids(founded), noticeDueAt(at));
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
      origin: stored.dataSetId,
      dueAt: comparisonDueAt(sentAt, false),
      citation,
      sentAt,
    },
  ]);
  await fileCalendar.mark(tx, found.system, incoming.subjectId);
}
