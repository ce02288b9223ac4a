/**
 * Grey pixels of an image inside a record, where its compression can be undone without native code: slaps are cut here,
 * and this runs in a thread that may be ended at any moment. JPEG with loss and PNG are left to the extraction processes.
 */
import { LIMITS } from '../../platform/limits.js';
import { FormatError } from '../formats/format-error.js';
import { decodeJpeg2000 } from '../formats/jp2/decode-jpeg-2000.js';
import { readJpeg2000Header } from '../formats/jp2/read-jpeg-2000-header.js';
import { decodeLosslessJpeg } from '../formats/jpegl/decode-lossless-jpeg.js';
import type { RecordImage } from '../formats/nist/record-image.js';
import { decodeWsq } from '../formats/wsq/decode-wsq.js';
import type { Raster } from '../image/raster.js';

export type GreyPixels = { readonly widthPx: number; readonly heightPx: number; readonly data: Uint8Array };

/** Whether `decodeGrey` undoes it; the others are decoded where the whole image is. */
export function isDecodedHere({ compression }: Pick<RecordImage, 'compression'>): boolean {
  return DECODED_HERE.includes(compression);
}

const DECODED_HERE: readonly RecordImage['compression'][] = ['none', 'wsq', 'jp2', 'jp2l', 'jpegl'];

/** Undefined for a compression that is not read here. Throws `FormatError` where the image is damaged. */
export async function decodeGrey(image: RecordImage, field: string): Promise<GreyPixels | undefined> {
  switch (image.compression) {
    case 'none':
      return rawPixels(image, field);
    case 'wsq': {
      const { widthPx, heightPx, pixels } = decodeWsq(image.data);
      return { widthPx, heightPx, data: pixels };
    }
    case 'jp2':
    case 'jp2l':
      return jpeg2000Pixels(image.data, field);
    case 'jpegl':
      return greyOnly(decodeLosslessJpeg(image.data), field);
    default:
      return undefined;
  }
}

/** Pixels that are not compressed: 8 bits, as many as width and height say. */
export function rawPixels(image: RecordImage, field: string): GreyPixels {
  const { widthPx = 0, heightPx = 0, data } = image;
  requireSize(widthPx, heightPx, field);
  if (data.length === 0 || data.length !== widthPx * heightPx) {
    throw fault('inconsistent', field, `${data.length} bytes for ${widthPx} x ${heightPx} pixels of 8 bits`);
  }
  return { widthPx, heightPx, data };
}

async function jpeg2000Pixels(file: Uint8Array, field: string): Promise<GreyPixels> {
  const { widthPx, heightPx } = readJpeg2000Header(file);
  requireSize(widthPx, heightPx, field);
  return greyOnly(await decodeJpeg2000(file), field);
}

function greyOnly(raster: Raster, field: string): GreyPixels {
  if (raster.channels !== 1) throw fault('unsupported', field, 'a fingerprint image has one component');
  return raster;
}

function requireSize(widthPx: number, heightPx: number, field: string): void {
  if (widthPx * heightPx <= LIMITS.imagePixelsMax) return;
  throw fault(
    'limit-exceeded',
    field,
    `${widthPx} x ${heightPx} pixels are more than ${LIMITS.imagePixelsMax}`,
  );
}

function fault(
  code: 'limit-exceeded' | 'inconsistent' | 'unsupported',
  field: string,
  detail: string,
): FormatError {
  return new FormatError({ format: 'ansi-nist', code, detail, field });
}
