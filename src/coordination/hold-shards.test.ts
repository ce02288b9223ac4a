/** Several matchers against one registry in memory: who holds what as they come, go and die, and that nothing is ever unheld. */
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { createLog } from '../platform/log.js';
import type {
  MatcherFacts,
  MatcherRegistry,
  MatcherSurvey,
  ReportedShard,
} from '../workflows/ports/operations.js';
import { type HeldShard, holdShards, type ShardHolder } from './hold-shards.js';

const log = createLog({ level: 'silent', component: 'test' });

class FakeRegistry implements Pick<MatcherRegistry, 'report' | 'leave'> {
  shardCount: number;
  readonly rows = new Map<string, MatcherFacts & { readonly shards: readonly ReportedShard[] }>();

  constructor(shardCount: number) {
    this.shardCount = shardCount;
  }

  async report(matcher: MatcherFacts, shards: readonly ReportedShard[]) {
    this.rows.set(matcher.matcherId, { ...matcher, shards });
    return this.survey();
  }

  async leave(matcherId: string) {
    this.rows.delete(matcherId);
  }

  survey(): MatcherSurvey {
    return { shardCount: this.shardCount, alive: [...this.rows.values()] };
  }

  /** Per shard, who takes its searches. */
  ready(): readonly (readonly string[])[] {
    return Array.from({ length: this.shardCount }, (_, shard) =>
      [...this.rows].flatMap(([matcherId, { shards }]) =>
        shards.some((held) => held.shard === shard && held.isReady) ? [matcherId] : [],
      ),
    );
  }

  /** Per shard, who may have files of it. */
  announced(shard: number): readonly string[] {
    return [...this.rows].flatMap(([matcherId, { shards }]) =>
      shards.some((held) => held.shard === shard) ? [matcherId] : [],
    );
  }
}

type FakeShard = HeldShard & { isReady: boolean; closedWith?: string };

type Matcher = {
  readonly holder: ShardHolder<FakeShard>;
  readonly opened: FakeShard[];
  round(): Promise<void>;
};

function matcher(
  registry: FakeRegistry,
  matcherId: string,
  options: {
    readonly copies?: number;
    readonly shardsMax?: number;
    readonly pinned?: readonly number[];
    readonly loads?: boolean;
  } = {},
): Matcher {
  const { copies = 1, shardsMax, pinned, loads = true } = options;
  const opened: FakeShard[] = [];
  const holder = holdShards<FakeShard>({
    matcherId,
    copies,
    ...(shardsMax === undefined ? {} : { shardsMax }),
    ...(pinned === undefined ? {} : { pinned }),
    registry,
    async open(shard) {
      t.ok(registry.announced(shard).includes(matcherId), 'announced before it is loaded');
      const held: FakeShard = {
        isReady: loads,
        refresh: async () => ({ isReady: held.isReady, ...(held.isReady ? { references: 5 } : {}) }),
        close: async (files) => {
          t.ok(registry.announced(shard).includes(matcherId), 'erasures wait for it until it is closed');
          held.closedWith = files;
        },
      };
      opened.push(held);
      return held;
    },
    log,
  });
  return {
    holder,
    opened,
    async round() {
      await holder.round();
      await holder.opened();
    },
  };
}

/** Several rounds of all, so that what is announced, loaded and let go in turn comes to rest. */
async function settle(...matchers: readonly Matcher[]): Promise<void> {
  for (let round = 0; round < 5; round++) for (const each of matchers) await each.round();
}

/** While it stops, the others go on. */
async function stop(registry: FakeRegistry, stopping: Matcher, others: readonly Matcher[]): Promise<void> {
  let hasStopped = false;
  const closing = stopping.holder.close().finally(() => {
    hasStopped = true;
  });
  while (!hasStopped) {
    for (const each of others) await each.round();
    if (others.length > 0) t.notOk(counts(registry).includes(0), 'others take over before it ends');
    await pause(10);
  }
  await closing;
}

const counts = (registry: FakeRegistry) => registry.ready().map(({ length }) => length);

t.test(
  'one matcher holds everything; a second takes half of it, and no shard is ever without a holder',
  async (t) => {
    const registry = new FakeRegistry(4);
    const a = matcher(registry, 'a');
    await settle(a);
    t.same(registry.ready(), [['a'], ['a'], ['a'], ['a']]);
    const b = matcher(registry, 'b', { loads: false });
    for (let round = 0; round < 4; round++) {
      await a.round();
      await b.round();
      t.ok(
        registry.ready().every((holders) => holders.includes('a')),
        'a serves until b has loaded',
      );
    }
    t.equal(b.opened.length, 2, 'b loads its half only');
    for (const held of b.opened) held.isReady = true;
    for (let round = 0; round < 5; round++) {
      for (const each of [b, a]) {
        await each.round();
        t.ok(registry.ready().every(({ length }) => length >= 1));
      }
    }
    t.same(counts(registry), [1, 1, 1, 1]);
    t.equal(a.holder.held().size, 2);
    t.equal(b.holder.held().size, 2);
    t.same(
      a.opened.map(({ closedWith }) => closedWith).filter(Boolean),
      ['delete', 'delete'],
      'files of what was let go of are deleted',
    );
  },
);

