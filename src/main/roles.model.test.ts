/**
 * The hub as several processes on one PostgreSQL and one Redis: this test accepts requests as the API does; an
 * extractor, a matcher and a worker run as processes of their own. The extractor is killed in the middle of its work
 * and nothing that was acknowledged is lost or done twice.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import { createLog } from '../platform/log.js';
import { openFingerImages } from '../testing/synthetic/finger-images.js';
import { openTestDatabase } from '../testing/test-database.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import { createHubWorkflows } from '../workflows/create-hub-workflows.js';
import type { EnrolRequest, OperationState } from '../workflows/ports/operations.js';
import type { Sample } from '../workflows/ports/samples.js';
import { createClosers } from './closers.js';
import { readConfig } from './config.js';
import { requesterOf } from './development-tokens.js';
import { type Core, openCore } from './open-core.js';

const ENROLMENTS = 24;
const KEY = Buffer.alloc(32, 5);
const PATIENCE_MS = 60_000;
const ROLES = dirname(fileURLToPath(import.meta.url));

t.test('roles as processes: a killed extractor loses no enrolment', { timeout: 120_000 }, async (t) => {
  const { core, start, stopAll } = await setUp(t);
  const hub = createHubWorkflows(core.ports);
  const border = requesterOf('border-authority');
  const victim = await start('extractor');
  await start('matcher');
  await start('worker');

  const samples = await fingers(ENROLMENTS);
  const operationIds: OperationId[] = [];
  for (const [index, sample] of samples.entries()) {
    const outcome = await hub.accept(border, enrolment(index), [sample], { waitMs: 0 });
    if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
    operationIds.push(outcome.operation.operationId);
  }
  const states = async (): Promise<readonly (OperationState | undefined)[]> =>
    Promise.all(operationIds.map(async (id) => (await hub.readOperation(border, id))?.state));

  await until(async () => (await states()).filter((state) => state === 'completed').length >= 3, PATIENCE_MS);
  victim.kill('SIGKILL');
  t.ok((await states()).includes('queued'), 'it was killed with work in hand');
  await start('extractor');
  await until(async () => (await states()).every((state) => state === 'completed'), PATIENCE_MS);
  const [counted] = await core.ports.unitOfWork.sql.query<{ subjects: number }>(
    'select count(*)::integer as subjects from hub.subjects',
  );
  t.equal(counted?.subjects, ENROLMENTS, 'each was done once');

  const identified = await hub.accept(
    border,
    { kind: 'identify', systems: ['ees'], candidatesMax: 3, falsePositiveIdentificationRate: 0.01 },
    [samples[7]!],
    { waitMs: 20_000 },
  );
  t.match(identified, {
    kind: 'accepted',
    operation: {
      state: 'completed',
      result: { gallery: { complete: true, referencesCompared: ENROLMENTS } },
    },
  });
  t.same(await stopAll(), [0, 0, 0], 'roles that are told to stop end well');
});

t.test('a role refuses to start without its configuration, and says all that is missing', async (t) => {
  const child = spawn(process.execPath, [join(ROLES, 'matcher.js')], {
    env: { HUB_PORT: 'x' },
    stdio: 'pipe',
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  const [code] = await once(child, 'close');
  t.equal(code, 2);
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'HUB_KEY_ENCRYPTION_KEY', 'HUB_PORT']) t.match(said, name);
  t.notMatch(said, /at file:/, 'no stack');
});

type Test = Parameters<typeof openTestDatabase>[0] & { testdir(): string };
type Processes = {
  readonly core: Core;
  /** Resolves when the role says it is ready. */
  readonly start: (role: string) => Promise<ChildProcess>;
  /** Their exit codes. */
  readonly stopAll: () => Promise<readonly number[]>;
};

async function setUp(t: Test): Promise<Processes> {
  const { url: databaseUrl } = await openTestDatabase(t);
  const redis = testRedis();
  const closers = createClosers();
  const children: ChildProcess[] = [];
  const running = () =>
    children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  t.teardown(async () => {
    for (const child of running()) child.kill('SIGKILL');
    await closers.closeAll();
  });
  const stopAll = () =>
    Promise.all(
      running().map(async (child) => {
        child.kill('SIGTERM');
        const [code] = await once(child, 'exit');
        return code;
      }),
    );
  const core = await openCore({
    config: readConfig({ HUB_REDIS_PREFIX: redis.prefix }),
    databaseUrl,
    redisUrl: redis.url,
    keyEncryptionKey: KEY,
    log: createLog({ level: 'silent', component: 'test' }),
    closers,
  });
  const data = t.testdir();
  const start = async (role: string): Promise<ChildProcess> => {
    const port = await freePort();
    const child = spawn(process.execPath, [join(ROLES, `${role}.js`)], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        REDIS_URL: redis.url,
        HUB_REDIS_PREFIX: redis.prefix,
        HUB_KEY_ENCRYPTION_KEY: KEY.toString('base64'),
        HUB_PORT: String(port),
        HUB_DATA: join(data, role),
        HUB_GALLERY: join(data, role, 'gallery'),
        HUB_LOG_LEVEL: 'silent',
      },
    });
    children.push(child);
    await until(
      async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true,
      PATIENCE_MS,
    );
    return child;
  };
  return { core, start, stopAll };
}

function enrolment(index: number): EnrolRequest {
  return {
    kind: 'enrol',
    system: 'ees',
    encounterAt: '2026-09-01T10:00:00Z',
    identity: {
      surnames: [`Synthetic ${index}`],
      givenNames: ['Person'],
      dateOfBirth: '1990-01-01' as LocalDate,
      sex: 'unspecified',
      nationalities: ['USA'],
    },
    facts: { kind: 'entry', entryDate: '2026-09-01' as LocalDate, borderCrossingPoint: 'VIE' },
  };
}

/** Of so many persons one finger each. */
async function fingers(count: number): Promise<readonly Sample[]> {
  const images = await openFingerImages();
  try {
    return await Promise.all(
      Array.from({ length: count }, async (_, index): Promise<Sample> => {
        const image = await images.image({ finger: `person-${index}/right-index`, impression: 'one' });
        return { position: 'right-index', image, ppi: 500 };
      }),
    );
  } finally {
    await images.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
