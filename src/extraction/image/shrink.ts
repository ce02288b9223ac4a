/**
 * Shrinks a grey image by averaging, per output pixel, the input pixels whose centres fall into it: the `BOX` filter of
 * Pillow, which the readable twin (`models/training/extraction.py`) and with it every published figure of the models
 * uses, but without its rounding to 8 bits after each direction.
 */
import type { GreyImage } from './grey-image.js';
import { type LineFilter, resizeByLines } from './resize-by-lines.js';

/** Scales by `ratio` (at most 1) in both directions; no side of a long thin image becomes less than a pixel. */
export function shrink(image: GreyImage, ratio: number): GreyImage {
  const size = {
    widthPx: Math.max(1, roundHalfEven(image.widthPx * ratio)),
    heightPx: Math.max(1, roundHalfEven(image.heightPx * ratio)),
  };
  return resizeByLines(image, size, (inputCount, outputCount) => averageOf(spans(inputCount, outputCount)));
}

/** First input pixel and one past the last of every output pixel, interleaved. */
function spans(inputCount: number, outputCount: number): Int32Array {
  const result = new Int32Array(outputCount * 2);
  const scale = inputCount / outputCount;
  for (let index = 0; index < outputCount; index++) {
    const centre = (index + 0.5) * scale;
    result[index * 2] = Math.max(0, Math.ceil(centre - scale / 2 - 0.5 + TIE));
    result[index * 2 + 1] = Math.min(inputCount, Math.floor(centre + scale / 2 - 0.5 + TIE) + 1);
  }
  return result;
}

/** A pixel centre exactly on a border belongs to the pixel before it. */
const TIE = 1e-9;

function averageOf(ranges: Int32Array): LineFilter {
  return (input, from, output, to) => {
    for (let index = 0; index < ranges.length / 2; index++) {
      const first = ranges[index * 2]!;
      const end = ranges[index * 2 + 1]!;
      let sum = 0;
      for (let pixel = first; pixel < end; pixel++) sum += input[from.at + pixel * from.step]!;
      output[to.at + index * to.step] = sum / (end - first);
    }
  };
}

/** As Python rounds, so that an image with an odd side gets the size it has in the twin. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
