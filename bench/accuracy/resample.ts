/** Resamples a grey image with a triangle filter that is widened when shrinking, in one direction after the other. */
import type { GreyImage } from '../../src/extraction/image/grey-image.js';

export function resample(image: GreyImage, ratio: number): GreyImage {
  const widthPx = Math.max(1, Math.round(image.widthPx * ratio));
  const heightPx = Math.max(1, Math.round(image.heightPx * ratio));
  if (widthPx === image.widthPx && heightPx === image.heightPx) return image;
  const narrow = new Float32Array(widthPx * image.heightPx);
  const columns = taps(image.widthPx, widthPx);
  for (let row = 0; row < image.heightPx; row++) {
    filterLine(image.data, { at: row * image.widthPx, step: 1 }, columns, narrow, {
      at: row * widthPx,
      step: 1,
    });
  }
  const data = new Float32Array(widthPx * heightPx);
  const rows = taps(image.heightPx, heightPx);
  for (let column = 0; column < widthPx; column++) {
    filterLine(narrow, { at: column, step: widthPx }, rows, data, { at: column, step: widthPx });
  }
  return { widthPx, heightPx, data };
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

type Line = { readonly at: number; readonly step: number };

function filterLine(
  input: Float32Array,
  from: Line,
  { first, weights }: Taps,
  output: Float32Array,
  to: Line,
): void {
  for (let index = 0; index < weights.length; index++) {
    const own = weights[index]!;
    let position = from.at + first[index]! * from.step;
    let sum = 0;
    for (let tap = 0; tap < own.length; tap++, position += from.step) sum += own[tap]! * input[position]!;
    output[to.at + index * to.step] = sum;
  }
}
