import type { MatcherSurvey } from '../workflows/ports/operations.js';

/** Shards nobody who is alive holds and has loaded: searches are answered without them, and say so. */
export function shardsWithoutHolder({ shardCount, alive }: MatcherSurvey): readonly number[] {
  const ready = new Set(
    alive.flatMap(({ shards }) => shards.filter(({ isReady }) => isReady).map(({ shard }) => shard)),
  );
  return Array.from({ length: shardCount }, (_, shard) => shard).filter((shard) => !ready.has(shard));
}
