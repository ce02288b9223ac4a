/**
 * What who runs the hub may see and do. Looking is decided by the table of tasks and not logged each second; every act
 * is logged with what was done, and every refusal.
 */
import type { Requester } from '../domain/authorities.js';
import type { OperationId } from '../domain/ids.js';
import type { TaskRight } from '../domain/law/task-access-table.js';
import { LIMITS } from '../platform/limits.js';
import type { Denied } from './hub-workflows.js';
import type { FailedJob, QueuePlace } from './ports/operation.js';
import type { OperationFate } from './ports/operations.js';
import type { Ports } from './ports.js';
import { nameOfPlace, queuePlacesOf } from './queue-places.js';
import { logTask, refuseTask } from './task-access.js';
import { createWatchHub, type HistoryPoint, type HubFigures, type HubWatch } from './watch-hub.js';

export type OperatePorts = Pick<
  Ports,
  | 'unitOfWork'
  | 'operations'
  | 'accessLog'
  | 'processBoard'
  | 'figureHistory'
  | 'queueControl'
  | 'surveyShards'
  | 'logArchive'
  | 'clock'
>;

export type ShownFailedJob = FailedJob & {
  /** `unknown` where the operation has been erased. */
  readonly fate: OperationFate | 'unknown';
};

export type RetryOutcome = {
  readonly kind: 'retried';
  /** Jobs that go again. */
  readonly retried: number;
  /** Jobs taken off the list, as their operation has ended or is gone. */
  readonly dismissed: number;
  /** Failed jobs that are left, counted up to a limit. */
  readonly left: number;
  /** What has failed since is not among those of this request, nor of the next that says so. */
  readonly failedBeforeMs: number;
};

/** `all` those that failed before then; now, where nothing is said. */
export type RetriedJobs = readonly OperationId[] | 'all' | { readonly failedBeforeMs: number };

/** No queue of the hub as it is now, with the names of those it has. */
export type QueueUnknown = { readonly kind: 'queue-unknown'; readonly names: readonly string[] };

