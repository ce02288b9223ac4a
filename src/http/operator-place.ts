/** Names in paths and bodies of the operations of who runs the hub. */
import { QUEUES } from '../workflows/ports/jobs.js';
import type { QueuePlace } from '../workflows/ports/operation.js';
import { ProblemError } from './problems.js';

/** `search` or, of a gallery in shards, `search-3`; whether the gallery has such a shard the workflows know. */
export function queuePlaceOf(name: string): QueuePlace {
  const [, queueName = '', shard] = /^([a-z]+)(?:-(\d{1,3}))?$/.exec(name) ?? [];
  const queue = QUEUES.find((each) => each === queueName);
  if (queue === undefined || (shard !== undefined && queue !== 'search')) {
    throw queueUnknown(QUEUES);
  }
  return { queue, ...(shard === undefined ? {} : { shard: Number(shard) }) };
}

export function queueUnknown(names: readonly string[]): ProblemError {
  return new ProblemError('queue-unknown', `The queues are ${names.join(', ')}.`);
}

export function requireConfirmation(confirm: string, name: string): void {
  if (confirm === name) return;
  throw new ProblemError('confirmation-missing', 'The body says once more, as `confirm`, what it is about.', {
    faults: [{ pointer: '/confirm', code: 'confirmation-missing', expected: 'The name in the path.' }],
  });
}
