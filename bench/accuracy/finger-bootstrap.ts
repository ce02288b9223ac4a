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

function percentileInterval(values: number[]): Interval {
  values.sort((a, b) => a - b);
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
  return [at(0.025), at(0.975)];
}
