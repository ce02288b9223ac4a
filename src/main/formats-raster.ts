/** Pixels of any image the hub reads, and files of pixels. Uses libvips where that reads or writes the format. */
import { existsSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import sharp from 'sharp';
import { sampleFormat } from '../domain/sample-formats.js';
import { describeFault } from '../extraction/formats/format-error.js';
import { writePgm } from '../extraction/formats/pnm/write-pgm.js';
import { encodeWsq } from '../extraction/formats/wsq/encode-wsq.js';
import { decodeImage } from '../extraction/image/decode-image.js';
import { toGrey } from '../extraction/image/grey-image.js';
import { readImageHeader } from '../extraction/image/image-header.js';
import type { Raster } from '../extraction/image/raster.js';
import { LIMITS } from '../platform/limits.js';
import { CommandError } from './command-error.js';

export type DecodedFile = {
  readonly raster: Raster;
  /** For people. */
  readonly format: string;
  readonly ppi?: number;
};

/** Throws `CommandError` with what is wrong with the image. */
export async function decodeFile(file: Uint8Array, name: string): Promise<DecodedFile> {
  const outcome = readImageHeader(file);
  if (outcome.kind === 'malformed') throw new CommandError(`${name}: ${describeFault(outcome.fault)}`);
  if (outcome.kind !== 'header') {
    throw new CommandError(
      `${name}: ${outcome.kind === 'unknown' ? 'no image of a format known here' : 'the file ends in its header'}.`,
    );
  }
  const { header } = outcome;
  if (header.widthPx * header.heightPx > LIMITS.imagePixelsMax) {
    throw new CommandError(`${name}: more than ${LIMITS.imagePixelsMax} pixels.`);
  }
  const raster = await decodeImage(file, header);
  if (raster.kind === 'rejected') throw new CommandError(`${name}: ${raster.detail}`);
  const format = sampleFormat(header.format).name;
  return { raster, format, ...(header.ppi === undefined ? {} : { ppi: header.ppi.x }) };
}

export type EncodeOptions = {
  readonly ppi?: number | undefined;
  /** Bits per pixel of WSQ. */
  readonly bitRate: number;
};

/** File of the format the ending of `path` names. */
export async function encodeFor(path: string, raster: Raster, options: EncodeOptions): Promise<Uint8Array> {
  const ending = extname(path).toLowerCase();
  const encode = Object.hasOwn(ENCODERS, ending) ? ENCODERS[ending] : undefined;
  if (encode === undefined) {
    throw new CommandError(`${path}: the ending is one of ${Object.keys(ENCODERS).join(' ')}.`);
  }
  return encode(raster, options);
}

export function encodePng(raster: Raster, { ppi }: Pick<EncodeOptions, 'ppi'>): Promise<Uint8Array> {
  return pipelineOf(raster, ppi).png().toBuffer();
}

/** WSQ and PGM have grey alone: colours become their luma. */
export function greyOf(raster: Raster): Raster {
  if (raster.channels === 1) return raster;
  const { data } = toGrey({ kind: 'image', ...raster });
  return { ...raster, channels: 1, data: Uint8Array.from(data) };
}

export function wsqOf(raster: Raster, { ppi, bitRate }: EncodeOptions): Uint8Array {
  const { widthPx, heightPx, data } = greyOf(raster);
  if (Math.min(widthPx, heightPx) < LIMITS.imageSidePxMin) {
    throw new CommandError(`WSQ needs at least ${LIMITS.imageSidePxMin} pixels a side.`);
  }
  return encodeWsq(
    { widthPx, heightPx, pixels: data, ...(ppi === undefined ? {} : { ppi: Math.round(ppi) }) },
    { bitRate },
  );
}

const ENCODERS: Readonly<
  Record<string, (raster: Raster, options: EncodeOptions) => Uint8Array | Promise<Uint8Array>>
> = {
  '.wsq': wsqOf,
  '.png': encodePng,
  '.jpg': (raster, { ppi }) =>
    pipelineOf(raster, ppi).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
  '.tif': (raster, { ppi }) => pipelineOf(raster, ppi).tiff({ compression: 'lzw' }).toBuffer(),
  '.pgm': (raster) => {
    const { widthPx, heightPx, data } = greyOf(raster);
    return writePgm({ widthPx, heightPx, maxValue: 255, samples: data });
  },
};

function pipelineOf({ widthPx, heightPx, channels, data }: Raster, ppi: number | undefined) {
  const pipeline = sharp(data, { raw: { width: widthPx, height: heightPx, channels } }).toColourspace(
    channels === 1 ? 'b-w' : 'srgb',
  );
  return ppi === undefined ? pipeline : pipeline.withDensity(ppi);
}

/** Never over a file that is there, unless that was asked for. */
export function writeNew(path: string, file: Uint8Array, force: boolean): void {
  if (!force && existsSync(path)) {
    throw new CommandError(`${path} is there already; --force replaces it.`);
  }
  try {
    writeFileSync(path, file);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new CommandError(`${path} cannot be written (${code}).`, { cause });
  }
}
