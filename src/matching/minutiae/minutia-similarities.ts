import { WASM_PAGE_BYTES } from '../web-assembly.js';
import type { DescribedMinutiae } from './describe-minutiae.js';
import { type CompareSurroundings, SIMILARITIES_MODULE } from './similarities-module.js';

type Surroundings = Pick<DescribedMinutiae, 'count' | 'surroundings' | 'seen'>;

/**
 * Similarity of every minutia of the probe (rows) with every one of the reference (columns), -1 to 1: the mean cosine
 * of the doubled difference of orientation over the points that both see; 0 where they see too few in common.
 *
 * In the vector instructions of WebAssembly, as this is much of what comparing two fingers takes: a loop in JavaScript
 * needs several times as long. The answer is overwritten by the next call.
 */
export function minutiaSimilarities(probe: Surroundings, reference: Surroundings): Float64Array {
  const count = probe.count * reference.count;
  if (count === 0) return new Float64Array();
  const referenceAt = probe.surroundings.length;
  const seenAt = referenceAt + reference.surroundings.length;
  const seenOfReferenceAt = seenAt + probe.seen.byteLength;
  const outAt = seenOfReferenceAt + reference.seen.byteLength;
  growTo(outAt + 8 * count);
  const bytes = new Int8Array(MEMORY.buffer);
  bytes.set(probe.surroundings);
  bytes.set(reference.surroundings, referenceAt);
  const words = new Int32Array(MEMORY.buffer);
  words.set(probe.seen, seenAt / 4);
  words.set(reference.seen, seenOfReferenceAt / 4);
  COMPARE(0, referenceAt, referenceAt, seenAt, seenAt, seenOfReferenceAt, outAt);
  return new Float64Array(MEMORY.buffer, outAt, count);
}

const MEMORY = new WebAssembly.Memory({ initial: 1 });

const COMPARE = new WebAssembly.Instance(new WebAssembly.Module(SIMILARITIES_MODULE), { m: { m: MEMORY } })
  .exports['compare'] as CompareSurroundings;

function growTo(bytes: number): void {
  const missing = bytes - MEMORY.buffer.byteLength;
  if (missing > 0) MEMORY.grow(Math.ceil(missing / WASM_PAGE_BYTES));
}
