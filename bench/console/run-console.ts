/**
 * What a console costs the API: live figures once a second while `--waiting` jobs wait, `--failed` have failed and
 * `--finished` operations lie in PostgreSQL with their log entries. Private servers, the API in this process, its
 * callers in a thread of their own. Measured in one run
 *
 *   update    one computation of the figures, without any cache: processor time of this process, and wall time
 *   failed    the first and the last page of the failed jobs
 *   windows   `--connections` readers of an operation for `--seconds`, with and without a console that follows the live
 *             figures. Two windows, one of each, are a block; which comes first is drawn for every two blocks, and
 *             the next has the other order, so that a machine that slows down slows both alike
 *
 *   node dist/bench/console/run-console.js [--waiting 100000] [--failed 10000] [--finished 1000000] [--blocks 20]
 *     [--seconds 3] [--connections 4] [--updates 40] [--seed 1] [--out FILE]
 */

import { readConfig } from '../../src/main/config.js';
import { developmentKeyEncryptionKey, developmentSigningKey } from '../../src/main/development-keys.js';
import { type DevelopmentTokens, writeDevelopmentTokens } from '../../src/main/development-tokens.js';
import { type Core, openCore } from '../../src/main/open-core.js';
import { reportProcess } from '../../src/main/report-process.js';
import { jwkSetOf } from '../../src/main/requester-token.js';
import { startApi } from '../../src/main/start-api.js';
import { LIMITS } from '../../src/platform/limits.js';
import { createLog } from '../../src/platform/log.js';
import { createRandom } from '../../src/testing/synthetic/random.js';
import { createWatchHub } from '../../src/workflows/watch-hub.js';
import { startPrivateServices } from '../hub/private-services.js';
import { type RunContext, runScenario, wholeNumbers } from '../hub/scenario-run.js';
import { parseOptions } from '../parse-options.js';
import { fillDatabase, fillQueue } from './fill-hub.js';
import { type LoadThread, startLoadThread } from './load-window.js';
import {
  RAW_CONSOLE_FORMAT,
  type RawConsole,
  type RawPage,
  type RawUpdates,
  type RawWindow,
} from './raw-console.js';

