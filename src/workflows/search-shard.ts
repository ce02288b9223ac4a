/**
 * Queues `search-0`, `search-1` and so on, where the gallery lies in shards: probes are searched in one shard, and who
 * keeps the last shard's answer merges all of them. Two matchers may hold a shard; the first answer counts.
 */
import type { OperationId } from '../domain/ids.js';
import { type FinishPorts, finishSearch } from './finish-search.js';
import { planSearch } from './plan-search.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { searchAsPlanned, type WholeSearchPorts } from './search-whole-gallery.js';

export type ShardPorts = FinishPorts & WholeSearchPorts & Pick<Ports, 'shardAnswers' | 'mergeAnswers'>;

/** `gallery` holds the one shard of `shardCount`. */
export function createSearchShard(
  ports: ShardPorts,
  { shard, shardCount }: { readonly shard: number; readonly shardCount: number },
) {
  return async (operationId: OperationId, signal: AbortSignal): Promise<void> => {
    const { sql } = ports.unitOfWork;
    const read = await ports.operations.readWithProbes(sql, operationId);
    if (read?.operation.state !== 'extracted') return;
    if (await ports.shardAnswers.isAnswered(sql, operationId, shard)) return;
    const planned = planSearch(ports, read.operation);
    const { search } = planned;
    // One more than asked for: whether somebody at or above the merged threshold is left out shows only then.
    const candidatesMax = search.candidatesMax + 1;
    const ofShard = { ...planned, search: { ...search, candidatesMax } };
    const { answer: found, probes, shortfallOf } = await searchAsPlanned(ports, ofShard, read, signal);
    const answer = await namedIfIncomplete(ports, shard, found);
    let shortfall: Error | undefined;
    const merged = async (tx: Sql) => {
      const { isLast } = await ports.shardAnswers.keep(tx, operationId, { shard, answer }, shardCount);
      if (!isLast) return undefined;
      const { answers } = await ports.shardAnswers.read(tx, operationId);
      const whole = ports.mergeAnswers(answers, search, []);
      shortfall = shortfallOf(whole);
      if (shortfall === undefined) return whole;
      // Each left out no more than all of them may, all of them together more: which of them did nobody knows.
      await ports.shardAnswers.discard(tx, operationId);
      return undefined;
    };
    await finishSearch(ports, operationId, merged, probes);
    if (shortfall !== undefined) throw shortfall;
  };
}

/** A shard that was being loaded answers for a part of itself, and says that it did. */
async function namedIfIncomplete(
  ports: ShardPorts,
  shard: number,
  answer: GalleryAnswer,
): Promise<GalleryAnswer> {
  if (answer.complete) return answer;
  const shardsNotCompared = await ports.shardAnswers.countReferences(ports.unitOfWork.sql, [shard]);
  return { ...answer, shardsNotCompared };
}
