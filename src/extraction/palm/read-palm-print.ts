/**
 * An image of a palm to what is known of it: read, held against its records and limits, and decoded whole, so that what is
 * kept can be shown. No network of the project has seen a palm, so that whether there is one in the image is for whoever
 * captured it to say; refused is what certainly holds none. Runs in a worker process.
 */
import type { ExtractionOutcome, PalmSample } from '../../workflows/ports/samples.js';
import { chooseResolution } from '../fingerprint/choose-resolution.js';
import { judgeWorkingSize } from '../fingerprint/judge-working-size.js';
import { decodeImage } from '../image/decode-image.js';
import { imageFactsOf, inspectSample } from '../image/inspect-sample.js';
import { rejected } from '../sample-rejection.js';

export async function readPalmPrint(
  sample: PalmSample,
  onDecoded?: (ms: number) => void,
): Promise<ExtractionOutcome> {
  const inspected = inspectSample(sample);
  if (inspected.kind === 'rejected') return inspected;
  const { header, image, ppi } = inspected;
  const resolution = chooseResolution(sample.ppi, ppi ?? header.ppi);
  if (resolution.kind === 'rejected') return resolution;
  const unusable = judgeWorkingSize(header, resolution.ppi);
  if (unusable) return unusable;
  const beganAtMs = performance.now();
  const decoded = await decodeImage(image, header);
  onDecoded?.(performance.now() - beganAtMs);
  if (decoded.kind === 'rejected') return decoded;
  if (isUniform(decoded.data)) return BLANK;
  return { kind: 'image', image: imageFactsOf(inspected, resolution.ppi) };
}

const BLANK = rejected('image-blank', 'All pixels of the image are alike: there is no print in it.');

function isUniform(data: Uint8Array): boolean {
  const [first] = data;
  return data.every((level) => level === first);
}