t.test('a matcher that dies leaves its shards to the others; one that stops keeps its files', async (t) => {
  const registry = new FakeRegistry(6);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => matcher(registry, name)) as [Matcher, Matcher, Matcher];
  await settle(a, b, c);
  t.same(counts(registry), [1, 1, 1, 1, 1, 1]);
  registry.rows.delete('c');
  t.ok(counts(registry).includes(0));
  await settle(a, b);
  t.same(counts(registry), [1, 1, 1, 1, 1, 1]);
  await settle(a, b, c);
  t.equal(c.holder.held().size, 2, 'it was only slow, and is one of them again');
  const held = [...b.holder.held().values()];
  const closing = b.holder.close();
  while (registry.rows.has('b')) {
    for (const each of [a, c]) await each.round();
    t.ok(
      registry.ready().every(({ length }) => length >= 1),
      'others take over before it ends',
    );
    await pause(10);
  }
  await closing;
  t.same(
    held.map(({ closedWith }) => closedWith),
    ['keep', 'keep'],
  );
  t.notOk(registry.rows.has('b'), 'others need not wait for it to be missed');
  await settle(a, c);
  t.same(counts(registry), [1, 1, 1, 1, 1, 1]);
  await stop(registry, a, [c]);
  t.same([...registry.rows.keys()], ['c']);
  await stop(registry, c, []);
  t.equal(registry.rows.size, 0, 'the last one waits for nobody');
});

t.test('two copies: each shard twice, and one death leaves none unheld', async (t) => {
  const registry = new FakeRegistry(3);
  const matchers = ['a', 'b', 'c'].map((name) => matcher(registry, name, { copies: 2 }));
  await settle(...matchers);
  t.same(counts(registry), [2, 2, 2]);
  registry.rows.delete('a');
  t.ok(counts(registry).every((count) => count >= 1));
});

t.test('a gallery in one piece is held by everybody, as ever', async (t) => {
  const registry = new FakeRegistry(1);
  const matchers = ['a', 'b', 'c'].map((name) => matcher(registry, name));
  await settle(...matchers);
  t.same(counts(registry), [3]);
});

t.test('configuration may say who holds what; the others share all shards without it', async (t) => {
  const registry = new FakeRegistry(3);
  const fixed = matcher(registry, 'fixed', { pinned: [2] });
  const free = matcher(registry, 'free');
  await settle(fixed, free);
  t.same(
    registry.ready().map((holders) => [...holders].sort()),
    [['free'], ['free'], ['fixed', 'free']],
  );
});

t.test('who starts first does not load everything', async (t) => {
  const registry = new FakeRegistry(4);
  const [a, b] = ['a', 'b'].map((name) => matcher(registry, name, { loads: false })) as [Matcher, Matcher];
  await a.round();
  t.equal(a.holder.held().size, 4, 'nobody else is there yet');
  await settle(a, b);
  t.equal(a.holder.held().size, 2, 'the others are let go of although nobody has loaded them');
  t.equal(b.holder.held().size, 2);
});

t.test('nobody takes more than fits; the rest is held by nobody until there is room', async (t) => {
  const registry = new FakeRegistry(4);
  const [a, b] = ['a', 'b'].map((name) => matcher(registry, name, { shardsMax: 2 })) as [Matcher, Matcher];
  await settle(a, b);
  t.same(counts(registry), [1, 1, 1, 1]);
  const before = [...a.holder.held().keys()];
  registry.rows.delete('b');
  await settle(a);
  t.same([...a.holder.held().keys()], before, 'it goes on with those it has');
  t.equal(counts(registry).filter((count) => count === 0).length, 2);
  await settle(a, matcher(registry, 'c'));
  t.notOk(counts(registry).includes(0));
});

t.test('a gallery divided anew is loaded anew', async (t) => {
  const registry = new FakeRegistry(2);
  const a = matcher(registry, 'a');
  await settle(a);
  const before = [...a.holder.held().values()];
  registry.shardCount = 3;
  await settle(a);
  t.same(
    before.map(({ closedWith }) => closedWith),
    ['delete', 'delete'],
  );
  t.same(counts(registry), [1, 1, 1]);
  t.equal(a.opened.length, 5);
});

t.test('a shard that cannot be opened is told to who starts, and tried again', async (t) => {
  const registry = new FakeRegistry(1);
  let tries = 0;
  const holder = holdShards<FakeShard>({
    matcherId: 'a',
    copies: 1,
    registry,
    async open() {
      tries += 1;
      if (tries === 1) throw new Error('no such provider');
      return { isReady: true, refresh: async () => ({ isReady: true }), close: async () => {} };
    },
    log,
  });
  await holder.round();
  await t.rejects(holder.opened(), /no such provider/);
  await holder.round();
  await holder.opened();
  t.equal(holder.held().size, 1);
});
