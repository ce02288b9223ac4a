/** Which queues there are: searches of a gallery in one piece have one queue, otherwise one for each shard. */
import { QUEUES } from './ports/jobs.js';
import type { QueueFigures, QueuePlace } from './ports/operation.js';
import type { KeptCount } from './ports/operations.js';

export function queuePlacesOf(shardCount: number): readonly QueuePlace[] {
  return QUEUES.flatMap((queue): readonly QueuePlace[] =>
    queue === 'search' && shardCount > 1
      ? Array.from({ length: shardCount }, (_, shard) => ({ queue, shard }))
      : [{ queue }],
  );
}

/** `search` or, of a gallery in shards, `search-3`. */
export function nameOfPlace({ queue, shard }: QueuePlace): string {
  return shard === undefined ? queue : `${queue}-${shard}`;
}

/** What failed is known to the queue where nothing is left to do, and to PostgreSQL where it may be tried again. */
export function withKept(
  queues: readonly QueueFigures[],
  kept: readonly KeptCount[],
): readonly QueueFigures[] {
  const counts = new Map(kept.map((each) => [nameOfPlace(each), each.count]));
  return queues.map((queue) => ({ ...queue, failed: queue.failed + (counts.get(nameOfPlace(queue)) ?? 0) }));
}
