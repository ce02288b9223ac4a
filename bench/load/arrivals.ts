/**
 * When requests arrive that do not wait for each other: a Poisson process from a seed, constant or following a rate that
 * changes over time. Planned before the first is sent, so that a slow answer delays no later arrival.
 */
import { createRandom } from '../../src/testing/synthetic/random.js';

/** Milliseconds from the start, ascending. */
export type Arrivals = readonly number[];

export function poissonArrivals(options: {
  readonly seed: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly countMax: number;
}): Arrivals {
  return varyingArrivals({ ...options, rateAt: () => options.perSecond, perSecondMax: options.perSecond });
}

/**
 * By thinning (Lewis and Shedler 1979): arrivals at the highest rate, each kept with the chance its moment gives.
 * `rateAt` is the rate a second at a moment in seconds, never above `perSecondMax`.
 */
export function varyingArrivals(options: {
  readonly seed: string;
  readonly rateAt: (second: number) => number;
  readonly perSecondMax: number;
  readonly seconds: number;
  readonly countMax: number;
}): Arrivals {
  const { seed, rateAt, perSecondMax, seconds, countMax } = options;
  if (!(perSecondMax > 0)) return [];
  const random = createRandom(`arrivals/${seed}`);
  const arrivals: number[] = [];
  for (let second = 0; arrivals.length < countMax; ) {
    second += -Math.log(1 - random.uniform(0, 1)) / perSecondMax;
    if (second >= seconds) break;
    if (random.uniform(0, perSecondMax) < rateAt(second)) arrivals.push(second * 1000);
  }
  return arrivals;
}
