import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { createLog } from '../platform/log.js';
import { fakeReport } from '../testing/fakes/fake-report.js';
import { testRedis } from '../testing/test-redis.js';
import { createFigureHistory } from './figure-history.js';
import { createProcessBoard } from './process-board.js';
import { connectRedis } from './redis-connection.js';

const log = createLog({ level: 'silent', component: 'test' });

async function setUp(t: { teardown(close: () => void): void }) {
  const { url, prefix } = testRedis();
  const redis = await connectRedis(url, log);
  t.teardown(() => redis.destroy());
  const time = { nowMs: 1_790_000_000_000 };
  return {
    redis,
    prefix,
    time,
    board: createProcessBoard({ redis, prefix, clock: { nowMs: () => time.nowMs } }),
  };
}

t.test('processes report, are drained, disappear and are forgotten', async (t) => {
  const { board, time } = await setUp(t);
  const [a, b] = ['a', 'b'].map((processId) => fakeReport({ processId }));
  t.same(await board.report(a!), { isDraining: false });
  await board.report(b!);
  t.equal(await board.setDraining('nobody', true), false);
  t.equal(await board.setDraining('a', true), true);
  t.same(await board.report(a!), { isDraining: true });
  t.match(await board.list(), [
    { report: a, isDraining: true, seenAtMs: time.nowMs },
    { report: b, isDraining: false },
  ]);
  await board.setDraining('a', false);
  t.same(await board.report(a!), { isDraining: false });
  time.nowMs += LIMITS.processForgottenMs - 1;
  await board.report(a!);
  t.equal((await board.list()).length, 2, 'one that died is shown for an hour');
  time.nowMs += 2;
  t.same(
    (await board.list()).map(({ report }) => report.processId),
    ['a'],
  );
  await board.leave('a');
  t.same(await board.list(), [], 'one that stops is gone at once');
});

t.test('a history has one point a turn, whoever is first, and an end', async (t) => {
  const { redis, prefix } = await setUp(t);
  const [one, other] = [1, 2].map(() => createFigureHistory({ redis, prefix }));
  const limits = { everyMs: 60_000, pointsMax: 3 };
  await one!.append('1', limits);
  await other!.append('not its turn', limits);
  t.same(await other!.read(), ['1'], 'a process that starts finds it');
  for (const point of ['2', '3', '4']) {
    await redis.del(`${prefix}:figure-history-turn`);
    await other!.append(point, limits);
  }
  t.same(await one!.read(), ['2', '3', '4']);
});

t.test('without Redis it says so at once', async (t) => {
  const { redis, board, prefix } = await setUp(t);
  const history = createFigureHistory({ redis, prefix });
  redis.destroy();
  const away = { code: 'queue-unavailable' };
  await t.rejects(board.list(), away);
  await t.rejects(board.report(fakeReport()), away);
  await t.rejects(board.setDraining('a', true), away);
  await t.rejects(history.read(), away);
});