const { values } = parseOptions({
  options: {
    waiting: { type: 'string', default: '100000' },
    failed: { type: 'string', default: '10000' },
    finished: { type: 'string', default: '1000000' },
    blocks: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '4' },
    updates: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const numberOf = (
  name: 'waiting' | 'failed' | 'finished' | 'blocks' | 'seconds' | 'connections' | 'updates',
) => wholeNumbers(values[name])[0]!;

/** Of one job in Redis and of one operation with its log entry in PostgreSQL, its journal included: rounded up. */
const JOB_BYTES = 2_000;
const OPERATION_BYTES = 3_000;

await runScenario(
  { name: 'console', out: values.out, minutesMax: 40, libraries: ['autocannon', 'fastify', 'bullmq', 'pg'] },
  measure,
);

async function measure(context: RunContext): Promise<RawConsole> {
  const { environment, signal, report } = context;
  const [waiting, failed, finished] = [numberOf('waiting'), numberOf('failed'), numberOf('finished')];
  const services = await startPrivateServices({
    memoryBytes: 500_000_000 + (waiting + failed) * JOB_BYTES,
    diskBytes: 300_000_000 + finished * OPERATION_BYTES,
  });
  try {
    const config = readConfig({ HUB_DATA: services.hubData, HUB_PORT: '0' });
    const core = await openCore({
      config,
      databaseUrl: services.databaseUrl,
      redisUrl: services.redisUrl,
      keyEncryptionKey: developmentKeyEncryptionKey(services.hubData),
      log: createLog({ level: 'error', component: 'bench' }),
      closers: services.closers,
    });
    const jwks = jwkSetOf(developmentSigningKey(services.hubData));
    const url = await startApi(core, { jwks, openDocumentation: false });
    reportProcess(core);
    const tokens = await writeDevelopmentTokens(config);
    const operation = await beginOperation(url, tokens);
    report(`${failed} jobs fail, ${waiting} wait`);
    await fillQueue(core, { waiting, failed, signal });
    report(`${finished} operations`);
    await fillDatabase(core, { finished, signal });
    report('updates and pages');
    const update = await measureUpdates(core);
    const failedPages = await measureFailedPages(core, failed);
    const connections = numberOf('connections');
    const thread = startLoadThread();
    services.closers.add('load', () => thread.close());
    const windows = await measureWindows({ url, operation, tokens, connections, thread }, context);
    return {
      format: RAW_CONSOLE_FORMAT,
      environment,
      seed: values.seed,
      ...{ waiting, failed, finished, connections, update, failedPages, windows },
    };
  } finally {
    await services.stop();
  }
}

/** An operation that waits, as nobody works on it: what a caller asks after. */
async function beginOperation(url: string, tokens: DevelopmentTokens): Promise<string> {
  const answer = await fetch(`${url}/v1/searches`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens['border-authority']}`,
      'content-type': 'application/json',
      prefer: 'respond-async',
    },
    body: JSON.stringify({ identity: { surname: 'Console', givenName: 'Bench' } }),
  });
  const { operationId } = (await answer.json()) as { readonly operationId?: string };
  if (operationId === undefined) throw new Error(`an operation was answered with ${answer.status}`);
  return operationId;
}

async function measureUpdates({ ports }: Core): Promise<RawUpdates> {
  const figures = () => createWatchHub(ports).figures();
  for (let index = 0; index < 5; index += 1) await figures();
  const wallMs: number[] = [];
  const before = process.cpuUsage();
  for (let index = 0; index < numberOf('updates'); index += 1) {
    const beganAtMs = performance.now();
    await figures();
    wallMs.push(performance.now() - beganAtMs);
  }
  const { user, system } = process.cpuUsage(before);
  return { processorMs: (user + system) / 1000, wallMs };
}

async function measureFailedPages({ ports }: Core, failed: number): Promise<readonly RawPage[]> {
  const page = async (which: RawPage['which'], offset: number): Promise<RawPage> => {
    const beganAtMs = performance.now();
    const limit = LIMITS.failedJobsPageMax;
    const { jobs } = await ports.queueControl.failed({ queue: 'extraction' }, { offset, limit });
    return { which, jobs: jobs.length, ms: performance.now() - beganAtMs };
  };
  return [await page('first', 0), await page('last', Math.max(0, failed - LIMITS.failedJobsPageMax))];
}

async function measureWindows(
  {
    url,
    operation,
    tokens,
    connections,
    thread,
  }: {
    readonly url: string;
    readonly operation: string;
    readonly tokens: DevelopmentTokens;
    readonly connections: number;
    readonly thread: LoadThread;
  },
  { signal, report }: RunContext,
): Promise<readonly RawWindow[]> {
  const load = {
    url: `${url}/v1/operations/${operation}`,
    token: tokens['border-authority'],
    connections,
    seconds: numberOf('seconds'),
  };
  const watch = { url: `${url}/v1/operator/live/events`, token: tokens['hub-operator'] };
  const random = createRandom(`console/${values.seed}`);
  const windows: RawWindow[] = [];
  let isWatchedFirst = false;
  report('warming up');
  for (let time = 0; time < 3; time += 1) await thread.load({ ...load, watch }, signal);
  for (let block = 0; block < numberOf('blocks'); block += 1) {
    isWatchedFirst = block % 2 === 0 ? random.chance(0.5) : !isWatchedFirst;
    for (const isWatched of [isWatchedFirst, !isWatchedFirst]) {
      const window = await thread.load({ ...load, ...(isWatched ? { watch } : {}) }, signal);
      windows.push({ block, isWatched, ...window });
      const { answered, seconds } = window;
      report(`${isWatched ? 'with' : 'without'} a console: ${Math.round(answered / seconds)} a second`);
    }
  }
  return windows;
}
