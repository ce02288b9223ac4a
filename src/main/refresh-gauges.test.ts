import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { createMetrics } from '../platform/metrics.js';
import { OperationalError } from '../platform/operational-error.js';
import type { Core } from './open-core.js';
import { createReadiness } from './readiness.js';
import { createGaugeRefresh } from './refresh-gauges.js';

const nothingWaits = async () => ({ count: 0, oldestMs: 0 });

t.test('where the database is away its figures end, and one says that it is away', async (t) => {
  const away = async () => {
    throw new OperationalError('database-unavailable', 'The database does not answer.');
  };
  const metrics = createMetrics();
  const readiness = createReadiness();
  readiness.register('database', away);
  metrics.overdueDeadlines.set({ system: 'ees' }, 4);
  metrics.galleryShardsMissing.set(4);
  const core = {
    readiness,
    matchers: { survey: away },
    queues: { control: { figures: away } },
    ports: {
      metrics,
      clock: { nowMs: () => 0, today: () => '2026-11-28' },
      unitOfWork: { sql: { query: away } },
      outbox: { backlog: away },
      processBoard: { list: away },
      logArchive: { status: away },
      operations: { postponed: away, countKept: away },
    },
  };
  await createGaugeRefresh(core as unknown as Core)();
  t.same((await metrics.overdueDeadlines.get()).values, []);
  t.same(
    (await metrics.galleryShardsMissing.get()).values,
    [],
    'none is missing would be said without knowing it',
  );
  t.same((await metrics.partReady.get()).values, [{ labels: { part: 'database' }, value: 0 }]);
});

t.test('a database that hangs costs its figures alone', { timeout: 20_000 }, async (t) => {
  let begun = 0;
  const hangs = () => {
    begun += 1;
    return new Promise<never>(() => {});
  };
  const metrics = createMetrics();
  const readiness = createReadiness();
  readiness.register('database', () => ({ ready: false, reason: 'no answer in time' }));
  metrics.outboxOldest.set(4);
  const queue = { queue: 'search', isPaused: false, waiting: 3, active: 0, delayed: 0, failed: 0 };
  const byClass = { border: 0, interactive: 3, batch: 0 };
  const core = {
    readiness,
    matchers: { survey: hangs },
    queues: {
      control: { figures: async () => [{ ...queue, waitingByClass: byClass, oldestAddedAtMsByClass: {} }] },
    },
    ports: {
      metrics,
      clock: { nowMs: () => 0, today: () => '2026-11-28' },
      unitOfWork: { sql: { query: hangs } },
      outbox: { backlog: hangs },
      processBoard: { list: async () => [] },
      logArchive: { status: hangs },
      operations: { postponed: hangs, countKept: hangs },
    },
  };
  const refresh = createGaugeRefresh(core as unknown as Core, 20);
  await refresh();
  t.same((await metrics.partReady.get()).values, [{ labels: { part: 'database' }, value: 0 }]);
  t.same((await metrics.outboxRows.get()).values, []);
  t.same((await metrics.outboxOldest.get()).values, [], 'neither what was true once nor 0');
  t.match((await metrics.queueWaiting.get()).values, [{ value: 0 }, { value: 3 }, { value: 0 }]);
  await refresh();
  t.equal(begun, 6, 'what hangs is not begun again beside itself');
});

t.test('what comes late is shown at the next reading, which begins no count of its own', async (t) => {
  const metrics = createMetrics();
  const answers: (() => void)[] = [];
  const none = async () => [];
  const core = {
    readiness: createReadiness(),
    matchers: { survey: async () => ({ shardCount: 1, alive: [] }) },
    queues: { control: { figures: none } },
    ports: {
      metrics,
      clock: { nowMs: () => 0, today: () => '2026-11-28' },
      unitOfWork: { sql: { query: none } },
      outbox: {
        backlog: () =>
          new Promise((resolve) => {
            answers.push(() => resolve({ rows: { border: 1, interactive: 0, batch: 0 }, oldestMs: 7_000 }));
          }),
      },
      processBoard: { list: none },
      logArchive: { status: none },
      operations: { postponed: nothingWaits, countKept: none },
    },
  };
  const refresh = createGaugeRefresh(core as unknown as Core, 20);
  await refresh();
  t.same((await metrics.outboxRows.get()).values, []);
  const next = refresh();
  answers[0]?.();
  await next;
  t.equal((await metrics.outboxOldest.get()).values[0]?.value, 7);
  t.equal(answers.length, 1);
});

