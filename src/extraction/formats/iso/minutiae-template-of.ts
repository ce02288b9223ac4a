/**
 * Between a view of a minutiae record and the hub's template. Both have the origin at the top left of the image, x to the
 * right and y down; angles counter-clockwise from the x axis, along the ridge at an ending and along the valley at a
 * bifurcation (ISO/IEC 19794-2:2005 clause 6, INCITS 378-2004 clause 5): nothing is turned or mirrored. Units differ.
 *
 * - Places: whole pixels at the record's pixels per centimetre; ours are tenths of a pixel at 500 ppi. The field of the
 *   resolution has no fraction: 197 and 394 are what 500 and 1000 ppi (196.85 and 393.70) become in it, and are read so;
 *   every other number is taken at its word.
 * - Angles: 256ths of a turn in ISO, as ours; in INCITS steps of 2 degrees, rounded to the nearest of ours.
 * - Quality: 0, or 254 and 255 where the layout has them, is "not reported" and becomes 0.
 */
import {
  MAXIMUM_MINUTIAE,
  MAXIMUM_RIDGE_CELLS,
  type MinutiaeTemplate,
  RIDGE_CELL_PIXELS,
  WITHOUT_RIDGES,
} from '../../../domain/minutiae-template.js';
import { angleOfDirection, directionOfAngle } from './minutiae-angles.js';
import type { MinutiaeLayout, MinutiaeView, RecordedMinutiae } from './minutiae-record.js';

/** How far out a template may have minutiae, in tenths of a pixel. */
const REACH = 10 * RIDGE_CELL_PIXELS * MAXIMUM_RIDGE_CELLS;

/**
 * A template without a ridge field. Of more minutiae than it keeps, those of the best quality, and among equals those
 * nearest the middle of them all; minutiae keep their order. `too-large`: minutiae lie farther apart than on a finger.
 */
export function minutiaeTemplateOf(
  view: Pick<MinutiaeView, 'minutiae' | 'resolution'>,
  layout: MinutiaeLayout,
): { readonly kind: 'template'; readonly template: MinutiaeTemplate } | { readonly kind: 'too-large' } {
  const { minutiae, resolution } = view;
  const x = tenths(minutiae.x, resolution.x);
  const y = tenths(minutiae.y, resolution.y);
  const origin = { x: wholePixels(Math.min(...x)), y: wholePixels(Math.min(...y)) };
  const kept = surest(minutiae, x, y);
  const place = (values: readonly number[], from: number) => kept.map((index) => values[index]! - 10 * from);
  const [keptX, keptY] = [place(x, origin.x), place(y, origin.y)];
  if ([...keptX, ...keptY].some((each) => each >= REACH) || Math.max(origin.x, origin.y) > 0xffff)
    return { kind: 'too-large' };
  const template: MinutiaeTemplate = {
    x: Int16Array.from(keptX),
    y: Int16Array.from(keptY),
    direction: Uint8Array.from(kept, (index) => directionOfAngle(layout, minutiae.angle[index]!)),
    type: Uint8Array.from(kept, (index) => minutiae.type[index]!),
    quality: Uint8Array.from(kept, (index) => reportedQuality(minutiae, index)),
    ridges: WITHOUT_RIDGES,
    ...(origin.x === 0 && origin.y === 0 ? {} : { origin }),
  };
  return { kind: 'template', template };
}

/**
 * A view of what the hub found in an image at 500 ppi: places in whole pixels, all else as it is but for INCITS's angles.
 * `widthPx`, `heightPx`: of the image, at 500 ppi; places outside, which rounding can bring about, move to its edge.
 */
export function minutiaeViewOf(
  template: MinutiaeTemplate,
  image: Pick<MinutiaeView, 'widthPx' | 'heightPx'>,
  layout: MinutiaeLayout,
): Pick<MinutiaeView, 'minutiae' | 'resolution' | 'widthPx' | 'heightPx' | 'extendedData'> {
  const origin = template.origin ?? { x: 0, y: 0 };
  const pixel = (tenths: number, from: number, side: number) =>
    Math.min(side - 1, Math.max(0, Math.round(tenths / 10) + from));
  const minutiae: RecordedMinutiae = {
    type: template.type,
    x: Uint16Array.from(template.x, (x) => pixel(x, origin.x, image.widthPx)),
    y: Uint16Array.from(template.y, (y) => pixel(y, origin.y, image.heightPx)),
    reserved: new Uint8Array(template.x.length),
    angle: template.direction.map((direction) => angleOfDirection(layout, direction)),
    quality: template.quality,
  };
  return { minutiae, resolution: { x: 197, y: 197 }, ...image, extendedData: new Uint8Array(0) };
}

/** Pixels per centimetre that stand for a whole number of pixels per inch. */
const NOMINAL_PPI: Readonly<Record<number, number>> = { 197: 500, 394: 1000 };

function tenths(places: Uint16Array, perCentimetre: number): readonly number[] {
  const ppi = NOMINAL_PPI[perCentimetre];
  // 5000 tenths of a pixel at 500 ppi are an inch, 2.54 centimetres.
  const [numerator, denominator] = ppi === undefined ? [500_000, 254 * perCentimetre] : [5000, ppi];
  return Array.from(places, (place) => Math.round((place * numerator) / denominator));
}

function wholePixels(tenths: number): number {
  return Number.isFinite(tenths) ? Math.floor(tenths / 10) : 0;
}

function reportedQuality({ quality }: RecordedMinutiae, index: number): number {
  const stated = quality?.[index] ?? 0;
  return stated > 100 ? 0 : stated;
}

function surest(minutiae: RecordedMinutiae, x: readonly number[], y: readonly number[]): readonly number[] {
  const all = Array.from(x.keys());
  if (all.length <= MAXIMUM_MINUTIAE) return all;
  const middle = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
  const [middleX, middleY] = [middle(x), middle(y)];
  const away = all.map((index) => (x[index]! - middleX) ** 2 + (y[index]! - middleY) ** 2);
  return all
    .sort(
      (a, b) => reportedQuality(minutiae, b) - reportedQuality(minutiae, a) || away[a]! - away[b]! || a - b,
    )
    .slice(0, MAXIMUM_MINUTIAE)
    .sort((a, b) => a - b);
}
