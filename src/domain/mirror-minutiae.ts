import { decodeMinutiae, encodeMinutiae } from './minutiae-bytes.js';
import {
  type MinutiaeTemplate,
  NO_RIDGES,
  RIDGE_CELL_PIXELS,
  type RidgeField,
  WAVE_PERIOD,
  WAVE_PHASE,
} from './minutiae-template.js';

/**
 * What would have been found in the mirror image, left and right changed: of the same finger, were it one of the other hand.
 * Mirrored about the middle of the ridge field, and where there is none about that of the minutiae, so that the result lies where a
 * template may. The mirror image of it is the template itself. Its origin stays: where the mirrored part would lie in
 * the whole image is not known here.
 */
export function mirrorMinutiae(template: MinutiaeTemplate): MinutiaeTemplate {
  const { x, direction, ridges } = template;
  const sum = sumOfMirrored(template);
  return {
    ...template,
    x: x.map((place) => Math.max(0, sum - place)),
    direction: direction.map((each) => (HALF_TURN - each) & (2 * HALF_TURN - 1)),
    ridges: mirrorRidges(ridges),
  };
}

/** The same of a template in bytes; no bytes, which are no template, where these are none. */
export function mirrorMinutiaeBytes(bytes: Uint8Array): Uint8Array {
  const decoded = decodeMinutiae(bytes);
  return decoded.kind === 'template' ? encodeMinutiae(mirrorMinutiae(decoded.template)) : new Uint8Array();
}

/** What is compared, with its minutiae mirrored; nothing else of it changes. */
export function withMirroredMinutiae<
  Compared extends { readonly minutiae?: { readonly templateVersion: string; readonly bytes: Uint8Array } },
>(compared: Compared): Compared {
  const { minutiae } = compared;
  if (!minutiae) return compared;
  return { ...compared, minutiae: { ...minutiae, bytes: mirrorMinutiaeBytes(minutiae.bytes) } };
}

/** Of a direction, 256ths of a turn. */
const HALF_TURN = 128;
/** Of an orientation: as many parts are half a turn, which is the same line again. */
const ORIENTATIONS = 255;

/**
 * A place and its mirror image add up to this. The last pixel of a field becomes the first; what lies beyond its middle,
 * where no minutia is found, stays within the field.
 */
function sumOfMirrored({ x, ridges }: MinutiaeTemplate): number {
  if (ridges.columns > 0) return 10 * (RIDGE_CELL_PIXELS * ridges.columns - 1);
  return (
    x.reduce((least, place) => Math.min(least, place), x[0] ?? 0) +
    x.reduce((most, place) => Math.max(most, place), 0)
  );
}

function mirrorRidges({ columns, rows, orientation, wave }: RidgeField): RidgeField {
  const mirrored = { columns, rows, orientation: orientation.slice(), wave: wave.slice() };
  for (let cell = 0; cell < orientation.length; cell++) {
    const column = cell % columns;
    const opposite = cell - column + (columns - 1 - column);
    const ofOpposite = orientation[opposite]!;
    mirrored.orientation[cell] =
      ofOpposite === NO_RIDGES ? NO_RIDGES : (ORIENTATIONS - ofOpposite) % ORIENTATIONS;
    mirrored.wave[cell] = isCountedBack(ofOpposite) ? backwards(wave[opposite]!) : wave[opposite]!;
  }
  return mirrored;
}

/** Waves are counted to the right, which becomes the left; where ridges lie flat downwards, which stays. */
function isCountedBack(orientation: number): boolean {
  return orientation !== 0 && orientation !== NO_RIDGES;
}

/** Of a wave, how far it is in its period when counted the other way. */
function backwards(wave: number): number {
  return (-(wave & WAVE_PHASE) & WAVE_PHASE) | (wave & WAVE_PERIOD);
}
