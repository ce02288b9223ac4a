/**
 * Ridges grown out of noise by repeated oriented filtering (SFinGe: Cappelli, Maio, Maltoni). Where growing regions
 * meet, ridges end or fork: the noise decides the minutiae and with them the identity.
 */
import { CANVAS } from './orientation-field.js';
import type { Random } from './random.js';

/** px between ridges while growing; the finger's own period comes from stretching the result. */
const PERIOD = 4.5;
/** Filters between 0 and 180 degrees; a pixel uses the nearest one. */
const ORIENTATIONS = 48;
const RADIUS = 6;
/** Growing adds no more minutiae and closes no more gaps after about this many steps. */
const STEPS = 13;
const STRIDE = CANVAS + 2 * RADIUS;
/** Half of the filter: it is symmetric around its middle. */
const HALF_TAPS = ((2 * RADIUS + 1) ** 2 - 1) / 2;

type Filters = { readonly taps: Float32Array; readonly offsets: Int32Array };

/** -1 (valley) to 1 (ridge), `CANVAS` x `CANVAS`. */
export function growRidges(theta: Float32Array, random: Random): Float32Array {
  const filterOf = Uint8Array.from(theta, nearestFilter);
  const filters = ridgeFilters();
  let ridges = new Float32Array(STRIDE * STRIDE);
  let grown = new Float32Array(STRIDE * STRIDE);
  for (let row = 0; row < CANVAS; row += 1) {
    for (let column = 0; column < CANVAS; column += 1) ridges[at(row, column)] = random.normal(0.5);
  }
  for (let step = 0; step < STEPS; step += 1) {
    filter(ridges, grown, filterOf, filters);
    [ridges, grown] = [grown, ridges];
    clipSoftly(ridges);
  }
  const result = new Float32Array(CANVAS * CANVAS);
  for (let row = 0; row < CANVAS; row += 1) {
    result.set(ridges.subarray(at(row, 0), at(row, CANVAS)), row * CANVAS);
  }
  return result;
}

function at(row: number, column: number): number {
  return (row + RADIUS) * STRIDE + column + RADIUS;
}

function nearestFilter(angle: number): number {
  const turns = angle / Math.PI;
  return Math.round((turns - Math.floor(turns)) * ORIENTATIONS) % ORIENTATIONS;
}

function filter(source: Float32Array, target: Float32Array, filterOf: Uint8Array, filters: Filters): void {
  const { taps, offsets } = filters;
  const middle = ORIENTATIONS * HALF_TAPS;
  for (let row = 0; row < CANVAS; row += 1) {
    for (let column = 0; column < CANVAS; column += 1) {
      const which = filterOf[row * CANVAS + column]!;
      const centre = at(row, column);
      let sum = taps[middle + which]! * source[centre]!;
      for (let tap = 0, weight = which * HALF_TAPS; tap < HALF_TAPS; tap += 1, weight += 1) {
        const offset = offsets[tap]!;
        sum += taps[weight]! * (source[centre - offset]! + source[centre + offset]!);
      }
      target[centre] = sum;
    }
  }
}

/** Brings the pattern to an even height, so that weak regions grow and strong ones do not run away. */
function clipSoftly(ridges: Float32Array): void {
  let total = 0;
  for (const value of ridges) total += Math.abs(value);
  const gain = 1.1 / Math.max(total / (CANVAS * CANVAS), 0.05);
  for (let index = 0; index < ridges.length; index += 1) {
    if (ridges[index] !== 0) ridges[index] = Math.tanh(gain * ridges[index]!);
  }
}

/** Zero-mean Gabor filters of about three lobes: half of each filter's taps, then the middle tap of each. */
function ridgeFilters(): Filters {
  const offsets = new Int32Array(HALF_TAPS);
  const taps = new Float32Array(ORIENTATIONS * HALF_TAPS + ORIENTATIONS);
  for (let which = 0; which < ORIENTATIONS; which += 1) {
    const filter = gabor((Math.PI * which) / ORIENTATIONS);
    for (let tap = 0; tap < HALF_TAPS; tap += 1) {
      const place = HALF_TAPS + 1 + tap;
      const side = 2 * RADIUS + 1;
      offsets[tap] = (Math.floor(place / side) - RADIUS) * STRIDE + (place % side) - RADIUS;
      taps[which * HALF_TAPS + tap] = filter[place]!;
    }
    taps[ORIENTATIONS * HALF_TAPS + which] = filter[HALF_TAPS]!;
  }
  return { taps, offsets };
}

function gabor(angle: number): readonly number[] {
  const cells = Array.from({ length: (2 * RADIUS + 1) ** 2 }, (_, place) => {
    const row = Math.floor(place / (2 * RADIUS + 1)) - RADIUS;
    const column = (place % (2 * RADIUS + 1)) - RADIUS;
    const across = -column * Math.sin(angle) - row * Math.cos(angle);
    const along = column * Math.cos(angle) - row * Math.sin(angle);
    const envelope = Math.exp(
      -(across ** 2) / (2 * (0.42 * PERIOD) ** 2) - along ** 2 / (2 * (0.6 * PERIOD) ** 2),
    );
    return { envelope, wave: Math.cos((2 * Math.PI * across) / PERIOD) };
  });
  const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const mean =
    sumOf(cells.map(({ envelope, wave }) => envelope * wave)) / sumOf(cells.map(({ envelope }) => envelope));
  const filter = cells.map(({ envelope, wave }) => (wave - mean) * envelope);
  const gain = sumOf(filter.map((value, place) => value * cells[place]!.wave));
  return filter.map((value) => value / gain);
}
