/** What can be measured of one impression without knowing whose it is; `fingerprint-quality.ts` judges it. */
import type { GreyImage } from '../image/grey-image.js';
import type { MinutiaeGraphOutput } from './decode-minutiae-graph.js';
import { CELL_PX, type Foreground, isSkin, type MaskedImage } from './mask-image.js';
import { overlapCm2 } from './overlap.js';

export type FingerprintMeasures = {
  /** Skin that touches, in square centimetres. */
  readonly skinCm2: number;
  /** The same, each place counted by how much of its ridges shows (0 to 1). */
  readonly visibleCm2: number;
  /** Mean probability that what counts as skin is skin, 0.5 to 1. */
  readonly certainty: number;
  /** Mean standard deviation of the grey values within 0.8 mm of skin, of 255. */
  readonly contrast: number;
  /** Share of the skin that is darker than its surroundings: ridges and valleys of one width give about a half. */
  readonly darkShare: number;
  /** Median distance of neighbouring ridges in micrometres where they show; not finite where they show nowhere. */
  readonly periodUm: number;
  /** 1 where all ridges run in one direction, 0 where they run evenly in all. */
  readonly parallelism: number;
  /** Share of the skin's outline that lies on the edge of the image. */
  readonly cutShare: number;
  /**
   * Grey of what surrounds the skin, on a scale on which ridges are 0 and valleys 1: a sensor shows nothing touching it
   * as it shows valleys. Not finite where nothing surrounds it.
   */
  readonly surroundings: number;
  /** The largest patch in which ridges of two directions cross, square centimetres. */
  readonly overlapCm2: number;
};

const CM_PER_CELL = (CELL_PX * 2.54) / 250;
const UM_PER_PX_500 = 25_400 / 500;

/** `image` at 250 ppi, `masked` from it, `ridges` what the minutiae network said of the same finger at 500 ppi. */
export function measureFingerprint(
  image: GreyImage,
  masked: MaskedImage,
  ridges: MinutiaeGraphOutput,
): FingerprintMeasures {
  const skin = measureSkin(image, masked);
  const { visibleShare, periodUm, parallelism } = measureRidges(ridges);
  const skinCm2 = skin.cells * CM_PER_CELL * CM_PER_CELL;
  return {
    skinCm2,
    visibleCm2: skinCm2 * visibleShare,
    certainty: skin.certainty,
    contrast: skin.contrast,
    darkShare: skin.darkShare,
    periodUm,
    parallelism,
    cutShare: cutShare(masked.foreground, image),
    surroundings: surroundings(image, masked),
    overlapCm2: overlapCm2(masked),
  };
}

function measureSkin(image: GreyImage, { image: normalised, foreground }: MaskedImage) {
  const { columns, probability } = foreground;
  let cells = 0;
  let certainty = 0;
  let contrast = 0;
  let dark = 0;
  let pixels = 0;
  for (let cell = 0; cell < probability.length; cell++) {
    if (!isSkin(probability[cell]!)) continue;
    const left = (cell % columns) * CELL_PX;
    const top = Math.floor(cell / columns) * CELL_PX;
    cells++;
    certainty += probability[cell]!;
    contrast += deviationOf(image, left, top);
    eachPixel(normalised, { left, top }, (value) => {
      pixels++;
      if (value < 0) dark++;
    });
  }
  return {
    cells,
    certainty: cells === 0 ? 0 : certainty / cells,
    contrast: cells === 0 ? 0 : contrast / cells,
    darkShare: pixels === 0 ? 0 : dark / pixels,
  };
}

type Place = { readonly left: number; readonly top: number };

/** The pixels of one cell, as far as it lies inside the image. */
function eachPixel(
  { widthPx, heightPx, data }: GreyImage,
  { left, top }: Place,
  see: (value: number, at: number) => void,
): void {
  for (let y = top; y < Math.min(top + CELL_PX, heightPx); y++) {
    for (let x = left; x < Math.min(left + CELL_PX, widthPx); x++)
      see(data[y * widthPx + x]!, y * widthPx + x);
  }
}

function deviationOf(image: GreyImage, left: number, top: number): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  eachPixel(image, { left, top }, (value) => {
    count++;
    sum += value;
    squares += value * value;
  });
  return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}

