import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { createLog } from '../platform/log.js';
import { testRedis } from '../testing/test-redis.js';
import { createCompletionNotices } from './completion-notices.js';

const log = createLog({ level: 'silent', component: 'test' });
const LONG_MS = 10_000;

async function twoProcesses(t: { teardown(handler: () => Promise<void>): void }) {
  const redis = testRedis();
  const api = await createCompletionNotices({ ...redis, log });
  const worker = await createCompletionNotices({ ...redis, log });
  t.teardown(async () => {
    await api.close();
    await worker.close();
  });
  return { api, worker };
}

const newOperation = () => randomUUID() as OperationId;

t.test('a notice of another process ends the wait', async (t) => {
  const { api, worker } = await twoProcesses(t);
  const operationId = newOperation();
  const startedAt = performance.now();
  await api.waitWhile(operationId, LONG_MS, async () => {
    await worker.announce(operationId);
    return true;
  });
  t.ok(performance.now() - startedAt < LONG_MS / 2);
});

t.test('everybody who waits for an operation is told, nobody else', async (t) => {
  const { api, worker } = await twoProcesses(t);
  const operationId = newOperation();
  let isOtherOver = false;
  const other = api
    .waitWhile(newOperation(), 300, async () => true)
    .then(() => {
      isOtherOver = true;
    });
  const two = [1, 2].map(() => api.waitWhile(operationId, LONG_MS, async () => true));
  await worker.announce(operationId);
  await Promise.all(two);
  t.notOk(isOtherOver);
  await other;
});

t.test('without a notice the wait ends with its time', async (t) => {
  const { api } = await twoProcesses(t);
  const startedAt = performance.now();
  await api.waitWhile(newOperation(), 50, async () => true);
  const waitedMs = performance.now() - startedAt;
  t.ok(waitedMs >= 45 && waitedMs < LONG_MS / 2);
});

t.test('what has ended already is not waited for', async (t) => {
  const { api } = await twoProcesses(t);
  const startedAt = performance.now();
  await api.waitWhile(newOperation(), LONG_MS, async () => false);
  t.ok(performance.now() - startedAt < LONG_MS / 2);
});

t.test('what fails before the wait is thrown at once', async (t) => {
  const { api } = await twoProcesses(t);
  await t.rejects(
    api.waitWhile(newOperation(), LONG_MS, async () => {
      throw new Error('not read');
    }),
    { message: 'not read' },
  );
});

t.test('a notice that cannot be sent is no failure of what it tells of', async (t) => {
  const notices = await createCompletionNotices({ ...testRedis(), log });
  await notices.close();
  await t.rejects(notices.ping(), 'Redis takes nothing any more');
  await t.resolves(notices.announce(newOperation()));
});
