/** Square windows of an image under shift and rotation; `fingerprint-pose.md` states the convention. */
import type { GreyImage } from './grey-image.js';

export type Window = {
  /** Position in the image of the window's middle, px. */
  readonly centreX: number;
  readonly centreY: number;
  /** Radians; positive turns clockwise on the screen. */
  readonly angle: number;
  readonly sidePx: number;
};

/** Writes the window into `output` from `offset` on: bilinear, zero outside the image. */
export function warp(image: GreyImage, window: Window, output: Float32Array, offset: number): void {
  const { sidePx, centreX, centreY } = window;
  const cosine = Math.cos(window.angle);
  const sine = Math.sin(window.angle);
  const middle = (sidePx - 1) / 2;
  for (let row = 0; row < sidePx; row++) {
    const down = row - middle;
    for (let column = 0; column < sidePx; column++) {
      const right = column - middle;
      output[offset + row * sidePx + column] = bilinear(
        image,
        centreX + cosine * right - sine * down,
        centreY + sine * right + cosine * down,
      );
    }
  }
}

export function bilinear({ widthPx, heightPx, data }: GreyImage, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < -1 || top < -1 || left >= widthPx || top >= heightPx) return 0;
  const shareX = x - left;
  const shareY = y - top;
  const at = top * widthPx + left;
  const hasLeft = left >= 0;
  const hasRight = left + 1 < widthPx;
  let value = 0;
  if (top >= 0) {
    if (hasLeft) value += data[at]! * (1 - shareX) * (1 - shareY);
    if (hasRight) value += data[at + 1]! * shareX * (1 - shareY);
  }
  if (top + 1 < heightPx) {
    if (hasLeft) value += data[at + widthPx]! * (1 - shareX) * shareY;
    if (hasRight) value += data[at + widthPx + 1]! * shareX * shareY;
  }
  return value;
}
