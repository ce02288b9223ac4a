import { type MinutiaeTemplate, NO_RIDGES, RIDGE_CELL_PIXELS } from '../../domain/minutiae-template.js';
import { type MinutiaPlaces, placesOf } from './minutia-places.js';
import { cosineOfTurn, DIRECTION_COSINES, DIRECTION_SINES, sineOfTurn } from './turn-tables.js';

/** Points around a minutia at which the orientation of the ridges is read. */
export const DESCRIPTOR_POINTS = 48;

/** A template made ready to be compared often. */
export type DescribedMinutiae = MinutiaPlaces & {
  /** For each minutia: 48 cosines, then 48 sines, of twice the angle between ridge and minutia, times 127. */
  readonly surroundings: Int8Array;
  /** For each minutia two words of 24 bits: which points lie on skin. */
  readonly seen: Int32Array;
  readonly template: MinutiaeTemplate;
};

/**
 * Orientation-based descriptors in the minutia's own frame, so that they do not change when the finger turns (Tico and
 * Kuosmanen, "Fingerprint matching using an orientation-based minutia descriptor", IEEE PAMI 25(8), 2003). A template
 * without a ridge field, as other people's records are, has empty ones.
 */
export function describeMinutiae(template: MinutiaeTemplate): DescribedMinutiae {
  const { count, source, x, y, direction } = placesOf(template);
  const surroundings = new Int8Array(count * 2 * DESCRIPTOR_POINTS);
  const seen = new Int32Array(count * 2);
  // Spelt out: each object spread here got a shape of its own, and the loops over them looked every property up.
  const described = { count, source, x, y, direction, surroundings, seen, template };
  if (hasRidges(template)) for (let index = 0; index < count; index++) describe(described, index);
  return described;
}

/** Whether the template says more than its minutiae. */
export function hasRidges({ ridges }: MinutiaeTemplate): boolean {
  return ridges.columns > 0 && ridges.rows > 0;
}

/** Whether a place in pixels lies on skin that touched. */
export function onSkin({ ridges }: MinutiaeTemplate, x: number, y: number): boolean {
  return orientationAt(ridges, x, y) !== NO_RIDGES;
}

const RINGS: readonly { readonly radius: number; readonly points: number }[] = [
  { radius: 14, points: 6 },
  { radius: 28, points: 10 },
  { radius: 44, points: 14 },
  { radius: 62, points: 18 },
];

/** The points around a minutia that points to the right: pixels to the right, and up. */
const ALONG = pointsOfRings(cosineOfTurn);
const LEFT = pointsOfRings(sineOfTurn);

function pointsOfRings(ofTurn: (part: number, whole: number) => number): Float64Array {
  return Float64Array.from(
    RINGS.flatMap(({ radius, points }) =>
      Array.from({ length: points }, (_, step) => radius * ofTurn(step, points)),
    ),
  );
}

/**
 * Orientations are 255ths of half a turn and directions 256ths of one. Twice the first less twice the second, in whole
 * parts of a turn, from `LEAST_DIFFERENCE` on; the tables give 127 times cosine and sine of each.
 */
const DOUBLED_PARTS = 255 * 128;
const LEAST_DIFFERENCE = -255 * 255;
const DIFFERENCES = 254 * 128 - LEAST_DIFFERENCE + 1;
const DOUBLED_COSINES = doubledTable(cosineOfTurn);
const DOUBLED_SINES = doubledTable(sineOfTurn);

function doubledTable(ofTurn: (part: number, whole: number) => number): Int8Array {
  return Int8Array.from({ length: DIFFERENCES }, (_, index) =>
    Math.round(127 * ofTurn(index + LEAST_DIFFERENCE, DOUBLED_PARTS)),
  );
}

function describe(minutiae: DescribedMinutiae, index: number): void {
  const { surroundings, seen } = minutiae;
  const { ridges } = minutiae.template;
  const direction = minutiae.direction[index]!;
  const cosine = DIRECTION_COSINES[direction]!;
  const sine = DIRECTION_SINES[direction]!;
  const [x, y] = [minutiae.x[index]!, minutiae.y[index]!];
  const base = index * 2 * DESCRIPTOR_POINTS;
  const start = -direction * 255 - LEAST_DIFFERENCE;
  for (let point = 0; point < DESCRIPTOR_POINTS; point++) {
    const along = ALONG[point]!;
    const left = LEFT[point]!;
    const orientation = orientationAt(
      ridges,
      x + cosine * along - sine * left,
      y - sine * along - cosine * left,
    );
    if (orientation === NO_RIDGES) continue;
    const difference = orientation * 128 + start;
    surroundings[base + point] = DOUBLED_COSINES[difference]!;
    surroundings[base + DESCRIPTOR_POINTS + point] = DOUBLED_SINES[difference]!;
    seen[index * 2 + (point < 24 ? 0 : 1)]! |= 1 << (point % 24);
  }
}

function orientationAt(ridges: MinutiaeTemplate['ridges'], x: number, y: number): number {
  const column = Math.floor((x + 0.5) / RIDGE_CELL_PIXELS);
  const row = Math.floor((y + 0.5) / RIDGE_CELL_PIXELS);
  if (column < 0 || row < 0 || column >= ridges.columns || row >= ridges.rows) return NO_RIDGES;
  return ridges.orientation[row * ridges.columns + column]!;
}
