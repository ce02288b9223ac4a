import t from 'tap';
import { plainSynthesise } from '../../../../bench/formats/plain-wsq-decode.js';
import { createRandom, type Random } from '../../../testing/synthetic/random.js';
import type { Filters } from './read-tables.js';
import { layOutSubbands } from './subband-layout.js';
import { synthesise, synthesiseGenerally } from './synthesise.js';

t.test('the kernel and the plan give what the plain synthesis gives, bit by bit', async (t) => {
  for (let size = 49; size < 130; size += 1) {
    const random = createRandom(`kernel/${size}`);
    const widthPx = size;
    const heightPx = random.integer(49, 180);
    t.ok(
      isEqual({ widthPx, heightPx, filters: randomFilters(random, 7, 9), random }),
      `${widthPx} x ${heightPx}`,
    );
  }
});

t.test('filters of every length from 2 to 32', async (t) => {
  for (let low = 2; low <= 32; low += 1) {
    const random = createRandom(`filters/${low}`);
    const other = low + 2 * random.integer(-1, 1);
    const high = other < 2 || other > 32 ? low : other;
    const widthPx = random.integer(30 + 8 * low, 60 + 8 * low);
    const heightPx = random.integer(30 + 8 * low, 60 + 8 * low);
    const filters = randomFilters(random, low, high);
    t.ok(
      isEqual({ widthPx, heightPx, filters, random }),
      `${low} and ${high} taps, ${widthPx} x ${heightPx}`,
    );
  }
});

t.test('small images: short lines read their neighbours as the reference does', async (t) => {
  let decoded = 0;
  for (let widthPx = 17; widthPx < 60; widthPx += 1) {
    const random = createRandom(`small/${widthPx}`);
    const heightPx = random.integer(17, 60);
    decoded += isEqual({ widthPx, heightPx, filters: randomFilters(random, 7, 9), random }) ? 1 : 0;
  }
  t.ok(decoded > 15, `${decoded} of 43`);
  const filters = randomFilters(createRandom('tiny'), 7, 9);
  for (const side of [1, 2, 8, 16]) {
    t.notOk(synthesise(new Float32Array(side * side), layOutSubbands(side, side), filters), `${side} pixels`);
  }
});

t.test('lines of zeros and of zeros in the high half', async (t) => {
  const random = createRandom('zeros');
  const layout = layOutSubbands(200, 150);
  const filters = randomFilters(random, 7, 9);
  const image = randomImage(random, 200 * 150).map((value, index) =>
    index % 200 < 120 || index > 9000 ? 0 : value,
  );
  const twin = image.slice();
  synthesise(image, layout, filters);
  plainSynthesise(twin, layout, filters);
  t.ok(isSame(image, twin));
});

type Case = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly filters: Filters;
  readonly random: Random;
};

/** All ways to the same image; false also where the image is refused. */
function isEqual({ widthPx, heightPx, filters, random }: Case): boolean {
  const layout = layOutSubbands(widthPx, heightPx);
  const start = randomImage(random, widthPx * heightPx);
  const [fast, general, plain] = [start.slice(), start.slice(), start.slice()];
  if (!synthesise(fast, layout, filters) || !synthesiseGenerally(general, layout, filters)) return false;
  plainSynthesise(plain, layout, filters);
  return isSame(fast, plain) && isSame(general, plain);
}

function isSame(left: Float32Array, right: Float32Array): boolean {
  return left.every((value, index) => value === right[index]);
}

function randomImage(random: Random, length: number): Float32Array {
  return Float32Array.from({ length }, () => (random.chance(0.3) ? random.uniform(-500, 500) : 0));
}

/** Symmetric where odd; a high filter of even length is antisymmetric. */
function randomFilters(random: Random, lowTaps: number, highTaps: number): Filters {
  const filter = (taps: number, mirror: number) => {
    const half = Float32Array.from({ length: (taps + 1) >> 1 }, () => random.uniform(-1, 1));
    return Float32Array.from({ length: taps }, (_, index) =>
      index < half.length ? half[index]! : (taps % 2 ? 1 : mirror) * half[taps - 1 - index]!,
    );
  };
  return { low: filter(lowTaps, 1), high: filter(highTaps, -1) };
}
