/**
 * The weights of `src/extraction/fingerprint/overlap.ts`: windows of single impressions against windows in which two prints
 * cross, by logistic regression.
 *
 *   node dist/bench/accuracy/fit-overlap.js SINGLES PAIRS
 *
 * SINGLES: folder of models/training/finger_images.py; PAIRS: of overlapping_fingers.py with --maps; both at 500 ppi. Prints
 * the weights, the numbers of windows, and the share of each above the limit there.
 */
import { readFileSync } from 'node:fs';
import { EVIDENCE_MIN, FAINTEST, measureCrossing } from '../../src/extraction/fingerprint/overlap.js';
import { ridgeDirections, STEP_PX, WINDOW_PX } from '../../src/extraction/fingerprint/ridge-directions.js';
import { fitLogistic, type LogisticRow } from '../identification-accuracy/fit-logistic.js';
import { refuseUse } from '../parse-options.js';
import { listImpressions } from './list-impressions.js';
import { openMaskFile } from './mask-file.js';

const PPI = 500;
/** Sides of a window and of a step in cells of 8 px at 500 ppi, as the maps have them. */
const WINDOW_CELLS = (2 * WINDOW_PX) / 8;
const STEP_CELLS = (2 * STEP_PX) / 8;
/** Of the 64 cells of a window: where so many cross it is a crossing, where none of the pair is used. */
const CROSSING_CELLS_MIN = 48;
const CROSSES = 2;

const maskFile = await openMaskFile();
const [singles, pairs] = process.argv.slice(2);
if (singles === undefined || pairs === undefined) refuseUse('Name the folders of SINGLES and PAIRS.');
const none = await rowsOf(singles, false);
const crossing = await rowsOf(pairs, true);
const weights = fitLogistic([...none, ...crossing], 0);
const above = (rows: readonly LogisticRow[]) =>
  rows.filter(({ x }) => x.reduce((sum, value, i) => sum + value * weights[i]!, 0) >= EVIDENCE_MIN).length;
console.log(
  JSON.stringify({
    weights: ['constant', 'ratio', 'valley', 'both', 'peaked', 'periods'].map(
      (name, i) => `${name} ${weights[i]!.toFixed(2)}`,
    ),
    single: { windows: none.length, above: above(none) },
    crossing: { windows: crossing.length, above: above(crossing) },
  }),
);

/** Windows with a second direction: of a single impression all, of a pair those that cross. */
async function rowsOf(folder: string, isPositive: boolean): Promise<readonly LogisticRow[]> {
  const all = { fingers: Number.POSITIVE_INFINITY, impressions: Number.POSITIVE_INFINITY };
  const rows: LogisticRow[] = [];
  const found = { stronger: 0, weaker: 0, ratio: 0, valley: 0, both: 0, peaked: 0, periods: 0 };
  for (const { path } of listImpressions(`${folder}:${PPI}`, all).impressions) {
    const masked = await maskFile(path, PPI);
    if (masked === undefined) continue;
    const { columns, isOnSkin, power } = ridgeDirections(masked.image, masked.foreground);
    const crosses = isPositive ? crossingCells(path, masked.image.widthPx / 4) : undefined;
    for (let window = 0; window < isOnSkin.length; window++) {
      if (isOnSkin[window] === 0 || !measureCrossing(power, window, found)) continue;
      if (crosses && crosses(window % columns, Math.floor(window / columns)) < CROSSING_CELLS_MIN) continue;
      const { ratio, valley, both, peaked, periods } = found;
      const x = Float64Array.of(1, Math.log(ratio + FAINTEST), valley, both, peaked, periods);
      rows.push({ x, isPositive, weight: 1 });
    }
  }
  return rows;
}

/** Cells of a window that cross; the map lies beside its image. */
function crossingCells(path: string, mapColumns: number): (column: number, row: number) => number {
  const map = readFileSync(`${path}.cells`);
  return (column, row) => {
    let count = 0;
    for (let y = 0; y < WINDOW_CELLS; y++) {
      for (let x = 0; x < WINDOW_CELLS; x++) {
        const cell = (row * STEP_CELLS + y) * mapColumns + column * STEP_CELLS + x;
        if (map[cell] === CROSSES) count++;
      }
    }
    return count;
  };
}
