/** A Redis that vanishes without a word: connections stay open, and nothing is answered on them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { OperationId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { openRedisProxy } from '../testing/redis-proxy.js';
import { testRedis } from '../testing/test-redis.js';
import { until } from '../testing/until.js';
import { createCompletionNotices } from './completion-notices.js';
import { createFigureHistory } from './figure-history.js';
import { createProcessBoard } from './process-board.js';
import { answered, connectRedis } from './redis-connection.js';

const log = createLog({ level: 'silent', component: 'test' });
const UNAVAILABLE = { code: 'queue-unavailable', retryable: true };

async function setUp(t: Parameters<typeof openRedisProxy>[0]) {
  const proxy = await openRedisProxy(t);
  const redis = await connectRedis(proxy.url, log);
  t.teardown(() => redis.destroy());
  const { prefix } = testRedis();
  const board = createProcessBoard({ redis, prefix, clock: { nowMs: () => Date.now() } });
  return { proxy, redis, board, history: createFigureHistory({ redis, prefix }) };
}

/** What becomes of `work` in a little more than the time Redis may take to answer. */
async function outcome(work: Promise<unknown>): Promise<unknown> {
  const tooLate = delay(LIMITS.queueSilenceMs + 2_000, 'never', { ref: false });
  return Promise.race([work.then(() => 'done').catch((error: unknown) => error), tooLate]);
}

t.test('whoever asks is told, and is answered on another connection', async (t) => {
  const { proxy, board, history } = await setUp(t);
  await board.report(fakeReport());
  proxy.silence('present');
  const asked: readonly Promise<unknown>[] = [
    board.report(fakeReport()),
    board.list(),
    board.setDraining('a', true),
    board.leave('a'),
    history.append('1', { everyMs: 60_000, pointsMax: 3 }),
    history.read(),
  ];
  for (const each of await Promise.all(asked.map(outcome))) t.match(each, UNAVAILABLE);
  await until(() => board.list().then(Boolean, () => false));
});

t.test('a connection that is written to all the time is replaced as well', async (t) => {
  const { proxy, redis } = await setUp(t);
  proxy.silence('present');
  const first = outcome(answered(redis, () => redis.ping()));
  const writing = setInterval(() => redis.ping().catch(() => undefined), 200);
  t.teardown(() => clearInterval(writing));
  t.match(await first, UNAVAILABLE);
  await until(() => answered(redis, () => redis.ping()).then(Boolean, () => false));
});

t.test('while no connection answers none is waited for, and the first that does is used', async (t) => {
  const { proxy, board } = await setUp(t);
  proxy.silence('all');
  t.match(await outcome(board.list()), UNAVAILABLE);
  t.match(await outcome(board.list()), UNAVAILABLE);
  await proxy.open();
  await until(() => board.list().then(Boolean, () => false));
});

t.test('whoever announces goes on; the process that listens hears what is announced later', async (t) => {
  const proxy = await openRedisProxy(t);
  const { url, prefix } = testRedis();
  const worker = await createCompletionNotices({ url: proxy.url, prefix, log });
  const listener = await createCompletionNotices({ url: proxy.url, prefix, log });
  const elsewhere = await createCompletionNotices({ url, prefix, log });
  t.teardown(() => Promise.all([worker, listener, elsewhere].map((each) => each.close())));
  const operationId = randomUUID() as OperationId;
  proxy.silence('present');
  t.equal(await outcome(worker.announce(operationId)), 'done');
  t.match(await outcome(worker.ping()), 'done');

  const startedAtMs = performance.now();
  await listener.waitWhile(operationId, 60_000, async () => {
    const announcing = setInterval(() => void elsewhere.announce(operationId), 100);
    t.teardown(() => clearInterval(announcing));
    return true;
  });
  t.ok(performance.now() - startedAtMs < 30_000, 'on another connection');
});

t.test('a connection that is idle for longer than an answer may take is kept', async (t) => {
  const lost: string[] = [];
  const { url } = testRedis();
  const redis = await connectRedis(
    url,
    Object.assign(Object.create(log), { warn: (_: unknown, message: string) => lost.push(message) }),
  );
  const startedAtMs = performance.now();
  await until(() => performance.now() - startedAtMs > LIMITS.queueSilenceMs + 1_000);
  t.equal(await redis.ping(), 'PONG');
  const last = redis.ping();
  redis.destroy();
  await t.rejects(last);
  t.same(lost, []);
});
