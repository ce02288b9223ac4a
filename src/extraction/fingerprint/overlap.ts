/**
 * Whether two fingers lie over each other in one image: a sensor that was not wiped, or two that touched it at once. Where
 * they do, ridges of two directions cross, over an area; where one finger has two directions (at a core, a delta, a
 * crease) it has them in few windows. Looks at directions alone: where both run alike nothing is seen.
 *
 * The numbers were found on synthetic prints, see models/fingerprint-foreground.md.
 */
import type { MaskedImage } from './mask-image.js';
import { DIRECTIONS, RINGS, type RidgeDirections, ridgeDirections, STEP_PX } from './ridge-directions.js';

/** Square centimetres of the largest patch in which ridges of two directions cross. */
export function overlapCm2({ image, foreground }: MaskedImage): number {
  return largestPatch(crossings(ridgeDirections(image, foreground))) * CM2_OF_WINDOW;
}

/** Windows lie half of their side apart: each stands for what is nearest to its middle. */
export const CM2_OF_WINDOW = ((STEP_PX * 2.54) / 250) ** 2;

type Crossings = {
  readonly columns: number;
  /** Of each window: the stronger and the weaker direction, `NONE` where there is but one. */
  readonly stronger: Uint8Array;
  readonly weaker: Uint8Array;
};

const NONE = 255;
/** What a window shows of two directions. */
export type Crossing = {
  stronger: number;
  weaker: number;
  /** Of the weaker to the stronger. */
  ratio: number;
  /** Least power between them, of the weaker: a ridge that turns passes all directions between. */
  valley: number;
  /** What the two have of all power. */
  both: number;
  /** How much of the weaker is of one period, which noise and creases are not. */
  peaked: number;
  /** How much their periods differ: the logarithm of their ratio, without sign. */
  periods: number;
};

const crossing: Crossing = { stronger: 0, weaker: 0, ratio: 0, valley: 0, both: 0, peaked: 0, periods: 0 };

const PLACES = DIRECTIONS * RINGS;
/** 30 degrees: nearer waves are one peak in a window. */
const APART = 4;
/** 15 degrees to both sides of a peak belong to it. */
const PEAK_REACH = 2;

const byDirection = new Float32Array(DIRECTIONS);
const byRing = new Float32Array(RINGS);

function crossings({ columns, isOnSkin, power }: RidgeDirections): Crossings {
  const stronger = new Uint8Array(isOnSkin.length).fill(NONE);
  const weaker = new Uint8Array(isOnSkin.length).fill(NONE);
  for (let window = 0; window < isOnSkin.length; window++) {
    if (isOnSkin[window] === 0) continue;
    if (!measureCrossing(power, window, crossing) || evidence(crossing) < EVIDENCE_MIN) continue;
    stronger[window] = crossing.stronger;
    weaker[window] = crossing.weaker;
  }
  return { columns, stronger, weaker };
}

function sumRings(power: Float32Array, from: number): void {
  for (let direction = 0, at = from; direction < DIRECTIONS; direction++) {
    let sum = 0;
    for (let ring = 0; ring < RINGS; ring++, at++) sum += power[at]!;
    byDirection[direction] = sum;
  }
}

function turned(direction: number, by: number): number {
  return (direction + by + DIRECTIONS) % DIRECTIONS;
}

function strongestDirection(): number {
  let most = 0;
  for (let direction = 1; direction < DIRECTIONS; direction++)
    if (byDirection[direction]! > byDirection[most]!) most = direction;
  return most;
}

/** The highest peak that is far enough from the first. */
function secondPeak(first: number): number {
  let most = NONE;
  for (let by = APART; by <= DIRECTIONS - APART; by++) {
    const direction = turned(first, by);
    const value = byDirection[direction]!;
    if (value < byDirection[turned(direction, 1)]! || value < byDirection[turned(direction, -1)]!) continue;
    if (most === NONE || value > byDirection[most]!) most = direction;
  }
  return most;
}

/**
 * Log odds that two fingers cross in a window rather than one that shows there, of a logistic regression: 3,028 windows of
 * pairs in which both prints can be seen and cross, 86,255 of single impressions (bench/accuracy/fit-overlap.ts, 2026-11-27). Above
 * the limit lie 85 % of the former and 1.8 % of the latter.
 */
const EVIDENCE = { constant: -3.06, ratio: 2.34, valley: -6.64, both: 5.64, peaked: 3.75, periods: -3.67 };
export const EVIDENCE_MIN = -1.5;

function evidence({ ratio, valley, both, peaked, periods }: Crossing): number {
  return (
    EVIDENCE.constant +
    EVIDENCE.ratio * Math.log(ratio + FAINTEST) +
    EVIDENCE.valley * valley +
    EVIDENCE.both * both +
    EVIDENCE.peaked * peaked +
    EVIDENCE.periods * periods
  );
}

/** What is fainter beside the stronger is all the same. */
export const FAINTEST = 0.02;