t.test('a count that is always slow is shown by the readings after it, for some seconds', async (t) => {
  const metrics = createMetrics();
  let nowMs = 1_000_000;
  const answers: (() => void)[] = [];
  const lists: (() => void)[] = [];
  const none = async () => [];
  const report = { executionProvider: 'cpu', workers: [], galleries: [] };
  const core = {
    readiness: createReadiness(),
    matchers: { survey: async () => ({ shardCount: 1, alive: [] }) },
    queues: { control: { figures: none } },
    ports: {
      metrics,
      clock: { nowMs: () => nowMs, today: () => '2026-11-28' },
      unitOfWork: { sql: { query: none } },
      outbox: {
        backlog: () =>
          new Promise((resolve) => {
            const oldestMs = 7_000 + answers.length;
            answers.push(() => resolve({ rows: { border: 1, interactive: 0, batch: 0 }, oldestMs }));
          }),
      },
      processBoard: {
        list: () =>
          new Promise((resolve) => {
            const seen = [{ report, seenAtMs: nowMs, isDraining: false }];
            lists.push(() => resolve(seen));
          }),
      },
      logArchive: { status: none },
      operations: { postponed: nothingWaits, countKept: none },
    },
  };
  const refresh = createGaugeRefresh(core as unknown as Core, 20);
  const oldest = async () => (await metrics.outboxOldest.get()).values.map(({ value }) => value);
  await refresh();
  t.same(await oldest(), []);
  answers[0]?.();
  lists[0]?.();
  await setImmediate();
  nowMs += LIMITS.gaugeKeptMs;
  await refresh();
  t.same(await oldest(), [7], 'what ended between two readings');
  t.equal(answers.length, 2, 'beside it the next count has begun');
  t.match(
    (await metrics.processes.get()).values,
    [{ labels: { state: 'working' } }],
    'as of when they were listed',
  );
  nowMs += 1;
  await refresh();
  t.same(await oldest(), [], 'not what is old');
  answers[1]?.();
  await setImmediate();
  await refresh();
  t.same(await oldest(), [7.001]);
  t.equal(answers.length, 3);
});

t.test('a count that fails takes away what the one before it found', async (t) => {
  const metrics = createMetrics();
  let isAway = false;
  const none = async () => [];
  const core = {
    readiness: createReadiness(),
    matchers: {
      survey: async () => {
        if (isAway) throw new OperationalError('database-unavailable', 'The database does not answer.');
        return { shardCount: 1, alive: [] };
      },
    },
    queues: { control: { figures: none } },
    ports: {
      metrics,
      clock: { nowMs: () => 0, today: () => '2026-11-28' },
      unitOfWork: { sql: { query: none } },
      outbox: { backlog: async () => ({ rows: { border: 1, interactive: 0, batch: 0 }, oldestMs: 7_000 }) },
      processBoard: { list: none },
      logArchive: { status: none },
      operations: { postponed: nothingWaits, countKept: none },
    },
  };
  const refresh = createGaugeRefresh(core as unknown as Core, 20);
  await refresh();
  t.match((await metrics.galleryShardsMissing.get()).values, [{ value: 1 }]);
  isAway = true;
  await refresh();
  t.same((await metrics.galleryShardsMissing.get()).values, []);
});

