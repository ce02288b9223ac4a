import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { assignShards as assign } from './assign-shards.js';

type Case = { readonly shardCount: number; readonly copies: number; readonly matcherIds: readonly string[] };

const assignShards = ({ matcherIds, ...rest }: Case) =>
  assign({ ...rest, matchers: matcherIds.map((matcherId) => ({ matcherId })) });

const random = seededRandom(300);
const some = (max: number) => 1 + Math.floor(random() * max);
const names = (count: number) => Array.from({ length: count }, () => random().toString(36).slice(2));
const cases: readonly Case[] = Array.from({ length: 300 }, () => ({
  shardCount: some(24),
  copies: some(3),
  matcherIds: names(some(9)),
}));

t.test(
  'every shard has its copies on different matchers, and no matcher much more than its share',
  async (t) => {
    for (const each of cases) {
      const { shardCount, copies, matcherIds } = each;
      const { holders } = assignShards(each);
      const wanted = Math.min(
        matcherIds.length,
        Math.max(copies, Math.floor(matcherIds.length / shardCount)),
      );
      t.equal(holders.length, shardCount);
      t.ok(
        holders.every((of) => of.length === wanted && new Set(of).size === wanted),
        JSON.stringify(each),
      );
      const loads = matcherIds.map((id) => holders.filter((of) => of.includes(id)).length);
      const share = (shardCount * wanted) / matcherIds.length;
      t.ok(Math.max(...loads) <= Math.ceil(share) + 1, JSON.stringify({ ...each, loads }));
      t.ok(Math.min(...loads) >= Math.floor(share) - wanted, JSON.stringify({ ...each, loads }));
    }
  },
);

t.test('nobody holds nothing where there are shards enough', async (t) => {
  for (const matcherIds of Array.from({ length: 50 }, () => names(4))) {
    const { holders } = assignShards({ shardCount: 4, copies: 1, matcherIds });
    t.same(holders.flat().sort(), [...matcherIds].sort());
    const { holders: one } = assignShards({ shardCount: 1, copies: 1, matcherIds });
    t.same([...one[0]!].sort(), [...matcherIds].sort(), 'one shard: everybody holds it');
  }
});

t.test('the order of the list and names said twice change nothing', async (t) => {
  for (const each of cases.slice(0, 50)) {
    const reversed = [...each.matcherIds, ...each.matcherIds].reverse();
    t.same(assignShards({ ...each, matcherIds: reversed }), assignShards(each));
  }
});

t.test('a matcher that comes or goes moves few shards', async (t) => {
  let moved = 0;
  let least = 0;
  for (let run = 0; run < 200; run++) {
    const matcherIds = names(some(7) + 1);
    const shardCount = 32;
    const after = assignShards({ shardCount, copies: 1, matcherIds }).holders;
    const before = assignShards({ shardCount, copies: 1, matcherIds: matcherIds.slice(1) }).holders;
    moved += after.filter(([holder], shard) => holder !== before[shard]![0]).length;
    least += shardCount / matcherIds.length;
  }
  t.ok(moved < 1.4 * least, `${moved} moved where at least ${Math.round(least)} had to`);
});

t.test('without matchers nobody holds anything', async (t) => {
  t.same(assignShards({ shardCount: 2, copies: 1, matcherIds: [] }).holders, [[], []]);
});

t.test('nobody is given more than there is room for, and what fits is held', async (t) => {
  for (const { shardCount, copies, matcherIds } of cases) {
    const matchers = matcherIds.map((matcherId) => ({ matcherId, shardsMax: some(6) }));
    const { holders } = assign({ shardCount, copies, matchers });
    for (const { matcherId, shardsMax } of matchers) {
      t.ok(holders.filter((of) => of.includes(matcherId)).length <= shardsMax);
    }
    const room = matchers.reduce((sum, { shardsMax }) => sum + Math.min(shardsMax, shardCount), 0);
    t.equal(
      holders.filter(({ length }) => length > 0).length,
      Math.min(shardCount, room),
      'first copies first',
    );
  }
});
