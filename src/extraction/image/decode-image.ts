/**
 * Pixels of a file whose header has been inspected: 8 bits, one grey or three RGB channels, transparency over white,
 * EXIF orientation applied, shrunk where the caller works on fewer pixels. Only the three loaders of the accepted
 * formats are open in this process; everything else libvips can read (SVG, PDF, GIF ...) stays blocked.
 */
import sharp from 'sharp';
import { LIMITS } from '../../platform/limits.js';
import { rejected, type SampleRejection } from '../sample-rejection.js';
import type { ImageHeader } from './image-header.js';

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer', 'VipsForeignLoadTiffBuffer'],
});
// Parallelism comes from the worker processes; a pool per image and a cache of decoded images would only cost memory.
sharp.concurrency(1);
sharp.cache(false);

export type DecodedImage = {
  readonly kind: 'image';
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1: grey, 3: R, G, B interleaved. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
};

export async function decodeImage(
  file: Uint8Array,
  header: ImageHeader,
  options: { readonly longSidePxMax?: number } = {},
): Promise<DecodedImage | SampleRejection> {
  const side = options.longSidePxMax;
  try {
    const pipeline = sharp(file, { limitInputPixels: LIMITS.imagePixelsMax, failOn: 'error' })
      .timeout({ seconds: Math.ceil(LIMITS.extractionMsMax / 1000) })
      .autoOrient();
    if (side !== undefined) {
      pipeline.resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
    }
    const { data, info } = await pipeline
      .flatten({ background: '#ffffff' })
      .toColourspace(header.isGrey ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 1 && info.channels !== 3) {
      throw new Error(`the decoder gave ${info.channels} channels`);
    }
    return { kind: 'image', widthPx: info.width, heightPx: info.height, channels: info.channels, data };
  } catch {
    // libvips tells a cut-off file from a damaged one only in words; the caller can do the same about both.
    return rejected('image-truncated', 'The image could not be decoded: the file is incomplete or damaged.');
  }
}
