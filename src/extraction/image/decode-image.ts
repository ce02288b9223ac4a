/**
 * Pixels of a file whose header has been inspected: 8 bits, one grey or three RGB channels, transparency over white,
 * EXIF orientation applied, shrunk where the caller works on fewer pixels. PNG, JPEG and TIFF go through libvips, of
 * whose loaders only these three are open in this process: everything else it can read (SVG, PDF, GIF ...) stays blocked.
 * The other formats have decoders of their own in `formats`.
 */
import sharp, { type Sharp } from 'sharp';
import { LIMITS } from '../../platform/limits.js';
import { decodeBmp } from '../formats/bmp/read-bmp.js';
import { FormatError } from '../formats/format-error.js';
import { decodeJpeg2000 } from '../formats/jp2/decode-jpeg-2000.js';
import { decodeLosslessJpeg } from '../formats/jpegl/decode-lossless-jpeg.js';
import { isLosslessJpeg } from '../formats/jpegl/read-lossless-jpeg.js';
import { decodePnm } from '../formats/pnm/read-pnm.js';
import { decodeWsq } from '../formats/wsq/decode-wsq.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import { faultRejection } from './fault-rejection.js';
import type { ImageFormatId, ImageHeader } from './image-header.js';
import type { Raster } from './raster.js';

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadTiffBuffer'],
});
// Parallelism comes from the worker processes; a pool per image and a cache of decoded images would only cost memory.
sharp.concurrency(1);
sharp.cache(false);

export type DecodedImage = Raster & { readonly kind: 'image' };

export async function decodeImage(
  file: Uint8Array,
  header: ImageHeader,
  options: { readonly longSidePxMax?: number } = {},
): Promise<DecodedImage | SampleRejection> {
  const { longSidePxMax } = options;
  const decode = isLosslessJpeg(file) ? decodeLosslessJpeg : DECODERS[header.format];
  try {
    const raster = decode
      ? await withinSide(await decode(file), longSidePxMax)
      : await decodeWithVips(file, header, longSidePxMax);
    return { kind: 'image', ...raster };
  } catch (error) {
    if (error instanceof FormatError) return faultRejection(error.fault);
    // libvips tells a cut-off file from a damaged one only in words; the caller can do the same about both.
    return rejected('image-truncated', 'The image could not be decoded: the file is incomplete or damaged.');
  }
}

/** Those that libvips, as it is built here, does not read. */
const DECODERS: Readonly<Partial<Record<ImageFormatId, (file: Uint8Array) => Raster | Promise<Raster>>>> = {
  bmp: decodeBmp,
  pgm: decodePnm,
  ppm: decodePnm,
  jp2: decodeJpeg2000,
  j2c: decodeJpeg2000,
  wsq: (file) => {
    const { widthPx, heightPx, pixels } = decodeWsq(file);
    return { widthPx, heightPx, channels: 1, data: pixels };
  },
};

async function decodeWithVips(
  file: Uint8Array,
  header: ImageHeader,
  longSidePxMax: number | undefined,
): Promise<Raster> {
  const pipeline = sharp(file, { limitInputPixels: LIMITS.imagePixelsMax, failOn: 'error' }).autoOrient();
  return toRaster(shrunk(pipeline, longSidePxMax).flatten({ background: '#ffffff' }), header.isGrey);
}

async function withinSide(raster: Raster, longSidePxMax: number | undefined): Promise<Raster> {
  const { widthPx, heightPx, channels, data } = raster;
  if (longSidePxMax === undefined || Math.max(widthPx, heightPx) <= longSidePxMax) return raster;
  const pipeline = sharp(data, { raw: { width: widthPx, height: heightPx, channels } });
  return toRaster(shrunk(pipeline, longSidePxMax), channels === 1);
}

function shrunk(pipeline: Sharp, longSidePxMax: number | undefined): Sharp {
  const timed = pipeline.timeout({ seconds: Math.ceil(LIMITS.extractionMsMax / 1000) });
  if (longSidePxMax === undefined) return timed;
  return timed.resize({
    width: longSidePxMax,
    height: longSidePxMax,
    fit: 'inside',
    withoutEnlargement: true,
  });
}

async function toRaster(pipeline: Sharp, isGrey: boolean): Promise<Raster> {
  const { data, info } = await pipeline
    .toColourspace(isGrey ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1 && info.channels !== 3)
    throw new Error(`the decoder gave ${info.channels} channels`);
  return { widthPx: info.width, heightPx: info.height, channels: info.channels, data };
}
