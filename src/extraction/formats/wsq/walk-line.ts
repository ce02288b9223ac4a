/**
 * How the reference decoder joins the two halves of one line, as a list of products: which sample times which tap is
 * added to which output, in which order. It walks the samples with pointers that turn round at the ends of each half,
 * and its rules differ for filters and lines of odd and even length. Followed here step by step, oddities included,
 * since the order of 32-bit additions and every turn show in the pixels.
 */
import type { Filters } from './read-tables.js';

export type Line = {
  readonly length: number;
  /** The high half comes first. */
  readonly isInverted: boolean;
};

/** Receives the products of a line. `source` may lie beyond the line where the line is short for its filter. */
export type Products = {
  /** What the output held is forgotten. */
  clear(output: number): void;
  add(output: number, source: number, factor: number): void;
};

/** A line has at least two samples. */
export function walkLine({ length, isInverted }: Line, filters: Filters, products: Products): void {
  const isOddLine = length % 2 === 1;
  const lowLength = (length + 1) >> 1;
  const highLength = length - lowLength;
  const low = lowWalk(lowLength, isInverted ? highLength : 0, { isOddLine, filters, products });
  const high = highWalk(highLength, isInverted ? 0 : lowLength, { isOddLine, filters, products });
  products.clear(0);
  products.clear(1);
  for (let pair = 0; pair < highLength; pair += 1) {
    low.step();
    high.step();
  }
  low.finish();
  high.finish();
}

type Surroundings = { readonly isOddLine: boolean; readonly filters: Filters; readonly products: Products };
type Walk = { step(): void; finish(): void };

/** A place that moves one sample at a time and turns at both ends, standing still once where the end repeats. */
type Cursor = { at: number; step: number; repeatsFirst: boolean; repeatsLast: boolean };

function lowWalk(length: number, offset: number, { isOddLine, filters, products }: Surroundings): Walk {
  const { low } = filters;
  const taps = low.length;
  const isOddFilter = taps % 2 === 1;
  const middle = isOddFilter ? (taps - 1) >> 2 : Math.max((taps >> 2) - 1, 0);
  const firstTap = isOddFilter ? ((taps - 1) >> 1) % 2 : (taps >> 1) % 2;
  const start: Cursor = {
    at: middle,
    step: -1,
    repeatsFirst: !isOddFilter && taps >= 4,
    repeatsLast: !isOddLine,
  };
  const last = length - 1;
  let output = 0;
  const emit = (tap: number) => {
    const cursor = { ...start };
    products.clear(output);
    products.add(output, offset + cursor.at, low[tap]!);
    for (let index = tap + 2; index < taps; index += 2) {
      turn(cursor, last);
      cursor.at += cursor.step;
      products.add(output, offset + cursor.at, low[index]!);
    }
    output += 1;
  };
  let highestTap = firstTap;
  return {
    step: () => {
      for (let tap = highestTap; tap >= 0; tap -= 1) emit(tap);
      highestTap = 1;
      if (start.at === 0) turnAtFirst(start);
      start.at += start.step;
    },
    finish: () => {
      const lowestTap = (isOddLine ? 0 : 1) + (firstTap === 1 ? 1 : 0);
      for (let tap = 1; tap >= lowestTap; tap -= 1) emit(tap);
    },
  };
}

function turn(cursor: Cursor, last: number): void {
  if (cursor.at === 0) turnAtFirst(cursor);
  if (cursor.at !== last) return;
  cursor.step = cursor.repeatsLast ? 0 : -1;
  cursor.repeatsLast = false;
}

function turnAtFirst(cursor: Cursor): void {
  cursor.step = cursor.repeatsFirst ? 0 : 1;
  cursor.repeatsFirst = false;
}

/** Signs change where the high half is mirrored: filters of even length are antisymmetric. */
type SignedCursor = Cursor & { sign: number };

function highWalk(length: number, offset: number, { isOddLine, filters, products }: Surroundings): Walk {
  const { high } = filters;
  const taps = high.length;
  // The length of the low filter decides for both.
  const isAntisymmetric = filters.low.length % 2 === 0;
  const middle = isAntisymmetric ? Math.max((taps >> 2) - 1, 0) : ((taps + 1) >> 2) - 1;
  const firstTap = isAntisymmetric ? (taps >> 1) % 2 : ((taps + 1) >> 1) % 2;
  const start: SignedCursor = {
    at: middle,
    step: -1,
    repeatsFirst: isAntisymmetric ? taps >> 2 !== 0 : true,
    repeatsLast: isAntisymmetric || isOddLine,
    sign: isAntisymmetric ? -1 : 1,
  };
  const last = length - 1;
  const factors = isAntisymmetric ? high.map((factor) => -factor) : high;
  let fadesFrom = isAntisymmetric ? 2 : 0;
  let output = 0;
  const emit = (tap: number) => {
    const cursor = { ...start };
    let fade = fadesFrom;
    for (let index = tap; index < taps; index += 2) {
      if (cursor.at === 0) {
        if (!cursor.repeatsFirst) cursor.sign = 1;
        turnAtFirst(cursor);
      }
      if (cursor.at === last) {
        if (!cursor.repeatsLast) {
          cursor.step = -1;
          if (isAntisymmetric) cursor.sign = -1;
        } else {
          cursor.step = 0;
          cursor.repeatsLast = false;
          if (isAntisymmetric && isOddLine) {
            fade -= 1;
            cursor.sign = fade;
            cursor.repeatsLast = fade !== 0;
          }
        }
      }
      products.add(output, offset + cursor.at, factors[index]! * cursor.sign);
      cursor.at += cursor.step;
    }
    output += 1;
    return fade;
  };
  let highestTap = firstTap;
  return {
    step: () => {
      for (let tap = highestTap; tap >= 0; tap -= 1) emit(tap);
      highestTap = 1;
      if (start.at === 0) {
        if (!start.repeatsFirst) start.sign = 1;
        turnAtFirst(start);
      }
      start.at += start.step;
    },
    finish: () => {
      const lowestTap = (isOddLine ? 0 : 1) + (firstTap === 1 ? 1 : 0);
      const isPair = isOddLine && taps === 2;
      if (isPair) {
        start.at -= start.step;
        fadesFrom = 1;
      }
      for (let tap = 1; tap >= lowestTap; tap -= 1) {
        const fade = emit(tap);
        if (taps === 2) fadesFrom = fade;
      }
    },
  };
}
