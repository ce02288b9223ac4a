import type { MinutiaPair } from './align-minutiae.js';
import type { MinutiaPlaces } from './minutia-places.js';
import type { Movement } from './movement.js';

/** Where the minutiae of each pair lie, in pixels of their sides. */
export type PairedPlaces = {
  readonly count: number;
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  readonly toX: Float64Array;
  readonly toY: Float64Array;
};

export function pairedPlaces(
  from: MinutiaPlaces,
  to: MinutiaPlaces,
  pairs: readonly MinutiaPair[],
): PairedPlaces {
  return {
    count: pairs.length,
    fromX: Float64Array.from(pairs, ({ probe }) => from.x[probe]!),
    fromY: Float64Array.from(pairs, ({ probe }) => from.y[probe]!),
    toX: Float64Array.from(pairs, ({ reference }) => to.x[reference]!),
    toY: Float64Array.from(pairs, ({ reference }) => to.y[reference]!),
  };
}

/** At this distance a pair counts a quarter of what one at the very place would. */
const NEIGHBOURHOOD_PIXELS = 45;
/** What every pair counts, however far. */
const FAR_SHARE = 0.03;
/** The turn of all pairs together counts as if each pair had one at this distance that follows it, squared pixels. */
const COMMON_TURN = 400;

/**
 * Skin stretches, but smoothly: the rigid movement of least squared distances over all pairs but one (`except`; -1 for none),
 * weighed by how near they are to a place of the probe; `common` is the one of all pairs alike. Two pairs at least are left.
 */
export function movementNear(
  { count, fromX, fromY, toX, toY }: PairedPlaces,
  place: { readonly x: number; readonly y: number; readonly except: number },
  common: Movement,
): Movement {
  const { x: originX, y: originY, except } = place;
  let [sum, meanFromX, meanFromY, meanToX, meanToY, along, across] = [0, 0, 0, 0, 0, 0, 0];
  for (let pair = 0; pair < count; pair++) {
    if (pair === except) continue;
    const ax = fromX[pair]! - originX;
    const ay = fromY[pair]! - originY;
    const bx = toX[pair]!;
    const by = toY[pair]!;
    const nearness = 1 / (1 + (ax * ax + ay * ay) / (NEIGHBOURHOOD_PIXELS * NEIGHBOURHOOD_PIXELS));
    const weight = nearness * nearness + FAR_SHARE;
    sum += weight;
    meanFromX += weight * ax;
    meanFromY += weight * ay;
    meanToX += weight * bx;
    meanToY += weight * by;
    along += weight * (ax * bx + ay * by);
    across += weight * (ay * bx - ax * by);
  }
  meanFromX /= sum;
  meanFromY /= sum;
  meanToX /= sum;
  meanToY /= sum;
  along += sum * (COMMON_TURN * common.cosine - meanFromX * meanToX - meanFromY * meanToY);
  across += sum * (COMMON_TURN * common.sine - meanFromY * meanToX + meanFromX * meanToY);
  const length = Math.sqrt(along * along + across * across);
  return {
    cosine: length === 0 ? 1 : along / length,
    sine: length === 0 ? 0 : across / length,
    fromX: originX + meanFromX,
    fromY: originY + meanFromY,
    toX: meanToX,
    toY: meanToY,
  };
}