/** Planes of the network's `field`, as its model card lays them out. */
const [COSINE, SINE, SKIN, VISIBILITY, PERIOD] = [0, 1, 2, 3, 4];
const RIDGES_SHOW_MIN = 0.3;

function measureRidges({ field }: MinutiaeGraphOutput) {
  const plane = field.length / 5;
  const at = (index: number, cell: number) => field[index * plane + cell]!;
  const periods: number[] = [];
  let skin = 0;
  let visible = 0;
  let cosine = 0;
  let sine = 0;
  for (let cell = 0; cell < plane; cell++) {
    if (at(SKIN, cell) < 0.5) continue;
    const visibility = Math.min(1, Math.max(0, at(VISIBILITY, cell)));
    skin++;
    visible += visibility;
    const length = Math.hypot(at(COSINE, cell), at(SINE, cell)) || 1;
    cosine += (visibility * at(COSINE, cell)) / length;
    sine += (visibility * at(SINE, cell)) / length;
    if (visibility >= RIDGES_SHOW_MIN) periods.push(at(PERIOD, cell));
  }
  periods.sort((a, b) => a - b);
  return {
    visibleShare: skin === 0 ? 0 : visible / skin,
    parallelism: visible === 0 ? 0 : Math.hypot(cosine, sine) / visible,
    periodUm: (periods[periods.length >> 1] ?? Number.NaN) * UM_PER_PX_500,
  };
}

function cutShare({ columns, probability }: Foreground, { widthPx, heightPx }: GreyImage): number {
  const lastColumn = Math.ceil(widthPx / CELL_PX) - 1;
  const lastRow = Math.ceil(heightPx / CELL_PX) - 1;
  const isSkinAt = (row: number, column: number) => isSkin(probability[row * columns + column]!);
  let outline = 0;
  let cut = 0;
  for (let row = 0; row <= lastRow; row++) {
    for (let column = 0; column <= lastColumn; column++) {
      if (!isSkinAt(row, column)) continue;
      for (const [down, right] of NEIGHBOURS) {
        const [r, c] = [row + down, column + right];
        if (r < 0 || c < 0 || r > lastRow || c > lastColumn) {
          outline++;
          cut++;
        } else if (!isSkinAt(r, c)) outline++;
      }
    }
  }
  return outline === 0 ? 0 : cut / outline;
}

const NEIGHBOURS = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
] as const;

/** Cells of surely no skin that lie within so many cells of skin are what surrounds it. */
const REACH_CELLS = 4;
const SURELY_NO_SKIN = 0.1;
/** Of the normalised image: clearly a ridge, clearly a valley. */
const CLEAR = 0.3;
const SURROUNDING_CELLS_MIN = 12;

function surroundings(image: GreyImage, { image: normalised, foreground }: MaskedImage): number {
  const { columns, rows, probability } = foreground;
  const phases = { dark: { sum: 0, count: 0 }, bright: { sum: 0, count: 0 } };
  const around: number[] = [];
  for (let cell = 0; cell < probability.length; cell++) {
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    const place = { left: column * CELL_PX, top: row * CELL_PX };
    if (isSkin(probability[cell]!)) {
      eachPixel(normalised, place, (value, at) => {
        if (Math.abs(value) < CLEAR) return;
        const phase = value < 0 ? phases.dark : phases.bright;
        phase.sum += image.data[at]!;
        phase.count++;
      });
    } else if (probability[cell]! < SURELY_NO_SKIN && isNearSkin(row, column)) {
      let sum = 0;
      let count = 0;
      eachPixel(image, place, (value) => {
        sum += value;
        count++;
      });
      if (count > 0) around.push(sum / count);
    }
  }
  if (around.length < SURROUNDING_CELLS_MIN) return Number.NaN;
  around.sort((a, b) => a - b);
  const dark = phases.dark.sum / phases.dark.count;
  const bright = phases.bright.sum / phases.bright.count;
  return (around[around.length >> 1]! - dark) / Math.max(1, bright - dark);

  function isNearSkin(row: number, column: number): boolean {
    for (let r = Math.max(0, row - REACH_CELLS); r <= Math.min(rows - 1, row + REACH_CELLS); r++) {
      for (let c = Math.max(0, column - REACH_CELLS); c <= Math.min(columns - 1, column + REACH_CELLS); c++)
        if (isSkin(probability[r * columns + c]!)) return true;
    }
    return false;
  }
}
