import {
  NO_RIDGES,
  RIDGE_CELL_PIXELS,
  WAVE_PERIODS_PIXELS,
  WAVE_PHASE,
} from '../../domain/minutiae-template.js';
import type { GreyImage } from '../image/grey-image.js';

/** Planes of one size, row by row. */
export type RidgeCells = {
  readonly columns: number;
  readonly rows: number;
  /** 255ths of half a turn, or `NO_RIDGES`. */
  readonly orientation: Uint8Array;
  /** px from one ridge to the next at 500 ppi, what the network says. */
  readonly period: (row: number, column: number) => number;
};

/**
 * The ridge wave at the middle of each cell (`RidgeField.wave`): phase of one Gabor filter of the orientation and the period that
 * the network found there (D. Gabor, "Theory of communication", 1946; in two dimensions J. Daugman, JOSA A 2(7), 1985). The
 * filter is separable, and looks 12 px far; what lies outside the image counts as its edge.
 *
 * `image`: grey, ridges dark, 500 ppi; cell `c` covers pixels `8 c` to `8 c + 7`.
 */
export function ridgeWaves(image: GreyImage, cells: RidgeCells): Uint8Array {
  const { columns, rows, orientation } = cells;
  const wave = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      if (orientation[cell] === NO_RIDGES) continue;
      const period = nearestPeriod(cells.period(row, column));
      const phase = phaseAt(image, {
        x: RIDGE_CELL_PIXELS * column + FIRST_OF_MIDDLE,
        y: RIDGE_CELL_PIXELS * row + FIRST_OF_MIDDLE,
        turn: (orientation[cell]! * Math.PI) / 255,
        period: WAVE_PERIODS_PIXELS[period]!,
      });
      wave[cell] = ((Math.round(phase * PHASES) * (TURN / PHASES)) & WAVE_PHASE) | period;
    }
  }
  return wave;
}

/** Steps that a phase is kept in, and parts of a turn that a byte has. */
const PHASES = 16;
const TURN = 256;

/** Index of the nearest of `WAVE_PERIODS_PIXELS`, by ratio. */
function nearestPeriod(pixels: number): number {
  let index = 0;
  while (
    index < WAVE_PERIODS_PIXELS.length - 1 &&
    pixels * pixels > WAVE_PERIODS_PIXELS[index]! * WAVE_PERIODS_PIXELS[index + 1]!
  )
    index++;
  return index;
}

/** The middle of a cell lies between this pixel and the next. */
const FIRST_OF_MIDDLE = RIDGE_CELL_PIXELS / 2 - 1;
const REACH = 12;
const TAPS = 2 * REACH + 1;
const SPREAD = 6;
/** Weights of the pixels from `REACH` before the first of the middle to as many after it. */
const WINDOW = Float64Array.from({ length: TAPS }, (_, tap) =>
  Math.exp(-((tap - REACH - 0.5) ** 2) / (2 * SPREAD * SPREAD)),
);
const WINDOW_SUM = WINDOW.reduce((sum, weight) => sum + weight, 0);

/** Real and imaginary part of one side of the filter, and their sums. */
type Side = {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  sumOfCosines: number;
  sumOfSines: number;
};
const emptySide = (): Side => ({
  cosines: new Float64Array(TAPS),
  sines: new Float64Array(TAPS),
  sumOfCosines: 0,
  sumOfSines: 0,
});
/** Room for the filter of one cell; extraction is one cell at a time. */
const ACROSS = emptySide();
const DOWN = emptySide();
/** Columns of the image that the taps lie on. */
const COLUMNS = new Int32Array(TAPS);

type Cell = { readonly x: number; readonly y: number; readonly turn: number; readonly period: number };

/** In turns, 0 on a ridge. */
function phaseAt(image: GreyImage, { x, y, turn, period }: Cell): number {
  fillSide(ACROSS, (2 * Math.PI * Math.sin(turn)) / period);
  fillSide(DOWN, (2 * Math.PI * Math.cos(turn)) / period);
  let [real, imaginary, total] = [0, 0, 0];
  for (let step = 0; step < TAPS; step++) COLUMNS[step] = clamp(x + step - REACH, image.widthPx);
  const { data } = image;
  for (let tap = 0; tap < TAPS; tap++) {
    const from = clamp(y + tap - REACH, image.heightPx) * image.widthPx;
    let [rowReal, rowImaginary, rowTotal] = [0, 0, 0];
    for (let step = 0; step < TAPS; step++) {
      const grey = data[from + COLUMNS[step]!]!;
      rowReal += grey * ACROSS.cosines[step]!;
      rowImaginary += grey * ACROSS.sines[step]!;
      rowTotal += grey * WINDOW[step]!;
    }
    real += rowReal * DOWN.cosines[tap]! - rowImaginary * DOWN.sines[tap]!;
    imaginary += rowReal * DOWN.sines[tap]! + rowImaginary * DOWN.cosines[tap]!;
    total += rowTotal * WINDOW[tap]!;
  }
  // The filter must not see how bright the place is.
  const mean = total / (WINDOW_SUM * WINDOW_SUM);
  real -= mean * (ACROSS.sumOfCosines * DOWN.sumOfCosines - ACROSS.sumOfSines * DOWN.sumOfSines);
  imaginary -= mean * (ACROSS.sumOfCosines * DOWN.sumOfSines + ACROSS.sumOfSines * DOWN.sumOfCosines);
  return Math.atan2(-imaginary, -real) / (2 * Math.PI);
}

/** `radians`: by which the wave goes on from one pixel to the next. The middle lies half a pixel after tap `REACH`. */
function fillSide(side: Side, radians: number): void {
  const [stepCosine, stepSine] = [Math.cos(radians), -Math.sin(radians)];
  let [cosine, sine] = [Math.cos(radians * (REACH + 0.5)), Math.sin(radians * (REACH + 0.5))];
  side.sumOfCosines = 0;
  side.sumOfSines = 0;
  for (let tap = 0; tap < TAPS; tap++) {
    side.cosines[tap] = WINDOW[tap]! * cosine;
    side.sines[tap] = WINDOW[tap]! * sine;
    side.sumOfCosines += side.cosines[tap]!;
    side.sumOfSines += side.sines[tap]!;
    [cosine, sine] = [cosine * stepCosine - sine * stepSine, cosine * stepSine + sine * stepCosine];
  }
}

function clamp(place: number, length: number): number {
  return place < 0 ? 0 : place >= length ? length - 1 : place;
}
