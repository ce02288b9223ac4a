/** Minutiae templates of fingers that never existed, for tests of what stands around the comparison. */
import { encodeMinutiae } from '../domain/minutiae-bytes.js';
import type { MinutiaeTemplate } from '../domain/minutiae-template.js';
import { seededRandom } from './seeded-random.js';

const COLUMNS = 40;
const ROWS = 48;
const MINUTIAE = 36;
/** Cells that an impression may be shifted by. */
const SHIFT_MAX = 20;

/** The same finger shifted by so many whole cells of 8 px to the right, with its skin. */
export function randomMinutiae(finger: number, shiftCells = 0): MinutiaeTemplate {
  const random = seededRandom(9_000 + finger);
  const [across, down, phase] = [0.01 + 0.01 * random(), 0.01 + 0.01 * random(), 6 * random()];
  const orientationAt = (x: number, y: number) =>
    1.2 * Math.sin(across * x + phase) + 1.2 * Math.cos(down * y);
  const places: { x: number; y: number }[] = [];
  while (places.length < MINUTIAE) {
    const place = { x: 60 + 200 * random(), y: 40 + 300 * random() };
    if (places.every((other) => Math.hypot(other.x - place.x, other.y - place.y) > 14)) places.push(place);
  }
  const turns = places.map(({ x, y }) => orientationAt(x, y) + (random() < 0.5 ? 0 : Math.PI));
  const field = Array.from({ length: COLUMNS * ROWS }, (_, cell) =>
    orientationAt(8 * ((cell % COLUMNS) - shiftCells) + 3.5, 8 * Math.floor(cell / COLUMNS) + 3.5),
  );
  const planes = Array.from({ length: ROWS * (COLUMNS + 2 * SHIFT_MAX) }, () => Math.floor(256 * random()));
  const wave = Uint8Array.from(field, (_, cell) => {
    const column = (cell % COLUMNS) - shiftCells + SHIFT_MAX;
    return planes[Math.floor(cell / COLUMNS) * (COLUMNS + 2 * SHIFT_MAX) + column]!;
  });
  return {
    x: Int16Array.from(places, ({ x }) => Math.round(10 * (x + 8 * shiftCells))),
    y: Int16Array.from(places, ({ y }) => Math.round(10 * y)),
    direction: Uint8Array.from(turns, (turn) => Math.round((turn * 256) / (2 * Math.PI)) & 255),
    type: new Uint8Array(MINUTIAE).fill(1),
    quality: new Uint8Array(MINUTIAE).fill(80),
    ridges: {
      columns: COLUMNS,
      rows: ROWS,
      orientation: Uint8Array.from(field, (turn) => ((Math.round((turn * 255) / Math.PI) % 255) + 255) % 255),
      wave,
    },
  };
}

export function randomMinutiaeBytes(finger: number, shiftCells = 0): Uint8Array {
  return encodeMinutiae(randomMinutiae(finger, shiftCells));
}
