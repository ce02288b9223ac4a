import type { GreyImage } from './grey-image.js';

/** Where a line of pixels begins, and how far apart its pixels lie. */
export type Line = { readonly at: number; readonly step: number };

/** Writes a line of `to`'s pixels from a line of `from`'s. */
export type LineFilter = (input: Float32Array, from: Line, output: Float32Array, to: Line) => void;

/**
 * Another size by one filter along the rows and then along the columns. `filterOf` makes the filter for a number of
 * pixels in and out. An image that has the size already is returned as it is.
 */
export function resizeByLines(
  image: GreyImage,
  { widthPx, heightPx }: Pick<GreyImage, 'widthPx' | 'heightPx'>,
  filterOf: (inputCount: number, outputCount: number) => LineFilter,
): GreyImage {
  if (widthPx === image.widthPx && heightPx === image.heightPx) return image;
  const narrow = new Float32Array(widthPx * image.heightPx);
  const alongRow = filterOf(image.widthPx, widthPx);
  for (let row = 0; row < image.heightPx; row++)
    alongRow(image.data, { at: row * image.widthPx, step: 1 }, narrow, { at: row * widthPx, step: 1 });
  const data = new Float32Array(widthPx * heightPx);
  const alongColumn = filterOf(image.heightPx, heightPx);
  for (let column = 0; column < widthPx; column++)
    alongColumn(narrow, { at: column, step: widthPx }, data, { at: column, step: widthPx });
  return { widthPx, heightPx, data };
}
