/**
 * Second network of a fingerprint: the part of the image that shows skin, at 500 ppi, to minutiae and ridge orientations.
 * Looking at the skin alone saves what the network would spend on an empty platen, and bounds what one image costs.
 */
import type { MinutiaeTemplate } from '../../domain/minutiae-template.js';
import { MAXIMUM_RIDGE_CELLS, RIDGE_CELL_PIXELS } from '../../domain/minutiae-template.js';
import type { GreyImage } from '../image/grey-image.js';
import { resample } from '../image/resample.js';
import type { ModelSessions } from '../open-sessions.js';
import { decodeMinutiaeGraph, type MinutiaeGraphOutput } from './decode-minutiae-graph.js';
import { CELL_PX, cropCentre, type Foreground, isSkin } from './mask-image.js';
import { padToMultiple } from './pad-to-multiple.js';

export const MINUTIAE_MODEL = 'fingerprint-minutiae';

/** Resolution the network works at, twice that of the foreground. */
export const MINUTIAE_PPI = 500;
const PX_OF_CELL = 2 * CELL_PX;
/** The network's strides ask for sides that are multiples of this. */
const SIDE_MULTIPLE_PX = 16;
/** Foreground cells kept around the skin: the network looks 28 px far to level the contrast. */
const MARGIN_CELLS = 1;
/** One less than a template holds, as the sides of a part are rounded outwards. */
const SIDE_CELLS_MAX = Math.floor((MAXIMUM_RIDGE_CELLS * RIDGE_CELL_PIXELS) / PX_OF_CELL) - 1;

export type ExtractedMinutiae = {
  readonly template: MinutiaeTemplate;
  readonly graph: MinutiaeGraphOutput;
  /** Where the graph's image begins in the whole one, px at 500 ppi, not rounded. */
  readonly corner: { readonly x: number; readonly y: number };
};

/** `image` is the whole one at its own resolution, ridges dark; `foreground` is what the first network said of it. */
export async function extractMinutiae(
  { image, ppi }: { readonly image: GreyImage; readonly ppi: number },
  foreground: Foreground,
  sessions: ModelSessions,
): Promise<ExtractedMinutiae> {
  const ratio = MINUTIAE_PPI / ppi;
  const box = cut(image, skinBox(foreground), PX_OF_CELL / ratio);
  const scaled = resample(box.image, ratio);
  const padded = padToMultiple(scaled, SIDE_MULTIPLE_PX);
  const dimensions = [1, 1, padded.heightPx, padded.widthPx];
  const outputs = await sessions.run(MINUTIAE_MODEL, padded.data, dimensions);
  const graph = {
    width: scaled.widthPx,
    height: scaled.heightPx,
    paddedWidth: padded.widthPx,
    paddedHeight: padded.heightPx,
    peaks: outputs['peaks']!,
    details: outputs['details']!,
    field: outputs['field']!,
  };
  const template = decodeMinutiaeGraph(graph, scaled);
  const corner = { x: box.left * ratio, y: box.top * ratio };
  const origin = { x: Math.round(corner.x), y: Math.round(corner.y) };
  return { graph, corner, template: origin.x === 0 && origin.y === 0 ? template : { ...template, origin } };
}

/** In cells, the ends not included. */
type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

/** Around all skin; around its middle where there is more of it than a finger has. */
function skinBox(foreground: Foreground): Box {
  const { columns, rows, probability } = foreground;
  let [left, right, top, bottom] = [columns, 0, rows, 0];
  for (let cell = 0; cell < probability.length; cell++) {
    if (!isSkin(probability[cell]!)) continue;
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    left = Math.min(left, column);
    right = Math.max(right, column + 1);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  const centre = cropCentre(foreground, 0);
  const across = span({ first: left, end: right, centre: centre.x / CELL_PX, count: columns });
  const down = span({ first: top, end: bottom, centre: centre.y / CELL_PX, count: rows });
  return { left: across.from, right: across.to, top: down.from, bottom: down.to };
}

/** One side of the box, with its margin. */
function span(skin: {
  readonly first: number;
  readonly end: number;
  readonly centre: number;
  readonly count: number;
}): { readonly from: number; readonly to: number } {
  const from = Math.max(0, skin.first - MARGIN_CELLS);
  const to = Math.min(skin.count, skin.end + MARGIN_CELLS);
  if (to - from <= SIDE_CELLS_MAX) return { from, to };
  const around = Math.floor(skin.centre - SIDE_CELLS_MAX / 2);
  const first = Math.min(Math.max(from, around), to - SIDE_CELLS_MAX);
  return { from: first, to: first + SIDE_CELLS_MAX };
}

/** `cellPx`: pixels of the image to one cell, not always whole. */
function cut(image: GreyImage, box: Box, cellPx: number) {
  const left = Math.min(image.widthPx - 1, Math.floor(box.left * cellPx));
  const top = Math.min(image.heightPx - 1, Math.floor(box.top * cellPx));
  const widthPx = Math.min(image.widthPx, Math.ceil(box.right * cellPx)) - left;
  const heightPx = Math.min(image.heightPx, Math.ceil(box.bottom * cellPx)) - top;
  if (widthPx === image.widthPx && heightPx === image.heightPx) return { image, left, top };
  const data = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    const from = (top + row) * image.widthPx + left;
    data.set(image.data.subarray(from, from + widthPx), row * widthPx);
  }
  return { image: { widthPx, heightPx, data }, left, top };
}
