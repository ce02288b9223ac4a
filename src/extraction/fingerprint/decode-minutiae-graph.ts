import {
  MAXIMUM_MINUTIAE,
  type MinutiaeTemplate,
  NO_RIDGES,
  RIDGE_CELL_PIXELS,
  type RidgeField,
} from '../../domain/minutiae-template.js';
import type { GreyImage } from '../image/grey-image.js';
import { ridgeWaves } from './ridge-waves.js';

/** What `fingerprint-minutiae.onnx` says of one image; planes row by row, as its model card lays them out. */
export type MinutiaeGraphOutput = {
  /** Unpadded size in px at 500 ppi. */
  readonly width: number;
  readonly height: number;
  /** Padded size, multiples of 16. */
  readonly paddedWidth: number;
  readonly paddedHeight: number;
  /** One plane of a quarter of the padded size. */
  readonly peaks: Float32Array;
  /** Five planes of a quarter of the padded size: dx, dy, cosine, sine (y up), probability of an ending. */
  readonly details: Float32Array;
  /** Five planes of an eighth: cosine and sine of twice the orientation, skin, quality, period. */
  readonly field: Float32Array;
};

/**
 * The surest minutiae on skin, surest first (equal ones in reading order), and the ridges. Keeps `MAXIMUM_MINUTIAE` at most; a
 * peak below 0.3 is none. `image`: what the graph was given, before it was padded.
 */
export function decodeMinutiaeGraph(output: MinutiaeGraphOutput, image: GreyImage): MinutiaeTemplate {
  const found = surestMinutiae(output);
  return {
    x: Int16Array.from(found, ({ x }) => Math.round(10 * x)),
    y: Int16Array.from(found, ({ y }) => Math.round(10 * y)),
    direction: Uint8Array.from(found, ({ turn }) => Math.round(turn * 256) & 255),
    type: Uint8Array.from(found, ({ ending }) => (ending >= 0.5 ? ENDING : BIFURCATION)),
    quality: Uint8Array.from(found, ({ quality }) => Math.min(100, Math.max(0, Math.round(100 * quality)))),
    ridges: ridgesOf(output, image),
  };
}

/** As they are found, before they are rounded to what a template keeps. */
export function surestMinutiae(output: MinutiaeGraphOutput): readonly FoundMinutia[] {
  return findMinutiae(output)
    .sort((a, b) => b.peak - a.peak || a.cell - b.cell)
    .slice(0, MAXIMUM_MINUTIAE);
}

const LEAST_PEAK = 0.3;
const ENDING = 1;
const BIFURCATION = 2;

export type FoundMinutia = {
  readonly cell: number;
  readonly peak: number;
  /** px at 500 ppi in the image of the graph. */
  readonly x: number;
  readonly y: number;
  /** Parts of a whole turn, counter-clockwise. */
  readonly turn: number;
  readonly ending: number;
  readonly quality: number;
};

function findMinutiae(output: MinutiaeGraphOutput): FoundMinutia[] {
  const columns = output.paddedWidth / 4;
  const plane = output.peaks.length;
  const fieldColumns = output.paddedWidth / RIDGE_CELL_PIXELS;
  const fieldPlane = output.field.length / 5;
  const detail = (index: number, cell: number) => output.details[index * plane + cell]!;
  const found: FoundMinutia[] = [];
  for (let cell = 0; cell < plane; cell++) {
    const peak = output.peaks[cell]!;
    if (!(peak >= LEAST_PEAK)) continue;
    const x = 4 * (cell % columns) + 1.5 + detail(0, cell);
    const y = 4 * Math.floor(cell / columns) + 1.5 + detail(1, cell);
    if (!(x >= 0 && y >= 0 && x <= output.width - 1 && y <= output.height - 1)) continue;
    const under = Math.floor(y / RIDGE_CELL_PIXELS) * fieldColumns + Math.floor(x / RIDGE_CELL_PIXELS);
    if (!(output.field[2 * fieldPlane + under]! >= LEAST_SKIN)) continue;
    const turn = Math.atan2(detail(3, cell), detail(2, cell)) / (2 * Math.PI);
    const quality = peak * output.field[3 * fieldPlane + under]!;
    found.push({ cell, peak, x, y, turn, ending: detail(4, cell), quality });
  }
  return found;
}

const LEAST_SKIN = 0.5;

function ridgesOf(output: MinutiaeGraphOutput, image: GreyImage): RidgeField {
  const paddedColumns = output.paddedWidth / RIDGE_CELL_PIXELS;
  const plane = output.field.length / 5;
  const columns = Math.ceil(output.width / RIDGE_CELL_PIXELS);
  const rows = Math.ceil(output.height / RIDGE_CELL_PIXELS);
  const orientation = new Uint8Array(columns * rows).fill(NO_RIDGES);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cell = row * paddedColumns + column;
      if (!(output.field[2 * plane + cell]! >= LEAST_SKIN)) continue;
      const doubled = Math.atan2(output.field[plane + cell]!, output.field[cell]!);
      orientation[row * columns + column] = (Math.round((doubled * 255) / (2 * Math.PI)) + 255) % 255;
    }
  }
  const period = (row: number, column: number) => output.field[4 * plane + row * paddedColumns + column]!;
  return { columns, rows, orientation, wave: ridgeWaves(image, { columns, rows, orientation, period }) };
}
