/** One impression over another, as a sensor shows them that was not wiped, or that two fingers touch at once. */
import type { Impression } from './render-impression.js';

export type Overlay = {
  /** Of the second, about the middle of the image, radians clockwise; then px to the right and down. */
  readonly turn?: number;
  readonly rightPx?: number;
  readonly downPx?: number;
  /** How much of the second's ink is left, 0 to 1. */
  readonly weight?: number;
  /** `darker`: the darker of both at each pixel; `screen`: ink over ink; `average`: two frames in one. */
  readonly blend?: 'darker' | 'screen' | 'average';
};

const BLENDS = {
  darker: (first: number, second: number) => Math.min(first, second),
  screen: (first: number, second: number) => (first * second) / 255,
  average: (first: number, second: number) => (first + second) / 2,
};

/** Both of one size. Beyond the edge of the second there is nothing. */
export function layOver(first: Impression, second: Impression, overlay: Overlay): Impression {
  const { turn = 0, rightPx = 0, downPx = 0, weight = 1, blend = 'darker' } = overlay;
  const { widthPx, heightPx } = first;
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  const pixels = first.pixels.map((value, at) => {
    const x = (at % widthPx) - widthPx / 2 - rightPx;
    const y = Math.floor(at / widthPx) - heightPx / 2 - downPx;
    const other = greyAt(second, cosine * x + sine * y + widthPx / 2, -sine * x + cosine * y + heightPx / 2);
    return Math.round(BLENDS[blend](value, 255 - weight * (255 - other)));
  });
  return { ...first, pixels };
}

/** Between four pixels. */
function greyAt({ widthPx, heightPx, pixels }: Impression, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left >= widthPx - 1 || top >= heightPx - 1) return 255;
  const [right, down, at] = [x - left, y - top, top * widthPx + left];
  const upper = pixels[at]! * (1 - right) + pixels[at + 1]! * right;
  const lower = pixels[at + widthPx]! * (1 - right) + pixels[at + widthPx + 1]! * right;
  return upper * (1 - down) + lower * down;
}