/** False where there is no second direction. */
export function measureCrossing(power: Float32Array, window: number, into: Crossing): boolean {
  const from = window * PLACES;
  sumRings(power, from);
  const stronger = strongestDirection();
  const weaker = secondPeak(stronger);
  if (weaker === NONE) return false;
  into.stronger = stronger;
  into.weaker = weaker;
  into.ratio = byDirection[weaker]! / byDirection[stronger]!;
  into.valley = Math.max(lowest(stronger, weaker), lowest(weaker, stronger)) / byDirection[weaker]!;
  into.both = shareOf(stronger, weaker);
  const wavesOfStronger = measureRings(power, from, stronger).waves;
  const { waves, peaked } = measureRings(power, from, weaker);
  into.peaked = peaked;
  into.periods = Math.abs(Math.log(wavesOfStronger / waves));
  return true;
}

/** Least power on the way from one direction to another. */
function lowest(from: number, to: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let direction = turned(from, 1); direction !== to; direction = turned(direction, 1))
    least = Math.min(least, byDirection[direction]!);
  return least;
}

function shareOf(first: number, second: number): number {
  let [sum, total] = [0, 0];
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    total += byDirection[direction]!;
    if (between(direction, first) <= PEAK_REACH || between(direction, second) <= PEAK_REACH)
      sum += byDirection[direction]!;
  }
  return sum / total;
}

/** The shorter way. */
function between(a: number, b: number): number {
  const off = Math.abs(a - b);
  return Math.min(off, DIRECTIONS - off);
}

const measured = { waves: 0, peaked: 0 };
/** Waves per window in the middle of the first ring. */
const FIRST_RING = 5;

/** The two neighbouring rings that hold most of a direction: their share, and the waves per window. */
function measureRings(power: Float32Array, from: number, direction: number): Readonly<typeof measured> {
  let [total, most] = [0, 0];
  for (let ring = 0; ring < RINGS; ring++) {
    byRing[ring] = 0;
    for (let by = -1; by <= 1; by++) byRing[ring]! += power[from + turned(direction, by) * RINGS + ring]!;
    total += byRing[ring]!;
  }
  measured.waves = FIRST_RING;
  for (let ring = 0; ring < RINGS; ring++) {
    const outer = ring + 1 < RINGS ? byRing[ring + 1]! : 0;
    const sum = byRing[ring]! + outer;
    if (sum <= most) continue;
    most = sum;
    measured.waves = FIRST_RING + ring + outer / sum;
  }
  measured.peaked = total > 0 ? most / total : 0;
  return measured;
}

/** Neighbours belong together where each of their directions turns by at most 22.5 degrees. */
const TURN_MAX = 3;
/**
 * Lines that a sensor writes, along rows or columns, cross the ridges everywhere. So many of the windows of a patch have
 * to have no direction that lies exactly along either.
 */
const OFF_AXIS_MIN = 0.7;

/** Windows in the largest patch of windows that lie side by side and agree. */
function largestPatch({ columns, stronger, weaker }: Crossings): number {
  const isSeen = new Uint8Array(stronger.length);
  const waiting = new Int32Array(stronger.length);
  let largest = 0;
  for (let start = 0; start < stronger.length; start++) {
    if (stronger[start] === NONE || isSeen[start] === 1) continue;
    let [waitingCount, count, offAxis] = [1, 0, 0];
    waiting[0] = start;
    isSeen[start] = 1;
    while (waitingCount > 0) {
      const window = waiting[--waitingCount]!;
      count++;
      if (!isAlongAxis(stronger[window]!) && !isAlongAxis(weaker[window]!)) offAxis++;
      for (let side = 0; side < 4; side++) {
        const next = neighbour(window, side, columns, stronger.length);
        if (next < 0 || isSeen[next] === 1 || !agree(window, next)) continue;
        isSeen[next] = 1;
        waiting[waitingCount++] = next;
      }
    }
    largest = Math.max(largest, Math.min(count, offAxis / OFF_AXIS_MIN));
  }
  return largest;

  function agree(a: number, b: number): boolean {
    if (stronger[b] === NONE) return false;
    const [a1, a2, b1, b2] = [stronger[a]!, weaker[a]!, stronger[b]!, weaker[b]!];
    return (
      Math.min(Math.max(between(a1, b1), between(a2, b2)), Math.max(between(a1, b2), between(a2, b1))) <=
      TURN_MAX
    );
  }
}

function isAlongAxis(direction: number): boolean {
  return direction % (DIRECTIONS / 2) === 0;
}

/** Left, right, above, below; -1 where there is none. */
function neighbour(window: number, side: number, columns: number, count: number): number {
  const column = window % columns;
  if (side === 0) return column > 0 ? window - 1 : -1;
  if (side === 1) return column + 1 < columns ? window + 1 : -1;
  const next = side === 2 ? window - columns : window + columns;
  return next >= 0 && next < count ? next : -1;
}
