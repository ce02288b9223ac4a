import { exponential } from './exponential.js';
import type { MinutiaPlaces } from './minutia-places.js';
import { hullOf, isWithinHull, type MinutiaeHull } from './minutiae-hull.js';
import { DIRECTION_COSINES, DIRECTION_SINES } from './turn-tables.js';

/**
 * Minutia cylinder codes in bits (Cappelli, Ferrara and Maltoni, "Minutia Cylinder-Code: a new representation and
 * matching technique for fingerprint recognition", IEEE PAMI 32(12), 2010; parameters of its table 1, MCC8b): around
 * each minutia, in its own frame, 8 x 8 cells of 17.5 px and for each six differences of direction; a bit is set where
 * neighbours are near in place and direction. Nothing but the minutiae is read.
 */
export type MinutiaCylinders = {
  /** For each minutia `CYLINDER_WORDS` words: for each difference of direction the 64 cells, in two words. */
  readonly bits: Int32Array;
  /** For each minutia two words: the cells that the template can say something about. */
  readonly valid: Int32Array;
  readonly hull: MinutiaeHull;
};

const SIDE = 8;
const CELLS = SIDE * SIDE;
const SECTIONS = 6;
export const CYLINDER_WORDS = 2 * SECTIONS;
const RADIUS_PIXELS = 70;
const CELL_PIXELS = (2 * RADIUS_PIXELS) / SIDE;
const SIGMA_PIXELS = 28 / 3;
/** Farthest that a minutia weighs on a cell: three standard deviations. */
const REACH_PIXELS = 28;
/** 2 pi / 9, in 256ths of a turn. */
const SIGMA_DIRECTION = 256 / 9;
const LEAST_CONTRIBUTION = 0.01;
export const HULL_MARGIN_PIXELS = 50;
const ROOT_OF_TWO_PI = 2.5066282746310002;

/** Cylinders of every minutia. Those with too few valid cells or neighbours to say anything have none: all bits 0. */
export function cylindersOf(places: MinutiaPlaces): MinutiaCylinders {
  const hull = hullOf(places);
  const bits = new Int32Array(places.count * CYLINDER_WORDS);
  const valid = new Int32Array(places.count * 2);
  const sums = new Float64Array(CELLS * SECTIONS);
  for (let index = 0; index < places.count; index++) {
    sums.fill(0);
    const validCells = markValid(places, index, hull, valid);
    const neighbours = addNeighbours(places, index, sums);
    if (validCells < LEAST_VALID_CELLS || neighbours < LEAST_NEIGHBOURS) {
      valid.fill(0, 2 * index, 2 * index + 2);
      continue;
    }
    for (let section = 0; section < SECTIONS; section++) {
      for (let cell = 0; cell < CELLS; cell++) {
        if (sums[section * CELLS + cell]! < LEAST_CONTRIBUTION) continue;
        const half = cell >> 5;
        const isValid = (valid[2 * index + half]! >>> (cell & 31)) & 1;
        bits[index * CYLINDER_WORDS + 2 * section + half]! |= isValid << (cell & 31);
      }
    }
  }
  return { bits, valid, hull };
}

const LEAST_NEIGHBOURS = 2;

/** Middles of the cells in the minutia's frame: pixels along its direction, and to its left. */
const CELL_ALONG = Float64Array.from(
  { length: CELLS },
  (_, cell) => ((cell % SIDE) + 0.5) * CELL_PIXELS - RADIUS_PIXELS,
);
const CELL_LEFT = Float64Array.from(
  { length: CELLS },
  (_, cell) => (Math.floor(cell / SIDE) + 0.5) * CELL_PIXELS - RADIUS_PIXELS,
);
const IN_CIRCLE = Uint8Array.from({ length: CELLS }, (_, cell) =>
  CELL_ALONG[cell]! ** 2 + CELL_LEFT[cell]! ** 2 <= RADIUS_PIXELS ** 2 ? 1 : 0,
);
/** minVC of the publication: three quarters of the circle. */
const LEAST_VALID_CELLS = 0.75 * IN_CIRCLE.reduce((sum, each) => sum + each, 0);

