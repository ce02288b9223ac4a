import type { SampleForm } from '../../domain/law/biometric-quality.js';
import type { ImageEncoding } from '../../domain/law/biometric-quality-table.js';
import type { Sample } from '../../workflows/ports/samples.js';
import { readBmpHeader } from '../formats/bmp/read-bmp.js';
import { readJpeg2000Header } from '../formats/jp2/read-jpeg-2000-header.js';
import { isLosslessJpeg } from '../formats/jpegl/read-lossless-jpeg.js';
import { readPnmHeader } from '../formats/pnm/read-pnm.js';
import type { ImageFormatId, ImageHeader } from './image-header.js';
import { inspectImage } from './inspect-image.js';
import { unwrapSample } from './unwrap-sample.js';

/**
 * From the headers alone, of the image inside any record. `undefined` where the sample is no image that can be read: its
 * extraction says why.
 */
export function sampleFormatFacts({ image, ppi }: Pick<Sample, 'image' | 'ppi'>): SampleForm | undefined {
  const unwrapped = unwrapSample(image);
  if (unwrapped.kind === 'rejected') return undefined;
  const inspected = inspectImage(unwrapped.image);
  if (inspected.kind === 'rejected') return undefined;
  const { header } = inspected;
  const resolution = ppi ?? unwrapped.ppi?.x ?? header.ppi?.x;
  const depth = bitDepthOf(unwrapped.image, header.format);
  const channels = header.isGrey ? 1 : 3;
  return {
    encoding: ENCODINGS[header.format],
    widthPx: header.widthPx,
    heightPx: header.heightPx,
    ...(resolution === undefined ? {} : { ppi: resolution }),
    levels: 2 ** depth,
    encodedBytes: unwrapped.image.length,
    pixelBytes: header.widthPx * header.heightPx * channels * (depth > 8 ? 2 : 1),
    isLossless: isLossless(unwrapped.image, header),
  };
}

const ENCODINGS: Readonly<Record<ImageFormatId, ImageEncoding>> = {
  png: 'png',
  jpeg: 'jpeg',
  tiff: 'tiff',
  bmp: 'none',
  pgm: 'none',
  ppm: 'none',
  jp2: 'jpeg-2000',
  j2c: 'jpeg-2000',
  wsq: 'wsq',
};

/** 8 where the format knows nothing else in practice: JPEG and WSQ, and TIFF, whose header reader does not say. */
function bitDepthOf(image: Uint8Array, format: ImageFormatId): number {
  switch (format) {
    case 'png':
      return image[24]!;
    case 'bmp': {
      const { bitsPerPixel } = readBmpHeader(image);
      return Math.min(bitsPerPixel, 8);
    }
    case 'pgm':
    case 'ppm':
      return Math.ceil(Math.log2(readPnmHeader(image).maxValue + 1));
    case 'jp2':
    case 'j2c':
      return readJpeg2000Header(image).bitDepth;
    default:
      return 8;
  }
}

function isLossless(image: Uint8Array, { format }: ImageHeader): boolean {
  if (format === 'jp2' || format === 'j2c') return readJpeg2000Header(image).isReversible;
  return format === 'jpeg' ? isLosslessJpeg(image) : format !== 'wsq';
}
