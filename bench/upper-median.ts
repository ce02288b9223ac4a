/** The middle of values in order, of an even number the higher of the two, as in `timesOf`; of none 0. */
export function upperMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
