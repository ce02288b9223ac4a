/**
 * A finger that never existed: its ridges without noise, placement or pressure. The recipe is that of
 * `models/training/masters.py`. About 0.3 s each; what renders many impressions keeps it.
 */
import { growRidges } from './grow-ridges.js';
import { CANVAS, createOrientationField, type PatternClass } from './orientation-field.js';
import { createRandom, type Random } from './random.js';
import { smoothField } from './smooth-field.js';

/** px below the core: the origin impressions are placed by. */
const CENTRE_BELOW_CORE = 10;

export type SyntheticFinger = {
  readonly patternClass: PatternClass;
  /** `CANVAS` x `CANVAS` at 250 ppi, -1 (valley) to 1 (ridge). */
  readonly ridges: Float32Array;
  /** Finger centre, px. */
  readonly centreX: number;
  readonly centreY: number;
  /** Lowest row with ridges of its own, px; below it the pattern is mirrored. */
  readonly bottomY: number;
};

/** The same seed gives the same finger; different seeds give fingers of different persons or positions. */
export function createSyntheticFinger(seed: number | string): SyntheticFinger {
  const random = createRandom(`finger/${seed}`);
  const { patternClass, theta, coreX, coreY } = createOrientationField(random.fork('orientation'));
  const grown = growRidges(theta, random.fork('growth'));
  const stretch = createStretch(random.fork('stretch'));
  const centre = stretch.forward(coreX, coreY);
  return {
    patternClass,
    ridges: resample(grown, stretch),
    centreX: centre.x,
    centreY: centre.y + CENTRE_BELOW_CORE,
    bottomY: Math.min(stretch.bottomY, CANVAS - 1),
  };
}

type Point = { readonly x: number; readonly y: number };
type Stretch = {
  /** From a pixel of the finger to the grown pattern. */
  readonly backward: (x: number, y: number) => Point;
  readonly forward: (x: number, y: number) => Point;
  readonly bottomY: number;
};

/** Gives the finger its own ridge period, 7.5 to 11.5 px at 500 ppi, slightly different from place to place. */
function createStretch(random: Random): Stretch {
  const scale = Math.min(Math.max(1 + random.normal(0.1), 0.84), 1.28);
  const half = (CANVAS - 1) / 2;
  const warpX = smoothField(random, 4, CANVAS, CANVAS).map((value) => value * 0.035 * half);
  const warpY = smoothField(random, 4, CANVAS, CANVAS).map((value) => value * 0.035 * half);
  const placeOf = (x: number, y: number) => clampIndex(y) * CANVAS + clampIndex(x);
  const grownBottom = (half - warpY[CANVAS * (CANVAS - 1) + CANVAS / 2]!) * scale + half;
  return {
    bottomY: grownBottom,
    backward: (x, y) => {
      const place = placeOf(x, y);
      return { x: (x - half) / scale + half + warpX[place]!, y: (y - half) / scale + half + warpY[place]! };
    },
    forward: (x, y) => {
      let [fromX, fromY] = [x, y];
      for (let round = 0; round < 6; round += 1) {
        const place = placeOf(fromX, fromY);
        fromX = (x - half - warpX[place]!) * scale + half;
        fromY = (y - half - warpY[place]!) * scale + half;
      }
      return { x: fromX, y: fromY };
    },
  };
}

function resample(grown: Float32Array, { backward }: Stretch): Float32Array {
  const ridges = new Float32Array(CANVAS * CANVAS);
  for (let row = 0; row < CANVAS; row += 1) {
    for (let column = 0; column < CANVAS; column += 1) {
      const { x, y } = backward(column, row);
      ridges[row * CANVAS + column] = interpolate(grown, x, y);
    }
  }
  return ridges;
}

/** Cubic (Catmull-Rom) look-up, mirrored at the border: straight lines between samples would flatten fine ridges. */
function interpolate(image: Float32Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const across = cubicWeights(x - left);
  const down = cubicWeights(y - top);
  let sum = 0;
  for (let row = 0; row < 4; row += 1) {
    const start = mirrorIndex(top - 1 + row) * CANVAS;
    let line = 0;
    for (let tap = 0; tap < 4; tap += 1) line += across[tap]! * image[start + mirrorIndex(left - 1 + tap)]!;
    sum += down[row]! * line;
  }
  return sum;
}

function cubicWeights(t: number): readonly [number, number, number, number] {
  return [
    ((2 - t) * t - 1) * t * 0.5,
    ((3 * t - 5) * t * t + 2) * 0.5,
    ((4 - 3 * t) * t + 1) * t * 0.5,
    (t - 1) * t * t * 0.5,
  ];
}

function clampIndex(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), CANVAS - 1);
}

function mirrorIndex(index: number): number {
  const folded = Math.abs(index) % (2 * CANVAS - 2);
  return folded < CANVAS ? folded : 2 * CANVAS - 2 - folded;
}
