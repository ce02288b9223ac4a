import t from 'tap';
import { NO_RIDGES, WAVE_PERIODS_PIXELS } from '../../domain/minutiae-template.js';
import type { GreyImage } from '../image/grey-image.js';
import { ridgeWaves } from './ridge-waves.js';

const COLUMNS = 12;
const ROWS = 10;

type Stripes = {
  /** 255ths of half a turn, counter-clockwise from the x axis. */
  readonly orientation: number;
  readonly period: number;
  /** Of a period by which the dark stripe lies beside the middle of the image. */
  readonly shift: number;
  /** Grey that the image gets brighter by from one pixel to the next, to the right. */
  readonly slope?: number;
};

/** Dark where whole periods are, counted across the stripes to the right (downwards where they lie flat). */
function turnsAt({ orientation, period, shift }: Stripes, x: number, y: number): number {
  const angle = (orientation * Math.PI) / 255;
  const [dx, dy] = [x - 4 * COLUMNS + 0.5, y - 4 * ROWS + 0.5];
  return (Math.sin(angle) * dx + Math.cos(angle) * dy) / period - shift;
}

function imageOf(stripes: Stripes): GreyImage {
  const [widthPx, heightPx] = [8 * COLUMNS, 8 * ROWS];
  const data = Float32Array.from({ length: widthPx * heightPx }, (_, pixel) => {
    const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)];
    return 120 - 60 * Math.cos(2 * Math.PI * turnsAt(stripes, x, y)) + (stripes.slope ?? 0) * x;
  });
  return { widthPx, heightPx, data };
}

function wavesOf(stripes: Stripes, told = stripes.period) {
  const orientation = new Uint8Array(COLUMNS * ROWS).fill(stripes.orientation);
  return ridgeWaves(imageOf(stripes), { columns: COLUMNS, rows: ROWS, orientation, period: () => told });
}

/** Farthest that a phase is off, in 16ths, over the cells whose filter lies within the image. */
function worstPhase(stripes: Stripes, waves: Uint8Array): number {
  let worst = 0;
  for (let row = 2; row < ROWS - 2; row++) {
    for (let column = 2; column < COLUMNS - 2; column++) {
      const turns = turnsAt(stripes, 8 * column + 3.5, 8 * row + 3.5);
      const off = (waves[row * COLUMNS + column]! >> 4) / 16 - turns;
      worst = Math.max(worst, 16 * Math.abs(off - Math.round(off)));
    }
  }
  return worst;
}

t.test('the phase of stripes is found in all directions, however bright they are', async (t) => {
  for (const orientation of [0, 1, 40, 64, 127, 128, 200, 254])
    for (const period of [7.2, 9, 11.5])
      for (const slope of [0, 0.8]) {
        const stripes = { orientation, period, shift: 0.3, slope };
        const worst = worstPhase(stripes, wavesOf(stripes));
        t.ok(worst < 0.75, `${worst} sixteenths at ${orientation}, ${period} px, slope ${slope}`);
      }
});

t.test('a period that is told a little wrong moves no phase', async (t) => {
  const stripes = { orientation: 77, period: 9, shift: 0.1 };
  t.ok(worstPhase(stripes, wavesOf(stripes, 9.6)) < 0.75);
});

t.test('periods are the nearest there are', async (t) => {
  for (const [told, expected] of [
    [1, 0],
    [5.5, 0],
    [5.66, 0],
    [5.69, 1],
    [9, 8],
    [13.9, 15],
    [40, 15],
  ] as const) {
    const wave = wavesOf({ orientation: 20, period: 9, shift: 0 }, told)[0]!;
    t.equal(wave & 15, expected, `${told} px: ${WAVE_PERIODS_PIXELS[wave & 15]}`);
  }
});

t.test('cells without ridges have no wave, and a plain image has any', async (t) => {
  const orientation = new Uint8Array(COLUMNS * ROWS).fill(NO_RIDGES);
  orientation[5] = 0;
  const image = imageOf({ orientation: 0, period: 9, shift: 0 });
  const cells = { columns: COLUMNS, rows: ROWS, orientation, period: () => 9 };
  const waves = ridgeWaves(image, cells);
  t.ok(waves.every((wave, cell) => cell === 5 || wave === 0));
  const plain = { ...image, data: image.data.map(() => 90) };
  t.equal(ridgeWaves(plain, cells)[5]! & 15, 8, 'no phase, but no fault');
});
