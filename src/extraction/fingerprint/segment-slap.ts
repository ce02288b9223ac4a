/**
 * A slap, that is four fingers of a hand or both thumbs in one image, to a box for each finger and whose it is. Works on
 * a map of friction-ridge skin: direction and columns of the fingers (`segment-slap-columns.ts`),
 * in each column the tip and the crease below it, then the finger's own direction.
 *
 * Fingers are named by their order in the hand. What cannot be named for certain is not named: another number of fingers
 * than the hand has less those stated to be missing, and fingertips that do not lie as those of this hand would.
 */
import type { FingerPosition } from '../../domain/positions.js';
import { fingersOfSlap, type SlapPosition } from '../../domain/slap-positions.js';
import { CELL_PX, type Foreground, isSkin } from './mask-image.js';
import { across, along, axesOf, findColumns, handAngles, type SkinCells } from './segment-slap-columns.js';

/** A rectangle that stands along the finger; places in millimetres from the top left of the image. */
export type FingerBox = {
  readonly centreXMm: number;
  readonly centreYMm: number;
  readonly widthMm: number;
  readonly heightMm: number;
  /** Radians clockwise from straight up, the way the finger points. */
  readonly angle: number;
};

export type SlapFinger = { readonly position: FingerPosition; readonly box: FingerBox };

export type SlapSegmentation =
  | { readonly kind: 'fingers'; readonly fingers: readonly SlapFinger[] }
  /** `found` fingers where `expected` were to be there. */
  | { readonly kind: 'finger-count'; readonly found: number; readonly expected: number }
  /** The tips lie as those of the other hand do, or of this one upside down. */
  | { readonly kind: 'other-hand' }
  /** As many patches as fingers, and not such as fingers are: they touch, or are turned or bent too far. */
  | { readonly kind: 'unclear' };

/** Millimetres of a side of a foreground cell, 8 px at 250 ppi. */
const CELL_MM = (CELL_PX * 25.4) / 250;

/** `foreground`: of the network, or of `contrastMap`; `missing`: fingers that are stated not to be in the image. */
export function segmentSlap(
  foreground: Foreground,
  slap: SlapPosition,
  missing: readonly FingerPosition[] = [],
): SlapSegmentation {
  const expected = fingersOfSlap(slap).filter((position) => !missing.includes(position));
  const cells = skinCellsOf(foreground);
  if (cells.x.length === 0) return { kind: 'finger-count', found: 0, expected: expected.length };
  const tries = handAngles(cells).map((angle) => fingersIn(cells, slap, angle));
  const counted = tries.filter(({ length }) => length === expected.length && length > 0);
  if (counted.length === 0) {
    return { kind: 'finger-count', found: tries[0]!.length, expected: expected.length };
  }
  const plausible = counted.filter(isPlausible);
  if (plausible.length === 0) return { kind: 'unclear' };
  const [best] = plausible.sort((one, other) => tipsMisfit(expected, one) - tipsMisfit(expected, other));
  if (tipsMisfit([...expected].reverse(), best!) + CLEARLY_MM < tipsMisfit(expected, best!)) {
    return { kind: 'other-hand' };
  }
  if (tipsMisfit(expected, best!) > MISFIT_MM_MAX) return { kind: 'unclear' };
  return {
    kind: 'fingers',
    fingers: expected.map((position, index) => ({ position, box: best![index]!.box })),
  };
}

function skinCellsOf(foreground: Foreground): SkinCells {
  const { columns, probability } = foreground;
  const skin = Array.from(probability.keys()).filter((cell) => isSkin(probability[cell]!));
  const patches = patchesOf(foreground);
  return {
    x: Float64Array.from(skin, (cell) => ((cell % columns) + 0.5) * CELL_MM),
    y: Float64Array.from(skin, (cell) => (Math.floor(cell / columns) + 0.5) * CELL_MM),
    patch: Int32Array.from(skin, (cell) => patches[cell]!),
  };
}

/** Numbers of connected patches of skin, by edges; 0 where there is none. */
function patchesOf({ columns, rows, probability }: Foreground): Int32Array {
  const patches = new Int32Array(probability.length);
  const waiting: number[] = [];
  let count = 0;
  const visit = (cell: number) => {
    if (patches[cell] !== 0 || !isSkin(probability[cell]!)) return;
    patches[cell] = count;
    waiting.push(cell);
  };
  for (let start = 0; start < probability.length; start++) {
    if (patches[start] !== 0 || !isSkin(probability[start]!)) continue;
    count++;
    visit(start);
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      const [column, row] = [cell % columns, Math.floor(cell / columns)];
      if (column > 0) visit(cell - 1);
      if (column < columns - 1) visit(cell + 1);
      if (row > 0) visit(cell - columns);
      if (row < rows - 1) visit(cell + columns);
    }
  }
  return patches;
}

