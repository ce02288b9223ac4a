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
  /** Failed jobs that are left. */
  readonly left: number;
};

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
  /** The jobs named, or as many as one request may have; ask again while some are `left`. */
  retry(
    requester: Requester,
    place: QueuePlace,
    jobs: readonly OperationId[] | 'all',
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
      const { total, jobs } = await ports.queueControl.failed(place, page);
      const fates = await ports.operations.fates(
        sql,
        jobs.map(({ operationId }) => operationId),
      );
      return {
        kind: 'listed',
        total,
        jobs: jobs.map((job) => ({ ...job, fate: fates.get(job.operationId) ?? 'unknown' })),
      };
    },
    retry: (requester, place, jobs) =>
      act(
        requester,
        `retry ${jobs === 'all' ? 'all' : jobs.length} of ${nameOfPlace(place)}`,
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

async function retry(
  ports: OperatePorts,
  place: QueuePlace,
  jobs: readonly OperationId[] | 'all',
): Promise<RetryOutcome> {
  const { queueControl, operations, unitOfWork } = ports;
  const named =
    jobs === 'all'
      ? (await queueControl.failed(place, { offset: 0, limit: LIMITS.retryJobsMax })).jobs.map(
          ({ operationId }) => operationId,
        )
      : jobs;
  const fates = await operations.fates(unitOfWork.sql, named);
  let retried = 0;
  for (const operationId of named) {
    if (await retryOne(ports, place, operationId, fates.get(operationId))) retried += 1;
    else await queueControl.dismiss({ ...place, operationId });
  }
  const { total } = await queueControl.failed(place, { offset: 0, limit: 1 });
  return { kind: 'retried', retried, dismissed: named.length - retried, left: total };
}

/** PostgreSQL first: an operation that has been revived is found by the relay, should the queue not hear of it here. */
async function retryOne(
  { queueControl, operations, unitOfWork }: OperatePorts,
  place: QueuePlace,
  operationId: OperationId,
  fate: OperationFate | undefined,
): Promise<boolean> {
  if (fate === 'unfinished') return queueControl.ensure({ ...place, operationId });
  if (fate !== 'kept') return false;
  const pointers = await unitOfWork.transaction((tx) => operations.revive(tx, operationId));
  if (pointers === undefined) return false;
  for (const pointer of pointers) await queueControl.ensure(pointer);
  return true;
}
