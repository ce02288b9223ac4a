/**
 * The resolution of an image of a print is stated by the caller or by the file, and never guessed: at a wrong one every
 * ridge distance is wrong and so is every score. What the caller states wins, as capture software knows its device
 * while files are rewritten by image tools that know nothing of it.
 */
import { rejected, type SampleRejection } from '../sample-rejection.js';

/** Below, ridges are not sampled well enough to be recognised; above, no fingerprint device is built. */
const FINGERPRINT_PPI_MIN = 250;
const FINGERPRINT_PPI_MAX = 1200;

/** Pixels that are further from square than this would stretch the finger. */
const ASPECT_TOLERANCE = 0.01;

export function chooseResolution(
  stated: number | undefined,
  inFile: { readonly x: number; readonly y: number } | undefined,
): { readonly kind: 'ppi'; readonly ppi: number } | SampleRejection {
  if (stated !== undefined) return judge(stated);
  if (!inFile) {
    return rejected(
      'resolution-missing',
      'Neither the request nor the image file states the resolution: give the pixels per inch of the sample.',
    );
  }
  if (Math.abs(inFile.x / inFile.y - 1) > ASPECT_TOLERANCE) {
    return rejected(
      'resolution-unsupported',
      'The file states different resolutions along width and height.',
    );
  }
  return judge(inFile.x);
}

function judge(ppi: number): { readonly kind: 'ppi'; readonly ppi: number } | SampleRejection {
  if (ppi >= FINGERPRINT_PPI_MIN && ppi <= FINGERPRINT_PPI_MAX) return { kind: 'ppi', ppi };
  return rejected(
    'resolution-unsupported',
    `A print of ${Math.round(ppi * 100) / 100} ppi is not supported: ` +
      `${FINGERPRINT_PPI_MIN} to ${FINGERPRINT_PPI_MAX} ppi are.`,
  );
}
