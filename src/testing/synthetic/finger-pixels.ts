import { renderImpression } from './render-impression.js';
import { createSyntheticFinger } from './synthetic-finger.js';

/**
 * Grey pixels at 500 ppi of one finger that never existed, hardly degraded: the middle of an impression, at most
 * 368 x 448 px. For tests of what happens to an image, whatever finger it shows.
 */
export function fingerPixels(finger: string, widthPx: number, heightPx: number): Uint8Array {
  const impression = renderImpression(createSyntheticFinger(finger), finger, { difficulty: 0.3 });
  const left = Math.floor((impression.widthPx - widthPx) / 2);
  const top = Math.floor((impression.heightPx - heightPx) / 2);
  if (left < 0 || top < 0) throw new RangeError('an impression is not as large');
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row++) {
    const from = (top + row) * impression.widthPx + left;
    pixels.set(impression.pixels.subarray(from, from + widthPx), row * widthPx);
  }
  return pixels;
}
