import t from 'tap';
import type { LiveMatcher } from '../workflows/ports/operations.js';
import { shardsWithoutHolder } from './shards-without-holder.js';

const holder = (matcherId: string, ...shards: readonly (readonly [number, boolean])[]): LiveMatcher => ({
  matcherId,
  isAssigned: true,
  shards: shards.map(([shard, isReady]) => ({ shard, isReady })),
});

for (const [situation, shardCount, alive, expected] of [
  ['nobody is there', 2, [], [0, 1]],
  ['somebody is loading', 1, [holder('a', [0, false])], [0]],
  ['all are held', 2, [holder('a', [0, true]), holder('b', [1, true])], []],
  ['one holder is loading, the other ready', 1, [holder('a', [0, false]), holder('b', [0, true])], []],
  ['one is left out', 3, [holder('a', [0, true], [2, true]), holder('b', [1, false])], [1]],
] as const) {
  t.test(situation, async (t) => {
    t.same(shardsWithoutHolder({ shardCount, alive }), expected);
  });
}
