import type { GreyImage } from '../image/grey-image.js';

/** To the right and at the bottom, by repeating the edge, as the networks were trained to see the border of an image. */
export function padToMultiple({ widthPx, heightPx, data }: GreyImage, multiplePx: number): GreyImage {
  const paddedWidth = Math.ceil(widthPx / multiplePx) * multiplePx;
  const paddedHeight = Math.ceil(heightPx / multiplePx) * multiplePx;
  const padded = new Float32Array(paddedWidth * paddedHeight);
  for (let row = 0; row < paddedHeight; row++) {
    const from = Math.min(row, heightPx - 1) * widthPx;
    padded.set(data.subarray(from, from + widthPx), row * paddedWidth);
    padded.fill(data[from + widthPx - 1]!, row * paddedWidth + widthPx, (row + 1) * paddedWidth);
  }
  return { widthPx: paddedWidth, heightPx: paddedHeight, data: padded };
}
