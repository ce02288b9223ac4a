/** First network of the fingerprint chain: normalised image times the probability that a pixel is friction-ridge skin. */
import type { GreyImage } from '../image/grey-image.js';
import { roundHalfEven } from '../image/shrink.js';
import type { ModelSessions } from '../open-sessions.js';
import { padToMultiple } from './pad-to-multiple.js';

/** Side of a foreground cell in pixels. */
export const CELL_PX = 8;
/** Cells at least this probable count for the centroid and the area (`fingerprint-foreground.md`). */
const CELL_PROBABILITY_MIN = 0.5;
/** The network's strides ask for sides that are multiples of this. */
const SIDE_MULTIPLE = 16;

export type Foreground = {
  readonly columns: number;
  readonly rows: number;
  readonly probability: Float32Array;
};

export type MaskedImage = {
  /** Normalised grey times foreground, ridges negative. */
  readonly image: GreyImage;
  readonly foreground: Foreground;
};

/** `image` at 250 ppi, dark ridges on light. */
export async function maskImage(image: GreyImage, sessions: ModelSessions): Promise<MaskedImage> {
  const padded = padToMultiple(image, SIDE_MULTIPLE);
  const outputs = await sessions.run('fingerprint-foreground', padded.data, [
    1,
    1,
    padded.heightPx,
    padded.widthPx,
  ]);
  const foreground = {
    columns: padded.widthPx / CELL_PX,
    rows: padded.heightPx / CELL_PX,
    probability: outputs['foreground']!,
  };
  const normalised = { ...padded, data: outputs['normalised']! };
  return { image: multiply(normalised, foreground, image), foreground };
}

export function isSkin(probability: number): boolean {
  return probability >= CELL_PROBABILITY_MIN;
}

/**
 * Middle of a crop of `cropPx` pixels around the probability-weighted mean position of the skin, moved so that the
 * crop's corner falls on a whole pixel. Defined where there is skin.
 */
export function cropCentre(
  { columns, probability }: Foreground,
  cropPx: number,
): { readonly x: number; readonly y: number } {
  let total = 0;
  let x = 0;
  let y = 0;
  for (let cell = 0; cell < probability.length; cell++) {
    const weight = probability[cell]!;
    if (!isSkin(weight)) continue;
    total += weight;
    x += weight * ((cell % columns) * CELL_PX + (CELL_PX - 1) / 2);
    y += weight * (Math.floor(cell / columns) * CELL_PX + (CELL_PX - 1) / 2);
  }
  const half = (cropPx - 1) / 2;
  return { x: roundHalfEven(x / total - half) + half, y: roundHalfEven(y / total - half) + half };
}

/** Cuts the padding off again, as repeated edge is no skin; the map is interpolated between cell centres. */
function multiply(normalised: GreyImage, foreground: Foreground, size: GreyImage): GreyImage {
  const { columns, rows, probability } = foreground;
  const data = new Float32Array(size.widthPx * size.heightPx);
  const across = interpolation(size.widthPx, columns);
  const down = interpolation(size.heightPx, rows);
  for (let y = 0; y < size.heightPx; y++) {
    const upper = down.first[y]! * columns;
    const lower = down.second[y]! * columns;
    const weightY = down.weight[y]!;
    for (let x = 0; x < size.widthPx; x++) {
      const left = across.first[x]!;
      const right = across.second[x]!;
      const weightX = across.weight[x]!;
      const top = probability[upper + left]! * (1 - weightX) + probability[upper + right]! * weightX;
      const bottom = probability[lower + left]! * (1 - weightX) + probability[lower + right]! * weightX;
      data[y * size.widthPx + x] =
        normalised.data[y * normalised.widthPx + x]! * (top * (1 - weightY) + bottom * weightY);
    }
  }
  return { widthPx: size.widthPx, heightPx: size.heightPx, data };
}

/** For every pixel the two cells it lies between and the share of the second; half-pixel centres, edges repeated. */
function interpolation(pixelCount: number, cellCount: number) {
  const first = new Int32Array(pixelCount);
  const second = new Int32Array(pixelCount);
  const weight = new Float64Array(pixelCount);
  for (let pixel = 0; pixel < pixelCount; pixel++) {
    const position = Math.max(0, (pixel + 0.5) / CELL_PX - 0.5);
    const cell = Math.floor(position);
    first[pixel] = cell;
    second[pixel] = Math.min(cell + 1, cellCount - 1);
    weight[pixel] = position - cell;
  }
  return { first, second, weight };
}
