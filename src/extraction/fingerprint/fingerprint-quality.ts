/**
 * Quality of a fingerprint sample, 0..100, monotone in three things an operator can do something about:
 *
 * - area: how much skin touches the sensor, full marks from 1.7 cm2 (250 cells of 8 x 8 px at 250 ppi);
 * - certainty: mean foreground probability of those cells, 0.5 counting nothing and 1 everything;
 * - ridge contrast: mean standard deviation of grey within a cell, full marks from 40 levels.
 *
 * quality = 100 x certainty x sqrt(area x contrast). It orders samples; it is not NFIQ 2 (ISO/IEC 29794-4).
 */
import type { GreyImage } from '../image/grey-image.js';
import { CELL_PX, type Foreground, isSkin } from './mask-image.js';

const FULL_AREA_CELLS = 250;
const FULL_CONTRAST_LEVELS = 40;

export function fingerprintQuality(image: GreyImage, { columns, probability }: Foreground): number {
  let cells = 0;
  let certainty = 0;
  let deviation = 0;
  for (let cell = 0; cell < probability.length; cell++) {
    if (!isSkin(probability[cell]!)) continue;
    cells += 1;
    certainty += probability[cell]!;
    deviation += cellDeviation(image, (cell % columns) * CELL_PX, Math.floor(cell / columns) * CELL_PX);
  }
  if (cells === 0) return 0;
  const area = Math.min(1, cells / FULL_AREA_CELLS);
  const contrast = Math.min(1, deviation / cells / FULL_CONTRAST_LEVELS);
  return Math.round(100 * ((certainty / cells - 0.5) / 0.5) * Math.sqrt(area * contrast));
}

/** Standard deviation of the grey values of one cell, as far as it lies inside the image. */
function cellDeviation({ widthPx, heightPx, data }: GreyImage, left: number, top: number): number {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let y = top; y < Math.min(top + CELL_PX, heightPx); y++) {
    for (let x = left; x < Math.min(left + CELL_PX, widthPx); x++) {
      const value = data[y * widthPx + x]!;
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  return count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
}