type Found = {
  readonly box: FingerBox;
  /** How far down its tip lies along the hand's direction. */
  readonly tipMm: number;
};

function fingersIn(cells: SkinCells, slap: SlapPosition, angle: number): readonly Found[] {
  const limits = slap === 'two-thumbs' ? THUMB : FINGER;
  const { columnOf, count } = findColumns(cells, angle, { fingerMmMax: limits.widthMax });
  return Array.from({ length: count }, (_, column) => {
    const own = Array.from(columnOf.keys()).filter((index) => columnOf[index] === column);
    return fingerIn({ cells, own }, angle, limits);
  }).filter((finger) => finger !== undefined);
}

type Limits = { readonly widthMax: number; readonly lengthMin: number; readonly lengthMax: number };

/** Millimetres. The crease below the tip lies between the least and the most length; no finger is cut longer. */
const FINGER: Limits = { widthMax: 23, lengthMin: 15, lengthMax: 32 };
const THUMB: Limits = { widthMax: 32, lengthMin: 18, lengthMax: 38 };
/** Smaller is a speck, or a finger of which nothing can be compared. */
const AREA_MM2_MIN = 45;
const ROW_MM = CELL_MM;
/** Cells across that a row of a finger has at least. */
const ROW_CELLS_MIN = 3;

type Column = { readonly cells: SkinCells; readonly own: readonly number[] };

function fingerIn(column: Column, handAngle: number, limits: Limits): Found | undefined {
  const tip = tipOf(column, handAngle, limits);
  if (tip === undefined) return undefined;
  const angle = ownAngle(tip, handAngle);
  // Once more along its own direction, in which the crease is straighter.
  const straight = tipOf({ ...tip, own: column.own.filter(near(column, tip)) }, angle, limits) ?? tip;
  if (straight.own.length * CELL_MM * CELL_MM < AREA_MM2_MIN) return undefined;
  return { box: boxAround(straight, angle), tipMm: tip.topMm };
}

type Tip = Column & { readonly topMm: number };

/** The cells from the fingertip to its crease: the first part from above that is long enough to be one. */
function tipOf({ cells, own }: Column, angle: number, limits: Limits): Tip | undefined {
  const places = own.map((index) => along(cells.x[index]!, cells.y[index]!, angle));
  const top = Math.min(...places);
  const rows = new Float64Array(Math.ceil((Math.max(...places) - top) / ROW_MM) + 1);
  for (const place of places) rows[Math.floor((place - top) / ROW_MM)]! += 1;
  let first = 0;
  while (first < rows.length && !isFingerRows(rows, first)) first++;
  if (first === rows.length) return undefined;
  const end = creaseBelow(rows, first, limits);
  const [from, to] = [top + first * ROW_MM, top + end * ROW_MM];
  return { cells, own: own.filter((_, at) => places[at]! >= from && places[at]! < to), topMm: from };
}

/** Specks above a finger are narrow or end at once. */
function isFingerRows(rows: Float64Array, first: number): boolean {
  for (let row = first; row < first + 5; row++) {
    if (!(rows[row]! >= (row === first ? 1 : ROW_CELLS_MIN))) return false;
  }
  return true;
}

/** The row at which the finger ends: the thinnest within the limits where that is a crease, else the end of the skin. */
function creaseBelow(rows: Float64Array, first: number, { lengthMin, lengthMax }: Limits): number {
  const from = first + Math.round(lengthMin / ROW_MM);
  const to = Math.min(rows.length, first + Math.round(lengthMax / ROW_MM));
  const body = Array.from(rows.slice(first, from)).sort((a, b) => a - b);
  const usual = body[Math.floor(0.6 * body.length)] ?? 0;
  let thinnest = to;
  for (let row = first + 5; row < to; row++) {
    if (rows[row]! === 0) return row;
    if (row >= from && (thinnest === to || rows[row]! < rows[thinnest]!)) thinnest = row;
  }
  return thinnest < to && rows[thinnest]! < CREASE_SHARE * usual ? thinnest : to;
}

/** Share of the finger's usual width that a row of its crease has at most. */
const CREASE_SHARE = 0.6;

