/** What light needs to know of a canvas: how its surface leans, and how much of the sky each cell sees. */
import { CANVAS_HEIGHT, CANVAS_WIDTH, CELLS_PER_MM, type FaceCanvas } from './face-canvas.js';

export type FaceSurface = {
  /** Rise per millimetre to the right and downwards. */
  readonly slopeX: Float32Array;
  readonly slopeY: Float32Array;
  /** 0 (in a hole) to 1 (in the open). */
  readonly open: Float32Array;
};

/** Steeper than this is an edge, not a surface. */
const SLOPE_MAX = 6;
const SMOOTHING_MM = 0.6;
const SKY_MM = 7;
/** Light lost per millimetre below the surroundings. */
const LOSS_PER_MM = 0.075;

export function measureSurface({ height }: FaceCanvas): FaceSurface {
  const smooth = boxBlur(height, Math.round(SMOOTHING_MM * CELLS_PER_MM));
  const around = boxBlur(boxBlur(height, SKY_MM * CELLS_PER_MM), (SKY_MM * CELLS_PER_MM) / 2);
  const slopeX = new Float32Array(height.length);
  const slopeY = new Float32Array(height.length);
  const open = new Float32Array(height.length);
  const limit = (slope: number) => Math.min(SLOPE_MAX, Math.max(-SLOPE_MAX, slope));
  for (let row = 0; row < CANVAS_HEIGHT; row++) {
    const line = Math.min(CANVAS_HEIGHT - 2, Math.max(1, row)) * CANVAS_WIDTH;
    for (let column = 0; column < CANVAS_WIDTH; column++) {
      const at = row * CANVAS_WIDTH + column;
      const inner = line + Math.min(CANVAS_WIDTH - 2, Math.max(1, column));
      slopeX[at] = limit(((smooth[inner + 1]! - smooth[inner - 1]!) * CELLS_PER_MM) / 2);
      slopeY[at] = limit(
        ((smooth[inner + CANVAS_WIDTH]! - smooth[inner - CANVAS_WIDTH]!) * CELLS_PER_MM) / 2,
      );
      open[at] = Math.max(0.25, 1 - LOSS_PER_MM * Math.max(0, around[at]! - smooth[at]!));
    }
  }
  return { slopeX, slopeY, open };
}

/** Mean of a square of 2 `radius` + 1 cells; edges repeat. */
function boxBlur(plane: Float32Array, radius: number): Float32Array {
  const across = blurLines(plane, {
    lines: CANVAS_HEIGHT,
    length: CANVAS_WIDTH,
    stride: CANVAS_WIDTH,
    step: 1,
    radius,
  });
  return blurLines(across, {
    lines: CANVAS_WIDTH,
    length: CANVAS_HEIGHT,
    stride: 1,
    step: CANVAS_WIDTH,
    radius,
  });
}

function blurLines(
  plane: Float32Array,
  {
    lines,
    length,
    stride,
    step,
    radius,
  }: Readonly<Record<'lines' | 'length' | 'stride' | 'step' | 'radius', number>>,
): Float32Array {
  const blurred = new Float32Array(plane.length);
  for (let line = 0; line < lines; line++) {
    const start = line * stride;
    const value = (index: number) => plane[start + Math.min(length - 1, Math.max(0, index)) * step]!;
    let sum = 0;
    for (let index = -radius; index <= radius; index++) sum += value(index);
    for (let index = 0; index < length; index++) {
      blurred[start + index * step] = sum / (2 * radius + 1);
      sum += value(index + radius + 1) - value(index - radius);
    }
  }
  return blurred;
}