t.test(
  'what was found of a log is told by a process that has verified none, what waits by each',
  async (t) => {
    const metrics = createMetrics();
    const none = async () => [];
    let isAway = false;
    const orAway =
      <Found>(found: Found) =>
      async () => {
        if (isAway) throw new OperationalError('database-unavailable', 'The database does not answer.');
        return found;
      };
    const log = { kept: '1 year', keptFrom: 'entry', waiting: 0, oldestWaitingMs: 0 };
    const verdict = { verifiedAt: '2026-11-28T10:00:00.000001Z', throughSequence: 8 };
    const core = {
      readiness: createReadiness(),
      matchers: { survey: async () => ({ shardCount: 1, alive: [] }) },
      queues: { control: { figures: none } },
      ports: {
        metrics,
        clock: { nowMs: () => 0, today: () => '2026-11-28' },
        unitOfWork: { sql: { query: none } },
        outbox: { backlog: async () => ({ rows: { border: 0, interactive: 0, batch: 0 }, oldestMs: 0 }) },
        processBoard: { list: none },
        logArchive: {
          status: orAway([
            { ...log, component: 'ees', verdict: { ...verdict, faults: 2 } },
            { ...log, component: 'vis', verdict: { ...verdict, faults: 0 } },
            { ...log, component: 'sis' },
          ]),
        },
        operations: { postponed: orAway({ count: 3, oldestMs: 7_200_000 }), countKept: async () => [] },
      },
    };
    const refresh = createGaugeRefresh(core as unknown as Core, 20);
    const values = async () => ({
      faults: (await metrics.logChainFaults.get()).values,
      postponed: [metrics.postponedOperations, metrics.postponedOldest].map(async (gauge) =>
        (await gauge.get()).values.map(({ value }) => value),
      ),
    });
    await refresh();
    const { faults, postponed } = await values();
    t.same(faults, [
      { labels: { component: 'ees' }, value: 2 },
      { labels: { component: 'vis' }, value: 0 },
    ]);
    t.same(await Promise.all(postponed), [[3], [7_200]]);
    isAway = true;
    await refresh();
    t.same((await values()).faults, []);
    t.same(await Promise.all((await values()).postponed), [[], []], 'nothing rather than 0');
  },
);

t.test('a process that counts nothing of the hub says nothing of it', async (t) => {
  const text = await createMetrics().registry.metrics();
  t.notMatch(text, /^hub_(outbox_oldest_row_age_seconds|gallery_shards_without_holder|postponed_\w+) /m);
});

t.test(
  'what failed is of the queues and of the database, whose last word stands while it is away',
  async (t) => {
    const metrics = createMetrics();
    let isAway = false;
    const none = async () => [];
    const queue = { queue: 'search', isPaused: false, waiting: 0, active: 0, delayed: 0, failed: 2 };
    const byClass = { border: 0, interactive: 0, batch: 0 };
    const core = {
      readiness: createReadiness(),
      matchers: { survey: async () => ({ shardCount: 1, alive: [] }) },
      queues: {
        control: { figures: async () => [{ ...queue, waitingByClass: byClass, oldestAddedAtMsByClass: {} }] },
      },
      ports: {
        metrics,
        clock: { nowMs: () => 0, today: () => '2026-11-28' },
        unitOfWork: { sql: { query: none } },
        outbox: { backlog: async () => ({ rows: byClass, oldestMs: 0 }) },
        processBoard: { list: none },
        logArchive: { status: none },
        operations: {
          postponed: nothingWaits,
          countKept: async () => {
            if (isAway) throw new OperationalError('database-unavailable', 'The database does not answer.');
            return [{ queue: 'search', count: 3 }];
          },
        },
      },
    };
    const refresh = createGaugeRefresh(core as unknown as Core, 20);
    const failed = async () =>
      (await metrics.queueJobs.get()).values.filter(({ labels }) => labels.state === 'failed');
    await refresh();
    t.match(await failed(), [{ labels: { queue: 'search' }, value: 5 }]);
    isAway = true;
    await refresh();
    t.match(await failed(), [{ labels: { queue: 'search' }, value: 5 }], 'nothing was tried again meanwhile');
  },
);
