/**
 * Which matcher should hold which shards: rendezvous hashing with bounded loads. Every matcher computes it alone from
 * the list of those alive, and all come to the same result, so nobody leads and nobody has to be asked.
 *
 * Each shard prefers the matchers in the order of a hash of both names. In each round every shard takes one more copy:
 * the first matcher in its order that does not hold it yet and has room. Room is the fair share of the round, and one
 * more for as many matchers as the remainder asks for: plain rendezvous hashing may give all of few shards to one
 * matcher. A matcher that comes or goes moves few shards besides its own (the test measures how many). Nobody is given more
 * than it has memory for: what fits nowhere is held by nobody, which is said, rather than ending one matcher after another.
 */
import { createHash } from 'node:crypto';

export type Assignment = {
  /** Matchers of each shard, by shard; preferred first. */
  readonly holders: readonly (readonly string[])[];
};

/**
 * `copies` is the least number of matchers per shard. Where there are more matchers than that needs, the others hold
 * further copies: a matcher that holds nothing helps nobody. With fewer matchers than copies, all hold every shard.
 */
export function assignShards(options: {
  readonly shardCount: number;
  readonly copies: number;
  readonly matchers: readonly { readonly matcherId: string; readonly shardsMax?: number }[];
}): Assignment {
  const { shardCount, copies } = options;
  const roomOf = new Map(
    options.matchers.map(({ matcherId, shardsMax }) => [matcherId, shardsMax ?? shardCount]),
  );
  const matchers = [...roomOf.keys()].sort();
  const rounds = Math.min(matchers.length, Math.max(copies, Math.floor(matchers.length / shardCount)));
  const orders = Array.from({ length: shardCount }, (_, shard) => preferences(shard, matchers));
  const holders: string[][] = orders.map(() => []);
  const loads = new Map(matchers.map((matcher) => [matcher, 0]));
  for (let round = 1; round <= rounds; round++) {
    const share = Math.floor((shardCount * round) / matchers.length);
    const remainder = (shardCount * round) % matchers.length;
    const isFull = (load: number) =>
      load > share ||
      (load === share && [...loads.values()].filter((each) => each > share).length >= remainder);
    orders.forEach((order, shard) => {
      const free = order.filter(
        (matcher) => !holders[shard]!.includes(matcher) && loads.get(matcher)! < roomOf.get(matcher)!,
      );
      const matcher = free.find((each) => !isFull(loads.get(each)!)) ?? leastLoaded(free, loads);
      if (matcher === undefined) return;
      holders[shard]!.push(matcher);
      loads.set(matcher, loads.get(matcher)! + 1);
    });
  }
  return { holders };
}

function preferences(shard: number, matchers: readonly string[]): readonly string[] {
  return matchers
    .map((matcher) => ({
      matcher,
      weight: createHash('sha256').update(`${shard}/${matcher}`).digest('hex'),
    }))
    .sort((a, b) => (a.weight < b.weight ? -1 : 1))
    .map(({ matcher }) => matcher);
}

/** All of the fair share hold the shard already: a copy more than the share is better than a copy less. */
function leastLoaded(matchers: readonly string[], loads: ReadonlyMap<string, number>): string | undefined {
  const [first, ...others] = matchers;
  if (first === undefined) return undefined;
  return others.reduce((best, each) => (loads.get(each)! < loads.get(best)! ? each : best), first);
}
