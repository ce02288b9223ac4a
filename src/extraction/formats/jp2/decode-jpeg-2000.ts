/**
 * Pixels of a JPEG 2000 file through OpenJPEG, compiled to WebAssembly. That build reports nothing: what it cannot
 * decode comes back as an image without pixels, and a crash inside it as an exception of its own, after which the
 * instance is thrown away. Samples of other depths are scaled to 8 bits. Throws `FormatError`; the size is for the caller
 * to judge, from `readJpeg2000Header`, before this allocates it.
 */
// @ts-expect-error: the package brings no types; what is used of it is described below
import createModule from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import type { Raster } from '../../image/raster.js';
import { scaleToBytes } from '../../image/scale-to-bytes.js';
import { FormatError } from '../format-error.js';
import { type Jpeg2000Header, readJpeg2000Header } from './read-jpeg-2000-header.js';

export async function decodeJpeg2000(file: Uint8Array): Promise<Raster> {
  const header = readJpeg2000Header(file);
  module ??= (createModule as CreateModule)({ print() {}, printErr() {} });
  const { J2KDecoder } = await module;
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(file.length).set(file);
    decoder.decode();
    const info = decoder.getFrameInfo();
    requireWhole(info, header);
    return toRaster(info, decoder.getDecodedBuffer());
  } catch (error) {
    if (error instanceof FormatError) throw error;
    module = undefined;
    throw undecodable('the decoder failed');
  } finally {
    // Without an instance there is nothing to free, and the destructor would run in what has just crashed.
    if (module !== undefined) decoder.delete();
  }
}

type FrameInfo = {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
};

type Decoder = {
  /** A window on the memory of the instance, valid until it grows. */
  getEncodedBuffer(byteCount: number): Uint8Array;
  decode(): void;
  getFrameInfo(): FrameInfo;
  /** Samples of more than 8 bits take two bytes each. */
  getDecodedBuffer(): Uint8ClampedArray;
  delete(): void;
};

type CreateModule = (options: {
  print(): void;
  printErr(): void;
}) => Promise<{ J2KDecoder: new () => Decoder }>;

let module: ReturnType<CreateModule> | undefined;

function requireWhole(info: FrameInfo, header: Jpeg2000Header): void {
  if (info.width !== header.widthPx || info.height !== header.heightPx) {
    throw undecodable('the decoder gave no image of the size announced');
  }
  if (info.isSigned || info.bitsPerSample < 1 || info.bitsPerSample > 16) {
    throw undecodable('the decoder gave samples that are not taken');
  }
}

function toRaster(info: FrameInfo, decoded: Uint8ClampedArray): Raster {
  const { width, height, componentCount, bitsPerSample } = info;
  const count = width * height * componentCount;
  const bytesPerSample = bitsPerSample > 8 ? 2 : 1;
  if (decoded.length !== count * bytesPerSample) {
    throw undecodable('the decoder gave fewer pixels than announced');
  }
  const data = toBytes(decoded, count, bitsPerSample);
  if (componentCount !== 1 && componentCount !== 3) {
    throw undecodable(`the decoder gave ${componentCount} components`);
  }
  return { widthPx: width, heightPx: height, channels: componentCount, data };
}

/** Always a copy: the decoder's memory is used again. */
function toBytes(decoded: Uint8ClampedArray, count: number, bitDepth: number): Uint8Array {
  if (bitDepth === 8) return new Uint8Array(decoded);
  const max = 2 ** bitDepth - 1;
  if (bitDepth < 8) return scaleToBytes(count, max, (index) => Math.min(decoded[index]!, max));
  // Little-endian, as the memory of WebAssembly is.
  return scaleToBytes(count, max, (index) =>
    Math.min(decoded[2 * index]! | (decoded[2 * index + 1]! << 8), max),
  );
}

function undecodable(detail: string): FormatError {
  return new FormatError({ format: 'jpeg-2000', code: 'inconsistent', field: 'codestream', detail });
}
