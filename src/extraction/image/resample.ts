/** Resamples a grey image with a triangle filter that is widened when shrinking, in one direction after the other. */
import type { GreyImage } from './grey-image.js';
import { type LineFilter, resizeByLines } from './resize-by-lines.js';

export function resample(image: GreyImage, ratio: number): GreyImage {
  const size = {
    widthPx: Math.max(1, Math.round(image.widthPx * ratio)),
    heightPx: Math.max(1, Math.round(image.heightPx * ratio)),
  };
  return resizeByLines(image, size, (inputCount, outputCount) => weighted(taps(inputCount, outputCount)));
}

type Taps = { readonly first: Int32Array; readonly weights: readonly Float32Array[] };

/** Per output pixel the first input pixel it reads and the weights, which sum to one. */
function taps(inputCount: number, outputCount: number): Taps {
  const scale = inputCount / outputCount;
  const reach = Math.max(1, scale);
  const first = new Int32Array(outputCount);
  const weights = Array.from({ length: outputCount }, (_, index) => {
    const centre = (index + 0.5) * scale - 0.5;
    const from = Math.max(0, Math.ceil(centre - reach));
    const to = Math.min(inputCount - 1, Math.floor(centre + reach));
    first[index] = from;
    const triangle = Float32Array.from({ length: to - from + 1 }, (_, tap) =>
      Math.max(0, 1 - Math.abs(from + tap - centre) / reach),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    return triangle.map((weight) => weight / sum);
  });
  return { first, weights };
}

function weighted({ first, weights }: Taps): LineFilter {
  return (input, from, output, to) => {
    for (let index = 0; index < weights.length; index++) {
      const own = weights[index]!;
      let position = from.at + first[index]! * from.step;
      let sum = 0;
      for (let tap = 0; tap < own.length; tap++, position += from.step) sum += own[tap]! * input[position]!;
      output[to.at + index * to.step] = sum;
    }
  };
}
