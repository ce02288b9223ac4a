/** What a console has to look at: jobs that failed, jobs that wait, operations that are finished. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { OperationId } from '../../src/domain/ids.js';
import { SERVICE_CLASSES } from '../../src/domain/service-class.js';
import { startJobWorker } from '../../src/jobs/job-worker.js';
import type { Core } from '../../src/main/open-core.js';
import { createLog } from '../../src/platform/log.js';
import { OperationalError } from '../../src/platform/operational-error.js';

const BATCH = 2_000;
const ROWS = 100_000;

/** Failed ones first: a worker fails them, and is gone before the waiting ones come. */
export async function fillQueue(
  core: Core,
  {
    waiting,
    failed,
    signal,
  }: { readonly waiting: number; readonly failed: number; readonly signal: AbortSignal },
): Promise<void> {
  const add = async (count: number) => {
    for (let done = 0; done < count; done += BATCH) {
      signal.throwIfAborted();
      const jobs = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => ({
        queue: 'extraction' as const,
        operationId: randomUUID() as OperationId,
        serviceClass: SERVICE_CLASSES[index % SERVICE_CLASSES.length]!,
      }));
      await core.queues.add(jobs);
    }
  };
  await add(failed);
  const worker = await startJobWorker({
    ...core.redis,
    queue: 'extraction',
    concurrency: 64,
    execute: () =>
      Promise.reject(new OperationalError('model-unavailable', 'It lasts.', { retryable: false })),
    fail: async () => {},
    metrics: core.ports.metrics,
    log: createLog({ level: 'silent', component: 'bench' }),
  });
  const failedSoFar = async () =>
    (await core.queues.control.failed({ queue: 'extraction' }, { offset: 0, limit: 1 })).total;
  while ((await failedSoFar()) < failed) await pause(200, undefined, { signal });
  await worker.close();
  await add(waiting);
}

export async function fillDatabase(
  { ports: { unitOfWork } }: Core,
  { finished, signal }: { readonly finished: number; readonly signal: AbortSignal },
): Promise<void> {
  for (let done = 0; done < finished; done += ROWS) {
    signal.throwIfAborted();
    await unitOfWork.sql.query(
      `with made as (
         insert into hub.operations (operation_id, kind, state, queue, authority_id, authority_class, member_state,
           purpose, request, created_at, updated_at)
         select gen_random_uuid(), 'identify', 'completed', 'search', 'AUT-border-police', 'border-authority', 'AUT',
           'border-check', '\\x00', now() - interval '1 hour', now()
         from generate_series(1, least($2::integer, $1::integer))
         returning operation_id
       )
       insert into hub.access_log (authority_id, authority_class, member_state, purpose, access_right, systems, outcome,
         operation_id, component, chained)
       select 'AUT-border-police', 'border-authority', 'AUT', 'border-check', 'identify', '{ees}', 'permitted',
         operation_id, 'ees', true
       from made`,
      [finished - done, ROWS],
    );
  }
  await unitOfWork.sql.query('analyze');
}
