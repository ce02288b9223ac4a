/** Moves everything drawn by a few millimetres, here more and there less: no face is even, and none like the next. */
import type { Random } from '../random.js';
import { smoothField } from '../smooth-field.js';
import { CANVAS_HEIGHT, CANVAS_WIDTH, CELLS_PER_MM, type FaceCanvas } from './face-canvas.js';

/** Knots across the canvas: 32 mm apart, so that a feature moves and bends as a whole. */
const KNOTS = 12;

export function deformCanvas(canvas: FaceCanvas, moveMm: number, random: Random): FaceCanvas {
  const moveX = smoothField(random.fork('across'), KNOTS, CANVAS_WIDTH, CANVAS_HEIGHT);
  const moveY = smoothField(random.fork('down'), KNOTS, CANVAS_WIDTH, CANVAS_HEIGHT);
  const move = moveMm * CELLS_PER_MM;
  const moved = (plane: Float32Array) => {
    const result = new Float32Array(plane.length);
    for (let at = 0; at < plane.length; at++) {
      const x = limited((at % CANVAS_WIDTH) + move * moveX[at]!, CANVAS_WIDTH);
      const y = limited(Math.floor(at / CANVAS_WIDTH) + move * moveY[at]!, CANVAS_HEIGHT);
      const from = Math.floor(y) * CANVAS_WIDTH + Math.floor(x);
      const right = x - Math.floor(x);
      const down = y - Math.floor(y);
      const upper = plane[from]! * (1 - right) + plane[from + 1]! * right;
      const lower = plane[from + CANVAS_WIDTH]! * (1 - right) + plane[from + CANVAS_WIDTH + 1]! * right;
      result[at] = upper * (1 - down) + lower * down;
    }
    return result;
  };
  return {
    height: moved(canvas.height),
    red: moved(canvas.red),
    green: moved(canvas.green),
    blue: moved(canvas.blue),
    shine: moved(canvas.shine),
    cover: moved(canvas.cover),
  };
}

function limited(value: number, size: number): number {
  return Math.min(size - 2.001, Math.max(0, value));
}