function markValid(places: MinutiaPlaces, index: number, hull: MinutiaeHull, valid: Int32Array): number {
  const cosine = DIRECTION_COSINES[places.direction[index]!]!;
  const sine = DIRECTION_SINES[places.direction[index]!]!;
  let count = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    if (IN_CIRCLE[cell] === 0) continue;
    const along = CELL_ALONG[cell]!;
    const left = CELL_LEFT[cell]!;
    const x = places.x[index]! + cosine * along - sine * left;
    const y = places.y[index]! - sine * along - cosine * left;
    if (!isWithinHull(hull, x, y, HULL_MARGIN_PIXELS)) continue;
    valid[2 * index + (cell >> 5)]! |= 1 << (cell & 31);
    count++;
  }
  return count;
}

/** Adds what each neighbour weighs on the cells near it; says how many were near any. */
function addNeighbours(places: MinutiaPlaces, index: number, sums: Float64Array): number {
  const { x, y, direction, count } = places;
  const cosine = DIRECTION_COSINES[direction[index]!]!;
  const sine = DIRECTION_SINES[direction[index]!]!;
  const farthest = RADIUS_PIXELS + REACH_PIXELS;
  let neighbours = 0;
  for (let other = 0; other < count; other++) {
    if (other === index) continue;
    const dx = x[other]! - x[index]!;
    const dy = y[index]! - y[other]!;
    if (dx * dx + dy * dy > farthest * farthest) continue;
    neighbours++;
    addNeighbour(
      sums,
      cosine * dx + sine * dy,
      cosine * dy - sine * dx,
      (direction[index]! - direction[other]!) & 255,
    );
  }
  return neighbours;
}

function addNeighbour(sums: Float64Array, along: number, left: number, difference: number): void {
  const first = (place: number) =>
    Math.max(0, Math.ceil((place + RADIUS_PIXELS - REACH_PIXELS) / CELL_PIXELS - 0.5));
  const last = (place: number) =>
    Math.min(SIDE - 1, Math.floor((place + RADIUS_PIXELS + REACH_PIXELS) / CELL_PIXELS - 0.5));
  for (let row = first(left); row <= last(left); row++) {
    for (let column = first(along); column <= last(along); column++) {
      const cell = row * SIDE + column;
      const square = (along - CELL_ALONG[cell]!) ** 2 + (left - CELL_LEFT[cell]!) ** 2;
      if (square > REACH_PIXELS * REACH_PIXELS) continue;
      const near = PLACE_WEIGHTS[Math.floor(square)]!;
      for (let section = 0; section < SECTIONS; section++) {
        sums[section * CELLS + cell]! += near * DIRECTION_WEIGHTS[section * 256 + difference]!;
      }
    }
  }
}

/** Normal density of the distance, by its whole square (formula 5 of the publication). */
const PLACE_WEIGHTS = Float64Array.from(
  { length: REACH_PIXELS * REACH_PIXELS + 1 },
  (_, square) => exponential(-square / (2 * SIGMA_PIXELS * SIGMA_PIXELS)) / (SIGMA_PIXELS * ROOT_OF_TWO_PI),
);

/**
 * For each section and difference of direction, the normal distribution's mass over the section around the difference
 * (formula 9), as the sum of its density over 256ths of a turn.
 */
const DIRECTION_WEIGHTS = directionWeights();

function directionWeights(): Float64Array {
  const weights = new Float64Array(SECTIONS * 256);
  const width = 256 / SECTIONS;
  const steps = 64;
  for (let section = 0; section < SECTIONS; section++) {
    for (let difference = 0; difference < 256; difference++) {
      const gap = (((((section + 0.5) * width - 128 - difference + 128) % 256) + 256) % 256) - 128;
      let mass = 0;
      for (let step = 0; step < steps; step++) {
        const at = (gap + ((step + 0.5) / steps - 0.5) * width) / SIGMA_DIRECTION;
        mass += exponential((-at * at) / 2);
      }
      weights[section * 256 + difference] = (mass * width) / (steps * SIGMA_DIRECTION * ROOT_OF_TWO_PI);
    }
  }
  return weights;
}

/** For the test that holds them to a checksum. */
export const CYLINDER_TABLES = { places: PLACE_WEIGHTS, directions: DIRECTION_WEIGHTS } as const;
