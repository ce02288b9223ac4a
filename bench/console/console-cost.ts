/**
 * What a console costs the API: live figures once a second while `--waiting` jobs wait, `--failed` have failed and
 * `--finished` operations lie in PostgreSQL with their log entries. Starts private servers and the API in this process
 * and measures in one run
 *
 *   update    one computation of the figures, without any cache: processor time of this process, and wall time
 *   api       requests a second of `--connections` readers of operations, in windows of `--seconds` with and without a
 *             console that reads live figures 60 times a minute, in turn
 *   failed    the first and the last page of the failed jobs
 *
 *   node dist/bench/console/console-cost.js [--waiting 100000] [--failed 10000] [--finished 1000000]
 *     [--rounds 6] [--seconds 5] [--connections 4]
 *
 * Prints one JSON object. The machine's noise is the difference of two windows without a console.
 */
import { randomUUID } from 'node:crypto';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import type { OperationId } from '../../src/domain/ids.js';
import { SERVICE_CLASSES } from '../../src/domain/service-class.js';
import { startJobWorker } from '../../src/jobs/job-worker.js';
import { createClosers } from '../../src/main/closers.js';
import { readConfig } from '../../src/main/config.js';
import { developmentKeyEncryptionKey, developmentSigningKey } from '../../src/main/development-keys.js';
import { type DevelopmentTokens, writeDevelopmentTokens } from '../../src/main/development-tokens.js';
import { prepareInstanceFolder } from '../../src/main/embedded/instance-folder.js';
import { type Core, openCore } from '../../src/main/open-core.js';
import { reportProcess } from '../../src/main/report-process.js';
import { jwkSetOf } from '../../src/main/requester-token.js';
import { startApi } from '../../src/main/start-api.js';
import { startServices } from '../../src/main/start-services.js';
import { LIMITS } from '../../src/platform/limits.js';
import { createLog } from '../../src/platform/log.js';
import { OperationalError } from '../../src/platform/operational-error.js';
import { migrate } from '../../src/store/migrate.js';
import { createWatchHub } from '../../src/workflows/watch-hub.js';
import { openBenchFolder } from '../hub/bench-folder.js';

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '100000' },
    failed: { type: 'string', default: '10000' },
    finished: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '4' },
  },
});
const WAITING = Number(values.waiting);
const FAILED = Number(values.failed);
const FINISHED = Number(values.finished);
const ROUNDS = Number(values.rounds);
const SECONDS = Number(values.seconds);
const CONNECTIONS = Number(values.connections);
const UPDATES = 40;
const BATCH = 2_000;

const log = createLog({ level: 'error', component: 'bench' });
const closers = createClosers();
const data = openBenchFolder(closers);
try {
  console.log(JSON.stringify(await measure(), undefined, 2));
} finally {
  await closers.closeAll();
}
process.exit(0);

async function measure() {
  const config = readConfig({ HUB_DATA: data, HUB_PORT: '0' });
  const folder = prepareInstanceFolder(data);
  const services = await startServices({ config: {}, folder, durable: false, report: () => {}, log });
  closers.add('services', () => services.stop());
  await migrate({ url: services.databaseUrl, log });
  const core = await openCore({
    config,
    ...services,
    keyEncryptionKey: developmentKeyEncryptionKey(data),
    log,
    closers,
  });
  await fillQueues(core);
  await fillDatabase(core);
  reportProcess(core);
  const url = await startApi(core, { jwks: jwkSetOf(developmentSigningKey(data)), openDocumentation: false });
  const tokens = await writeDevelopmentTokens(config);
  return {
    machine: { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version },
    waiting: WAITING,
    failed: FAILED,
    finished: FINISHED,
    update: await measureUpdates(core),
    failedPages: await measureFailedPages(core),
    api: await measureApi(core, url, tokens),
  };
}

