import type { DecodedImage } from './decode-image.js';

/** Grey values 0..255, row-major. */
export type GreyImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Float32Array;
};

/** Luma of ITU-R BT.601, rounded to whole levels as the 8-bit images are that the networks were trained on. */
export function toGrey({ widthPx, heightPx, channels, data }: DecodedImage): GreyImage {
  const grey = new Float32Array(widthPx * heightPx);
  if (channels === 1) {
    grey.set(data);
    return { widthPx, heightPx, data: grey };
  }
  for (let pixel = 0, at = 0; pixel < grey.length; pixel++, at += 3) {
    grey[pixel] = Math.round(0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!);
  }
  return { widthPx, heightPx, data: grey };
}
