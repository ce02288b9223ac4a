import {
  NO_RIDGES,
  RIDGE_CELL_PIXELS,
  type RidgeField,
  WAVE_PERIOD,
  WAVE_PERIODS_PIXELS,
  WAVE_PHASE,
} from '../../domain/minutiae-template.js';
import { movementNear, type PairedPlaces } from './local-movement.js';
import type { Movement } from './movement.js';
import { cosineOfTurn, DIRECTION_COSINES, DIRECTION_SINES, sineOfTurn } from './turn-tables.js';

/** What the ridges of two impressions that lie on one another show between their minutiae. */
export type RidgeComparison = {
  /** One less the mean cosine of twice the angle between the ridges where both have skin, 0 to 2; 1 where nowhere. */
  readonly ridgesApart: number;
  /**
   * For each block of cells on common skin, how constant the ridge waves of both are shifted against one another, 0 to 1: the length
   * of the mean of unit vectors that point in the difference of both phases.
   */
  readonly coherence: Float64Array;
  /** For each of them the share of its cells that is common skin, `LEAST_SHARE` to 1. */
  readonly share: Float64Array;
};

/** Cells to a side of a block, 1.6 mm: about four ridges. */
export const BLOCK_CELLS = 4;
/** Of a block's cells that must be common skin. */
const LEAST_SHARE = 0.4;

/**
 * Ridges between minutiae: where they run, and how many lie between. Under the movement that the pairs near a place make, the
 * ridges of one finger lie on one another up to a shift that changes slowly over the skin, whatever the minutiae network found
 * or missed there. Those of two fingers drift apart by a whole ridge at every minutia that only one of them has.
 *
 * Only operations whose every bit is specified, and tables made of these: the same everywhere.
 */
export function compareRidges(
  probe: RidgeField,
  reference: RidgeField,
  { places, movement }: { readonly places: PairedPlaces; readonly movement: Movement },
): RidgeComparison {
  const grid = emptyGrid(probe, places, movement);
  const blocks = emptyBlocks(probe);
  let cells = 0;
  let alike = 0;
  for (let row = 0; row < probe.rows; row++) {
    for (let column = 0; column < probe.columns; column++) {
      const own = row * probe.columns + column;
      const orientation = probe.orientation[own]!;
      if (orientation === NO_RIDGES) continue;
      placeCell(grid, row, column);
      const atColumn = Math.floor((grid.placedX + 0.5) / RIDGE_CELL_PIXELS);
      const atRow = Math.floor((grid.placedY + 0.5) / RIDGE_CELL_PIXELS);
      if (atColumn < 0 || atRow < 0 || atColumn >= reference.columns || atRow >= reference.rows) continue;
      const other = atRow * reference.columns + atColumn;
      const otherOrientation = reference.orientation[other]!;
      if (otherOrientation === NO_RIDGES) continue;
      const acrossX = ACROSS_X[otherOrientation]!;
      const acrossY = ACROSS_Y[otherOrientation]!;
      const cosine =
        (movement.cosine * ACROSS_X[orientation]! + movement.sine * ACROSS_Y[orientation]!) * acrossX +
        (movement.cosine * ACROSS_Y[orientation]! - movement.sine * ACROSS_X[orientation]!) * acrossY;
      cells++;
      alike += 2 * cosine * cosine - 1;
      const beside =
        acrossX * (grid.placedX - RIDGE_CELL_PIXELS * atColumn - MIDDLE) +
        acrossY * (grid.placedY - RIDGE_CELL_PIXELS * atRow - MIDDLE);
      const wave = reference.wave[other]!;
      const there = (wave & WAVE_PHASE) + (TURN * beside) / WAVE_PERIODS_PIXELS[wave & WAVE_PERIOD]!;
      const here = probe.wave[own]! & WAVE_PHASE;
      // Waves that are counted in opposite directions have opposite phases.
      const difference = Math.floor(0.5 + (cosine < 0 ? here + there : here - there)) & (TURN - 1);
      const block = Math.floor(row / BLOCK_CELLS) * blocks.columns + Math.floor(column / BLOCK_CELLS);
      blocks.cosines[block]! += DIRECTION_COSINES[difference]!;
      blocks.sines[block]! += DIRECTION_SINES[difference]!;
      blocks.cells[block]!++;
    }
  }
  return { ridgesApart: cells === 0 ? 1 : 1 - alike / cells, ...coherenceOf(blocks) };
}