/** Failed ones first: a worker fails them, and is gone before the waiting ones come. */
async function fillQueues(core: Core): Promise<void> {
  const add = async (count: number) => {
    for (let done = 0; done < count; done += BATCH) {
      const jobs = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => ({
        queue: 'extraction' as const,
        operationId: randomUUID() as OperationId,
        serviceClass: SERVICE_CLASSES[index % SERVICE_CLASSES.length]!,
      }));
      await core.queues.add(jobs);
    }
  };
  await add(FAILED);
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
  const failed = async () =>
    (await core.queues.control.failed({ queue: 'extraction' }, { offset: 0, limit: 1 })).total;
  while ((await failed()) < FAILED) await new Promise((resolve) => setTimeout(resolve, 200));
  await worker.close();
  await add(WAITING);
}

async function fillDatabase({ ports: { unitOfWork } }: Core): Promise<void> {
  for (let done = 0; done < FINISHED; done += 100_000) {
    await unitOfWork.sql.query(
      `with made as (
         insert into hub.operations (operation_id, kind, state, queue, authority_id, authority_class, member_state,
           purpose, request, created_at, updated_at)
         select gen_random_uuid(), 'identify', 'completed', 'search', 'AUT-border-police', 'border-authority', 'AUT',
           'border-check', '\\x00', now() - interval '1 hour', now()
         from generate_series(1, least(100000, $1::integer))
         returning operation_id
       )
       insert into hub.access_log (authority_id, authority_class, member_state, purpose, access_right, systems, outcome,
         operation_id, component, chained)
       select 'AUT-border-police', 'border-authority', 'AUT', 'border-check', 'identify', '{ees}', 'permitted',
         operation_id, 'ees', true
       from made`,
      [FINISHED - done],
    );
  }
  await unitOfWork.sql.query('analyze');
}

async function measureUpdates({ ports }: Core) {
  const figures = () => createWatchHub(ports).figures();
  for (let index = 0; index < 5; index += 1) await figures();
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let index = 0; index < UPDATES; index += 1) {
    const beganAtMs = performance.now();
    await figures();
    times.push(performance.now() - beganAtMs);
  }
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1000 / UPDATES;
  return {
    cpuMs: round(cpuMs),
    wallMsP50: round(median(times)),
    /** Of one core, at 60 updates a minute. */
    coreShare: round(cpuMs / 1000, 5),
  };
}

async function measureFailedPages({ ports }: Core) {
  const page = async (offset: number) => {
    const beganAtMs = performance.now();
    const { jobs } = await ports.queueControl.failed(
      { queue: 'extraction' },
      { offset, limit: LIMITS.failedJobsPageMax },
    );
    return { jobs: jobs.length, ms: round(performance.now() - beganAtMs) };
  };
  return {
    first: await page(0),
    last: await page(Math.max(0, FAILED - LIMITS.failedJobsPageMax)),
  };
}

async function measureApi(core: Core, url: string, tokens: DevelopmentTokens) {
  const [row] = await core.ports.unitOfWork.sql.query<{ operation_id: string }>(
    'select operation_id from hub.operations limit 1',
  );
  const read = async () => {
    const { requests } = await autocannon({
      url: `${url}/v1/systems/ees/subjects/${row!.operation_id}`,
      headers: { authorization: `Bearer ${tokens['border-authority']}` },
      connections: CONNECTIONS,
      duration: SECONDS,
    });
    return requests.average;
  };
  await read();
  const [without, again, watched]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    without.push(await read());
    const console = watch(url, tokens['hub-operator']);
    watched.push(await read());
    console.close();
    again.push(await read());
  }
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const quiet = mean([...without, ...again]);
  return {
    requestsPerSecondWithout: round(quiet),
    requestsPerSecondWatched: round(mean(watched)),
    slowedBy: round(1 - mean(watched) / quiet, 4),
    /** Between windows that are alike. */
    noise: round(Math.abs(1 - mean(again) / mean(without)), 4),
  };
}

/** A console that asks for the live figures once a second. */
function watch(url: string, token: string): { close(): void } {
  const timer = setInterval(() => {
    void fetch(`${url}/v1/operator/live`, { headers: { authorization: `Bearer ${token}` } })
      .then((answer) => answer.arrayBuffer())
      .catch((error: unknown) => console.error(error));
  }, 1_000);
  return { close: () => clearInterval(timer) };
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
