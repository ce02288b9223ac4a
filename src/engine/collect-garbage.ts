import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Garbage in arrays outside the heap that is not worth a collection of its own. */
const GARBAGE_BYTES_MAX = 16 * 1024 * 1024;

let garbageBytes = 0;

/**
 * Says that arrays of so many bytes are no longer needed by this thread, and collects them now and then. V8 waits until
 * 64 MiB of such arrays have gathered in each thread, which for a gallery of a million templates is half of it. The
 * heap of these threads is small: a collection takes some milliseconds.
 */
export function noteGarbage(bytes: number): void {
  garbageBytes += bytes;
  if (garbageBytes < GARBAGE_BYTES_MAX) return;
  garbageBytes = 0;
  collect();
}

export function collectGarbage(): void {
  garbageBytes = 0;
  collect();
}