const MIDDLE = (RIDGE_CELL_PIXELS - 1) / 2;
/** Parts of a turn that phases are counted in here. */
const TURN = 256;
/** Unit vectors across ridges of each orientation, 255ths of half a turn, y down. */
const ACROSS_X = Float64Array.from({ length: 255 }, (_, orientation) => sineOfTurn(orientation, 510));
const ACROSS_Y = Float64Array.from({ length: 255 }, (_, orientation) => cosineOfTurn(orientation, 510));

/** Cells from one place to the next whose movement is computed; those between lie between. */
const STEP_CELLS = 4;

/** Where places of the probe come to lie. Computed when they are first needed: most skin is not common. */
type Grid = {
  readonly places: PairedPlaces;
  readonly movement: Movement;
  readonly columns: number;
  /** NaN where not yet computed. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Result of `placeCell`. */
  placedX: number;
  placedY: number;
};

function emptyGrid({ columns, rows }: RidgeField, places: PairedPlaces, movement: Movement): Grid {
  const across = Math.floor((columns - 1) / STEP_CELLS) + 2;
  const down = Math.floor((rows - 1) / STEP_CELLS) + 2;
  return {
    places,
    movement,
    columns: across,
    x: new Float64Array(across * down).fill(Number.NaN),
    y: new Float64Array(across * down),
    placedX: 0,
    placedY: 0,
  };
}

function placeCell(grid: Grid, row: number, column: number): void {
  const upper = Math.floor(row / STEP_CELLS) * grid.columns + Math.floor(column / STEP_CELLS);
  const lower = upper + grid.columns;
  const { x, y } = grid;
  if (Number.isNaN(x[upper]!)) compute(grid, upper);
  if (Number.isNaN(x[upper + 1]!)) compute(grid, upper + 1);
  if (Number.isNaN(x[lower]!)) compute(grid, lower);
  if (Number.isNaN(x[lower + 1]!)) compute(grid, lower + 1);
  const atLower = (row % STEP_CELLS) / STEP_CELLS;
  const atRight = (column % STEP_CELLS) / STEP_CELLS;
  const atUpper = 1 - atLower;
  const atLeft = 1 - atRight;
  grid.placedX =
    atUpper * (atLeft * x[upper]! + atRight * x[upper + 1]!) +
    atLower * (atLeft * x[lower]! + atRight * x[lower + 1]!);
  grid.placedY =
    atUpper * (atLeft * y[upper]! + atRight * y[upper + 1]!) +
    atLower * (atLeft * y[lower]! + atRight * y[lower + 1]!);
}

function compute(grid: Grid, node: number): void {
  const x = RIDGE_CELL_PIXELS * STEP_CELLS * (node % grid.columns) + MIDDLE;
  const y = RIDGE_CELL_PIXELS * STEP_CELLS * Math.floor(node / grid.columns) + MIDDLE;
  const near = movementNear(grid.places, { x, y, except: -1 }, grid.movement);
  grid.x[node] = near.toX + near.cosine * (x - near.fromX) + near.sine * (y - near.fromY);
  grid.y[node] = near.toY - near.sine * (x - near.fromX) + near.cosine * (y - near.fromY);
}

/** Sums over the common cells of each block. */
type Blocks = {
  readonly columns: number;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
  readonly cells: Uint8Array;
};

function emptyBlocks({ columns, rows }: RidgeField): Blocks {
  const across = Math.ceil(columns / BLOCK_CELLS);
  const count = across * Math.ceil(rows / BLOCK_CELLS);
  return {
    columns: across,
    cosines: new Float64Array(count),
    sines: new Float64Array(count),
    cells: new Uint8Array(count),
  };
}

function coherenceOf({ cosines, sines, cells }: Blocks): Pick<RidgeComparison, 'coherence' | 'share'> {
  const least = LEAST_SHARE * BLOCK_CELLS * BLOCK_CELLS;
  let count = 0;
  const [coherence, share] = [new Float64Array(cells.length), new Float64Array(cells.length)];
  for (let block = 0; block < cells.length; block++) {
    const common = cells[block]!;
    if (common < least) continue;
    const cosine = cosines[block]! / common;
    const sine = sines[block]! / common;
    coherence[count] = Math.sqrt(cosine * cosine + sine * sine);
    share[count] = common / (BLOCK_CELLS * BLOCK_CELLS);
    count++;
  }
  return { coherence: coherence.subarray(0, count), share: share.subarray(0, count) };
}
