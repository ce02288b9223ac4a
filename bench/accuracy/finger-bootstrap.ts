/**
 * Percentile intervals with the finger as the unit: pairs that share a finger are not independent, fingers are. Each
 * draw takes as many fingers as there are, with repetition.
 */
export function fingerBootstrap(
  fingerCount: number,
  draws: number,
  random: () => number,
  statistics: (weights: readonly number[]) => readonly (number | undefined)[],
): readonly Interval[] {
  const columns: number[][] = [];
  for (let draw = 0; draw < draws; draw++) {
    const weights = new Array<number>(fingerCount).fill(0);
    for (let taken = 0; taken < fingerCount; taken++) weights[Math.floor(random() * fingerCount)]! += 1;
    statistics(weights).forEach((value, column) => {
      columns[column] ??= [];
      if (value !== undefined) columns[column].push(value);
    });
  }
  return columns.map(percentileInterval);
}

/** 95 % of the draws lie inside. */
export type Interval = readonly [low: number, high: number];

/**
 * The rule of three: without an event among n independent fingers, rates above 3/n are excluded with 95 % confidence, and
 * no draw of those fingers can say so, as all of them have none. The same mirrored where all are events.
 */
export function orRuleOfThree(value: number, interval: Interval, fingers: number): Interval {
  const bound = Math.min(1, 3 / Math.max(1, fingers));
  if (value === 0) return [0, bound];
  return value === 1 ? [1 - bound, 1] : interval;
}

function percentileInterval(values: number[]): Interval {
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
  return [at(0.025), at(0.975)];
}
