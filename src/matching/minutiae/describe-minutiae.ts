import { type MinutiaeTemplate, NO_RIDGES, RIDGE_CELL_PIXELS } from '../../domain/minutiae-template.js';

/** Points around a minutia at which the orientation of the ridges is read. */
export const DESCRIPTOR_POINTS = 48;

/** A template made ready to be compared often. Minutiae are ordered by x, so that neighbours are found in a window. */
export type DescribedMinutiae = {
  readonly count: number;
  /** Index in the template of each minutia here, for drawing. */
  readonly source: Uint16Array;
  /** Pixels at 500 ppi. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Radians, counter-clockwise, y up. */
  readonly angle: Float64Array;
  /** For each minutia: 48 cosines, then 48 sines, of twice the angle between ridge and minutia, times 127. */
  readonly surroundings: Int8Array;
  /** For each minutia two words of 24 bits: which points lie on skin. */
  readonly seen: Int32Array;
  readonly template: MinutiaeTemplate;
};

/**
 * Orientation-based descriptors in the minutia's own frame, so that they do not change when the finger turns (Tico and
 * Kuosmanen, "Fingerprint matching using an orientation-based minutia descriptor", IEEE PAMI 25(8), 2003).
 */
export function describeMinutiae(template: MinutiaeTemplate): DescribedMinutiae {
  const count = template.x.length;
  const source = Uint16Array.from(template.x.keys()).sort(
    (a, b) => template.x[a]! - template.x[b]! || template.y[a]! - template.y[b]! || a - b,
  );
  const x = Float64Array.from(source, (index) => template.x[index]! / 10);
  const y = Float64Array.from(source, (index) => template.y[index]! / 10);
  const angle = Float64Array.from(source, (index) => (template.direction[index]! * 2 * Math.PI) / 256);
  const surroundings = new Int8Array(count * 2 * DESCRIPTOR_POINTS);
  const seen = new Int32Array(count * 2);
  const described = { count, source, x, y, angle, surroundings, seen, template };
  for (let index = 0; index < count; index++) describe(described, index);
  return described;
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

function describe(minutiae: DescribedMinutiae, index: number): void {
  const angle = minutiae.angle[index]!;
  const base = index * 2 * DESCRIPTOR_POINTS;
  let point = 0;
  for (const { radius, points } of RINGS) {
    for (let step = 0; step < points; step++, point++) {
      const towards = angle + (2 * Math.PI * step) / points;
      const orientation = orientationAt(
        minutiae.template.ridges,
        minutiae.x[index]! + radius * Math.cos(towards),
        minutiae.y[index]! - radius * Math.sin(towards),
      );
      if (orientation === NO_RIDGES) continue;
      const doubled = (orientation * 2 * Math.PI) / 255 - 2 * angle;
      minutiae.surroundings[base + point] = Math.round(127 * Math.cos(doubled));
      minutiae.surroundings[base + DESCRIPTOR_POINTS + point] = Math.round(127 * Math.sin(doubled));
      minutiae.seen[index * 2 + (point < 24 ? 0 : 1)]! |= 1 << (point % 24);
    }
  }
}

function orientationAt(ridges: MinutiaeTemplate['ridges'], x: number, y: number): number {
  const column = Math.floor((x + 0.5) / RIDGE_CELL_PIXELS);
  const row = Math.floor((y + 0.5) / RIDGE_CELL_PIXELS);
  if (column < 0 || row < 0 || column >= ridges.columns || row >= ridges.rows) return NO_RIDGES;
  return ridges.orientation[row * ridges.columns + column]!;
}