function near({ cells }: Column, tip: Tip): (index: number) => boolean {
  const x = tip.own.map((index) => cells.x[index]!);
  const y = tip.own.map((index) => cells.y[index]!);
  const [left, right, top, bottom] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  return (index) => {
    const [atX, atY] = [cells.x[index]!, cells.y[index]!];
    return atX >= left - 4 && atX <= right + 4 && atY >= top - 4 && atY <= bottom + 4;
  };
}

/** Fingers spread: each is turned by its own a little, at most so far. */
const SPREAD_MAX = Math.PI / 7;
/** A print that is nearly as wide as long does not say where it points. */
const ELONGATION_MIN = 1.25;

function ownAngle({ cells, own }: Tip, handAngle: number): number {
  const { angle, lengthMm, widthMm } = axesOf(cells, own);
  const off = ((((angle - handAngle + Math.PI / 2) % Math.PI) + Math.PI) % Math.PI) - Math.PI / 2;
  const isTold = lengthMm >= ELONGATION_MIN * widthMm && Math.abs(off) <= SPREAD_MAX;
  return isTold ? handAngle + off : handAngle;
}

function boxAround({ cells, own }: Tip, angle: number): FingerBox {
  const u = own.map((index) => across(cells.x[index]!, cells.y[index]!, angle));
  const v = own.map((index) => along(cells.x[index]!, cells.y[index]!, angle));
  const [left, right] = [Math.min(...u) - CELL_MM / 2, Math.max(...u) + CELL_MM / 2];
  const [top, bottom] = [Math.min(...v) - CELL_MM / 2, Math.max(...v) + CELL_MM / 2];
  const [middleU, middleV] = [(left + right) / 2, (top + bottom) / 2];
  return {
    centreXMm: middleU * Math.cos(angle) - middleV * Math.sin(angle),
    centreYMm: middleU * Math.sin(angle) + middleV * Math.cos(angle),
    widthMm: right - left,
    heightMm: bottom - top,
    angle,
  };
}

/**
 * Millimetres by which the tips of a hand lie below its middle finger's, laid flat: about those of an adult's hand. Only
 * their order counts: the little finger lies far down, and it is what tells a hand from its mirror image.
 */
const TIPS_MM: Readonly<Partial<Record<FingerPosition, number>>> = {
  'right-index': 9,
  'right-middle': 0,
  'right-ring': 5,
  'right-little': 26,
  'left-index': 9,
  'left-middle': 0,
  'left-ring': 5,
  'left-little': 26,
};

/** Root mean square of millimetres by which tips lie elsewhere than those of such fingers; 0 where nothing tells. */
function tipsMisfit(fingers: readonly FingerPosition[], found: readonly Found[]): number {
  const wanted = fingers.map((position) => TIPS_MM[position]);
  if (wanted.some((tip) => tip === undefined) || wanted.length < 3) return 0;
  const off = found.map(({ tipMm }, index) => tipMm - wanted[index]!);
  const mean = off.reduce((sum, each) => sum + each, 0) / off.length;
  return Math.sqrt(off.reduce((sum, each) => sum + (each - mean) ** 2, 0) / off.length);
}

const CLEARLY_MM = 2;
const MISFIT_MM_MAX = 8;

/** Fingers of one hand are alike in width, longer than wide, point nearly the same way, and lie beside each other. */
function isPlausible(found: readonly Found[]): boolean {
  const widths = found.map(({ box }) => box.widthMm);
  const angles = found.map(({ box }) => box.angle);
  return (
    Math.max(...widths) <= WIDTH_RATIO_MAX * Math.min(...widths) &&
    Math.max(...angles) - Math.min(...angles) <= SPREAD_OF_HAND_MAX &&
    found.every(({ box }) => box.heightMm >= 1.05 * box.widthMm && box.heightMm <= 3 * box.widthMm) &&
    found.slice(1).every(({ box }, index) => areApart(found[index]!.box, box))
  );
}

const WIDTH_RATIO_MAX = 1.75;
const SPREAD_OF_HAND_MAX = Math.PI / 7;

/** Across the fingers, neighbours are about as far from each other as they are wide. */
function areApart(one: FingerBox, other: FingerBox): boolean {
  const angle = (one.angle + other.angle) / 2;
  const apart = across(other.centreXMm, other.centreYMm, angle) - across(one.centreXMm, one.centreYMm, angle);
  return apart >= 0.4 * (one.widthMm + other.widthMm);
}
