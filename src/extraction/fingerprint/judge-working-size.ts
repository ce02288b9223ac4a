import { LIMITS } from '../../platform/limits.js';
import type { ImageHeader } from '../image/image-header.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { WORKING_PPI } from './extract-fingerprint.js';

/** Whether an image of a print, at its resolution, is of a size that a hand can have. */
export function judgeWorkingSize(
  { widthPx, heightPx }: ImageHeader,
  ppi: number,
): SampleRejection | undefined {
  const ratio = WORKING_PPI / ppi;
  if (Math.min(widthPx, heightPx) * ratio < LIMITS.imageSidePxMin) {
    return rejected(
      'image-too-small',
      `At the resolution given, ${widthPx} x ${heightPx} pixels are less than 3.3 millimetres of a print.`,
    );
  }
  if (widthPx * heightPx * ratio * ratio > LIMITS.fingerprintWorkingPixelsMax) {
    return rejected(
      'image-too-large',
      `At the resolution given, ${widthPx} x ${heightPx} pixels are more than 8 x 8 inches.`,
    );
  }
  return undefined;
}
