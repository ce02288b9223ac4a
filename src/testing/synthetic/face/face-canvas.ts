/**
 * The plane a face is drawn on before it is looked at from anywhere: cells of half a millimetre with how far they stand
 * out, what colour they have, how much they shine, and whether there is anything. Origin between the eyes, y down.
 */
import type { Colour } from './face-features.js';

export const CELLS_PER_MM = 2;
const LEFT_MM = -160;
const TOP_MM = -165;
export const CANVAS_WIDTH = 320 * CELLS_PER_MM;
export const CANVAS_HEIGHT = 370 * CELLS_PER_MM;
const CELLS = CANVAS_WIDTH * CANVAS_HEIGHT;

export type FaceCanvas = {
  /** Millimetres towards the camera from the plane of the ears. */
  readonly height: Float32Array;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  /** 0 (dull) to 1 (wet). */
  readonly shine: Float32Array;
  /** 0 (background) to 1. */
  readonly cover: Float32Array;
};

export function createCanvas(): FaceCanvas {
  const plane = () => new Float32Array(CELLS);
  return { height: plane(), red: plane(), green: plane(), blue: plane(), shine: plane(), cover: plane() };
}

export type Box = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

export const EVERYWHERE: Box = { left: LEFT_MM, right: -LEFT_MM, top: TOP_MM, bottom: TOP_MM + 370 };

export function columnOf(xMm: number): number {
  return (xMm - LEFT_MM) * CELLS_PER_MM;
}

export function rowOf(yMm: number): number {
  return (yMm - TOP_MM) * CELLS_PER_MM;
}

export function yOf(row: number): number {
  return row / CELLS_PER_MM + TOP_MM;
}

/** Each cell of a box with its place in millimetres. */
export function eachCell(box: Box, visit: (at: number, x: number, y: number) => void): void {
  const left = Math.max(0, Math.ceil(columnOf(box.left)));
  const right = Math.min(CANVAS_WIDTH - 1, Math.floor(columnOf(box.right)));
  const top = Math.max(0, Math.ceil(rowOf(box.top)));
  const bottom = Math.min(CANVAS_HEIGHT - 1, Math.floor(rowOf(box.bottom)));
  for (let row = top; row <= bottom; row++) {
    const y = yOf(row);
    for (let column = left; column <= right; column++)
      visit(row * CANVAS_WIDTH + column, column / CELLS_PER_MM + LEFT_MM, y);
  }
}

export type Bump = {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** Deviations along and across; turned by `angle`. */
  readonly along: number;
  readonly across: number;
  readonly angle?: number;
};

/** Adds a Gaussian of `height` at its middle. */
export function addBump(plane: Float32Array, { x, y, height, along, across, angle = 0 }: Bump): void {
  if (height === 0) return;
  const reach = 3 * Math.max(along, across);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  eachCell({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }, (at, cellX, cellY) => {
    const [dx, dy] = [cellX - x, cellY - y];
    const u = (cosine * dx + sine * dy) / along;
    const v = (-sine * dx + cosine * dy) / across;
    plane[at]! += height * Math.exp(-0.5 * (u * u + v * v));
  });
}

/** Mixes a colour in by `share`, which is 0 where nothing is painted. */
export function paintCell(canvas: FaceCanvas, at: number, colour: Colour, share: number): void {
  canvas.red[at]! += (colour[0] - canvas.red[at]!) * share;
  canvas.green[at]! += (colour[1] - canvas.green[at]!) * share;
  canvas.blue[at]! += (colour[2] - canvas.blue[at]!) * share;
}

export function darkenCell(canvas: FaceCanvas, at: number, factor: number): void {
  canvas.red[at]! *= factor;
  canvas.green[at]! *= factor;
  canvas.blue[at]! *= factor;
}

/** 0 below `from`, 1 above `to`, smooth between; `from` may be the greater. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
