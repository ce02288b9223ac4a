/**
 * The `count`-th largest of all values of several lists, or minus infinity where there are not more than that: then every
 * value belongs to the `count` largest. One pass over the values and a heap of the largest so far, the least on top.
 */
export function leastOfLargest(lists: readonly Float32Array[], count: number): number {
  if (lists.reduce((sum, list) => sum + list.length, 0) <= count) return Number.NEGATIVE_INFINITY;
  const heap = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  for (const list of lists) {
    for (let index = 0; index < list.length; index++) {
      const value = list[index]!;
      if (value > heap[0]!) replaceLeast(heap, value);
    }
  }
  return heap[0]!;
}

function replaceLeast(heap: Float32Array, value: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
    if (heap[child]! >= value) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = value;
}
