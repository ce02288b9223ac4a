/** Which queues there are: searches of a gallery in one piece have one queue, otherwise one for each shard. */
import { QUEUES } from './ports/jobs.js';
import type { QueuePlace } from './ports/operation.js';

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