export type OperateWorkflows = {
  /** For whoever shows figures outside of a request; decides nothing. */
  readonly watch: HubWatch;
  mayWatch(requester: Requester): Promise<Denied | undefined>;
  live(requester: Requester): Promise<{ readonly kind: 'figures'; readonly figures: HubFigures } | Denied>;
  history(
    requester: Requester,
  ): Promise<{ readonly kind: 'history'; readonly points: readonly HistoryPoint[] } | Denied>;
  failedJobs(
    requester: Requester,
    place: QueuePlace,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<
    | { readonly kind: 'listed'; readonly total: number; readonly jobs: readonly ShownFailedJob[] }
    | QueueUnknown
    | Denied
  >;
  /**
   * The jobs named, or as many as one request may have, oldest first and no enrolment; ask again with its `failedBeforeMs` while some
   * are `left` and any were retried or dismissed. An enrolment without a key is one named alone.
   */
  retry(
    requester: Requester,
    place: QueuePlace,
    jobs: RetriedJobs,
  ): Promise<RetryOutcome | QueueUnknown | Denied>;
  setPaused(
    requester: Requester,
    place: QueuePlace,
    isPaused: boolean,
  ): Promise<{ readonly kind: 'done' } | QueueUnknown | Denied>;
  setDraining(
    requester: Requester,
    processId: string,
    isDraining: boolean,
  ): Promise<{ readonly kind: 'done' | 'not-found' } | Denied>;
};

export function createOperateHub(ports: OperatePorts): OperateWorkflows {
  const { sql } = ports.unitOfWork;
  const watch = createWatchHub(ports);
  const refuse = (requester: Requester, right: TaskRight, result?: string) =>
    refuseTask(ports, sql, requester, right, result === undefined ? {} : { result });

  /** Logged before it is done: an act without an entry does not happen. */
  async function act<Done extends { readonly kind: string }>(
    requester: Requester,
    what: string,
    work: () => Promise<Done>,
  ): Promise<Done | Denied> {
    const refusal = await refuse(requester, 'hub-control', what);
    if (refusal) return refusal;
    await logTask(ports, sql, requester, 'hub-control', { result: what });
    return work();
  }

  /** A queue of a shard the gallery does not have, or of the whole where it has shards, would be made by asking for it. */
  async function unknownPlace(place: QueuePlace): Promise<QueueUnknown | undefined> {
    const { shardCount } = await ports.surveyShards();
    const names = queuePlacesOf(shardCount).map(nameOfPlace);
    return names.includes(nameOfPlace(place)) ? undefined : { kind: 'queue-unknown', names };
  }

  return {
    watch,
    mayWatch: (requester) => refuse(requester, 'hub-status'),
    async live(requester) {
      const refusal = await refuse(requester, 'hub-status');
      return refusal ?? { kind: 'figures', figures: await watch.figures() };
    },
    async history(requester) {
      const refusal = await refuse(requester, 'hub-status');
      return refusal ?? { kind: 'history', points: await watch.history() };
    },
    async failedJobs(requester, place, page) {
      const refusal = await refuse(requester, 'hub-status');
      if (refusal) return refusal;
      const unknown = await unknownPlace(place);
      if (unknown) return unknown;
      return { kind: 'listed', ...(await failedJobs(ports, place, page)) };
    },
    retry: (requester, place, jobs) =>
      act(
        requester,
        `retry ${isNamed(jobs) ? jobs.length : 'all'} of ${nameOfPlace(place)}`,
        async () => (await unknownPlace(place)) ?? retry(ports, place, jobs),
      ),
    setPaused: (requester, place, isPaused) =>
      act(requester, `${isPaused ? 'pause' : 'resume'} ${nameOfPlace(place)}`, async () => {
        const unknown = await unknownPlace(place);
        if (unknown) return unknown;
        await ports.queueControl.setPaused(place, isPaused);
        return { kind: 'done' as const };
      }),
    setDraining: (requester, processId, isDraining) =>
      act(requester, `${isDraining ? 'drain' : 'undrain'} ${processId}`, async () => {
        const isKnown = await ports.processBoard.setDraining(processId, isDraining);
        return { kind: isKnown ? ('done' as const) : ('not-found' as const) };
      }),
  };
}

/**
 * First what can be tried again, of which PostgreSQL knows and which so outlives Redis, then what the queue remembers of the
 * others, each part newest first. A queue of before an update may hold a failed job of the first part too, or one of a search that
 * stands with another shard: it is shown once, and worked off like the others.
 */
async function failedJobs(
  { operations, queueControl, unitOfWork: { sql } }: OperatePorts,
  place: QueuePlace,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly jobs: readonly ShownFailedJob[] }> {
  const kept = await operations.listKept(sql, place, { offset, limit });
  const room = limit - kept.jobs.length;
  const others = await queueControl.failed(place, {
    offset: Math.max(0, offset - kept.total),
    // One at least: its total is asked for too.
    limit: Math.max(1, room),
  });
  const known = new Set(kept.jobs.map(({ operationId }) => operationId));
  const shown = others.jobs.slice(0, room).filter(({ operationId }) => !known.has(operationId));
  const fates = await operations.fates(
    sql,
    shown.map(({ operationId }) => operationId),
  );
  return {
    total: kept.total + others.total,
    jobs: [
      ...kept.jobs,
      ...shown.map((job) => ({ ...job, fate: fates.get(job.operationId) ?? ('unknown' as const) })),
    ],
  };
}

const isNamed = (jobs: RetriedJobs): jobs is readonly OperationId[] => Array.isArray(jobs);

async function retry(ports: OperatePorts, place: QueuePlace, jobs: RetriedJobs): Promise<RetryOutcome> {
  const { queueControl, operations, unitOfWork, clock } = ports;
  const failedBeforeMs = isNamed(jobs) || jobs === 'all' ? clock.nowMs() : jobs.failedBeforeMs;
  const wanted = isNamed(jobs) ? jobs : await oldestOf(ports, place, failedBeforeMs);
  const fates = await operations.fates(unitOfWork.sql, wanted);
  const isAlone = isNamed(jobs) && jobs.length === 1;
  const counts = { retried: 0, dismissed: 0 };
  for (const operationId of wanted) {
    const fate = fates.get(operationId);
    const isLeft = fate === 'unkeyed' && !isAlone;
    // Among all it is what a queue of before an update remembers of it: it goes from there and stays listed.
    if (isLeft && isNamed(jobs)) continue;
    if (!isLeft && (await retryOne(ports, place, operationId, fate))) counts.retried += 1;
    else {
      await queueControl.dismiss({ ...place, operationId });
      counts.dismissed += 1;
    }
  }
  const { total } = await failedJobs(ports, place, { offset: 0, limit: 1 });
  return { kind: 'retried', ...counts, left: total, failedBeforeMs };
}

/** As many as one request may have: what may be tried again, then what the queue remembers of others. */
async function oldestOf(
  { operations, queueControl, unitOfWork }: OperatePorts,
  place: QueuePlace,
  failedBeforeMs: number,
): Promise<readonly OperationId[]> {
  const limit = LIMITS.retryJobsMax;
  const kept = await operations.oldestKept(unitOfWork.sql, place, { failedBeforeMs, limit });
  const room = limit - kept.length;
  if (room === 0) return kept;
  const others = await queueControl.failed(place, { offset: 0, limit: room, isOldestFirst: true });
  const failedBefore = others.jobs.filter(({ failedAtMs }) => failedAtMs <= failedBeforeMs);
  return [...new Set([...kept, ...failedBefore.map(({ operationId }) => operationId)])];
}

/** PostgreSQL first: an operation that has been revived is found by the relay, should the queue not hear of it here. */
async function retryOne(
  { queueControl, operations, unitOfWork }: OperatePorts,
  place: QueuePlace,
  operationId: OperationId,
  fate: OperationFate | undefined,
): Promise<boolean> {
  if (fate === 'unfinished') {
    const terms = await operations.jobTerms(unitOfWork.sql, operationId);
    return terms !== undefined && queueControl.ensure({ ...place, ...terms, operationId });
  }
  if (fate !== 'kept' && fate !== 'unkeyed') return false;
  const pointers = await unitOfWork.transaction((tx) => operations.revive(tx, operationId, 'operator'));
  if (pointers === undefined) return false;
  for (const pointer of pointers) await queueControl.ensure(pointer);
  return true;
}
