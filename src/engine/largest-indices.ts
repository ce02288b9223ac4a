/**
 * Indices of the `count` largest of the first `size` values, largest first, ties by index so that a longer answer
 * begins with the shorter one. A full sort of a million would take longer than the search.
 */
export function largestIndices(values: Float32Array | Float64Array, size: number, count: number): number[] {
  const byValue = (a: number, b: number) => values[b]! - values[a]! || a - b;
  const roomMax = 2 * count + 64;
  const pool: number[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < size; index++) {
    // A later one that is equal to the last of the pool comes after it.
    if (pool.length >= count && values[index]! <= floor) continue;
    pool.push(index);
    if (pool.length < roomMax) continue;
    pool.sort(byValue);
    pool.length = count;
    floor = count === 0 ? Number.POSITIVE_INFINITY : values[pool[count - 1]!]!;
  }
  pool.sort(byValue);
  return pool.length > count ? pool.slice(0, count) : pool;
}
