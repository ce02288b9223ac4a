import type { DecodedImage } from '../image/decode-image.js';
import type { GreyImage } from '../image/grey-image.js';
import { shrink } from '../image/shrink.js';

/** Planes in the order blue, green, red, as both face models were trained; values 0..255. */
export type BgrImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly planes: readonly [GreyImage, GreyImage, GreyImage];
};

export function toBgr({ widthPx, heightPx, channels, data }: DecodedImage): BgrImage {
  const plane = (channel: number): GreyImage => {
    const values = new Float32Array(widthPx * heightPx);
    const first = channels === 1 ? 0 : channel;
    for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = data[pixel * channels + first]!;
    return { widthPx, heightPx, data: values };
  };
  return { widthPx, heightPx, planes: [plane(2), plane(1), plane(0)] };
}

/** Shrinks so that the longer side has at most `sidePx`; never enlarges. */
export function shrinkToSide(image: BgrImage, sidePx: number): BgrImage {
  const ratio = sidePx / Math.max(image.widthPx, image.heightPx);
  if (ratio >= 1) return image;
  const [blue, green, red] = image.planes;
  const small = shrink(blue, ratio);
  const { widthPx, heightPx } = small;
  return { widthPx, heightPx, planes: [small, shrink(green, ratio), shrink(red, ratio)] };
}
