/**
 * Where an image at 250 ppi has the contrast of ridges, as a map in the form of the foreground network's: 1 where a cell
 * and most of its neighbours have it, else 0. Knows nothing of ridges; for the second look at a slap.
 */
import type { GreyImage } from '../image/grey-image.js';
import { CELL_PX, type Foreground } from './mask-image.js';

/** Standard deviation of grey within a cell: noise of a platen has 3, faint ridges 25 (synthetic slaps). */
const DEVIATION_MIN = 22;
/** Of a cell and its eight neighbours. */
const NEIGHBOURS_MIN = 6;

export function contrastMap(image: GreyImage): Foreground {
  const columns = Math.ceil(image.widthPx / CELL_PX);
  const rows = Math.ceil(image.heightPx / CELL_PX);
  const strong = Uint8Array.from({ length: columns * rows }, (_, cell) =>
    deviation(image, cell % columns, Math.floor(cell / columns)) >= DEVIATION_MIN ? 1 : 0,
  );
  const probability = Float32Array.from(strong, (isStrong, cell) => {
    if (isStrong === 0) return 0;
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    let count = 0;
    for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        count += strong[y * columns + x]!;
      }
    }
    return count >= NEIGHBOURS_MIN ? 1 : 0;
  });
  return { columns, rows, probability };
}

function deviation({ widthPx, heightPx, data }: GreyImage, column: number, row: number): number {
  const [right, bottom] = [
    Math.min((column + 1) * CELL_PX, widthPx),
    Math.min((row + 1) * CELL_PX, heightPx),
  ];
  let [count, sum, squares] = [0, 0, 0];
  for (let y = row * CELL_PX; y < bottom; y++) {
    for (let x = column * CELL_PX; x < right; x++) {
      const grey = data[y * widthPx + x]!;
      count++;
      sum += grey;
      squares += grey * grey;
    }
  }
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
