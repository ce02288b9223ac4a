/**
 * Templates of strangers made without any image, a millisecond each: embeddings that are as like each other as those of
 * fingers are, and minutiae that follow an orientation field of a finger. For galleries in which nobody should be found.
 */
import type { MinutiaeTemplate, RidgeField } from '../../src/domain/minutiae-template.js';
import { NO_RIDGES, RIDGE_CELL_PIXELS } from '../../src/domain/minutiae-template.js';
import { CANVAS, createOrientationField } from '../../src/testing/synthetic/orientation-field.js';
import { createRandom, type Random } from '../../src/testing/synthetic/random.js';

export type FastTemplate = {
  readonly quality: number;
  readonly embedding: Int8Array;
  readonly minutiae: MinutiaeTemplate;
};

const DIMENSION = 256;
/** Share of what all fingers have in common: gives two strangers the median cosine that held-out ones have, 0.3. */
const COMMON = 0.55;
const SCALE = 400;
/** Fields are dear, minutiae are not. */
const FINGERS_PER_FIELD = 20;
const COLUMNS = (2 * CANVAS) / RIDGE_CELL_PIXELS;

/** `common`: what embeddings of fingers have in common, of any length; their mean. */
export function fastGallery(seed: string, count: number, common: readonly number[]): readonly FastTemplate[] {
  const random = createRandom(`fast-gallery/${seed}`);
  const shared = common.map((value) => value / Math.hypot(...common));
  let field = fieldOf(random);
  return Array.from({ length: count }, (_, index) => {
    if (index % FINGERS_PER_FIELD === 0) field = fieldOf(random);
    return {
      quality: random.integer(40, 100),
      embedding: embeddingOf(shared, random),
      minutiae: minutiaeOf(field, random),
    };
  });
}

function embeddingOf(common: readonly number[], random: Random): Int8Array {
  const own = unitVector(random);
  const mixed = own.map((value, k) => value * Math.sqrt(1 - COMMON * COMMON) + common[k]! * COMMON);
  const length = Math.hypot(...mixed);
  return Int8Array.from(mixed, (value) =>
    Math.max(-127, Math.min(127, Math.round((SCALE * value) / length))),
  );
}

function unitVector(random: Random): readonly number[] {
  const values = Array.from({ length: DIMENSION }, () => random.normal(1));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

type Field = { readonly ridges: RidgeField; readonly theta: Float32Array };

/** Ridges of one finger under an ellipse, in cells of 8 px at 500 ppi. */
function fieldOf(random: Random): Field {
  const theta = Float32Array.from(createOrientationField(random.fork(`field/${random.bits()}`)).theta);
  const orientation = new Uint8Array(COLUMNS * COLUMNS).fill(NO_RIDGES);
  for (let row = 0; row < COLUMNS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      if (!isSkin(column / COLUMNS, row / COLUMNS)) continue;
      const angle = thetaAt(theta, column * RIDGE_CELL_PIXELS, row * RIDGE_CELL_PIXELS);
      orientation[row * COLUMNS + column] = Math.floor((((angle / Math.PI) % 1) + 1) * 255) % 255;
    }
  }
  const wave = orientation.map((each) => (each === NO_RIDGES ? 0 : random.bits() & 255));
  return { ridges: { columns: COLUMNS, rows: COLUMNS, orientation, wave }, theta };
}

function isSkin(across: number, down: number): boolean {
  return ((across - 0.5) / 0.38) ** 2 + ((down - 0.5) / 0.45) ** 2 < 1;
}

/** At a place in px at 500 ppi. */
function thetaAt(theta: Float32Array, x: number, y: number): number {
  return theta[Math.min(CANVAS - 1, y >> 1) * CANVAS + Math.min(CANVAS - 1, x >> 1)]!;
}

function minutiaeOf({ ridges, theta }: Field, random: Random): MinutiaeTemplate {
  const places: { x: number; y: number }[] = [];
  const wanted = random.integer(25, 55);
  while (places.length < wanted) {
    const [x, y] = [random.integer(0, 2 * CANVAS - 1), random.integer(0, 2 * CANVAS - 1)];
    if (isSkin(x / (2 * CANVAS), y / (2 * CANVAS))) places.push({ x, y });
  }
  const directions = places.map(
    ({ x, y }) => thetaAt(theta, x, y) / (2 * Math.PI) + (random.chance(0.5) ? 0.5 : 0),
  );
  return {
    x: Int16Array.from(places, ({ x }) => 10 * x),
    y: Int16Array.from(places, ({ y }) => 10 * y),
    direction: Uint8Array.from(directions, (turn) => Math.round(turn * 256) & 255),
    type: Uint8Array.from(places, () => random.integer(1, 2)),
    quality: Uint8Array.from(places, () => random.integer(30, 95)),
    ridges,
  };
}
