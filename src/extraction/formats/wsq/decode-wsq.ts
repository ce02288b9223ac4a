/**
 * WSQ decoder (FBI IAFIS-IC-0110(V3), Gray-scale Fingerprint Image Compression Specification). The pixels are those of
 * NIST's reference decoder to the bit, which computes in 32-bit floating point without fused multiply-add.
 */
import { ByteReader } from '../byte-reader.js';
import { FormatError } from '../format-error.js';
import { decodeBlocks } from './decode-blocks.js';
import { readWsqStart, type WsqHeader } from './read-wsq-header.js';
import { layOutSubbands } from './subband-layout.js';
import { synthesise } from './synthesise.js';
import { unquantise } from './unquantise.js';

export type WsqImage = WsqHeader & {
  /** widthPx * heightPx grey values, row by row from the top left; 0 is black. */
  readonly pixels: Uint8Array;
};

/**
 * Throws `FormatError` for a damaged stream: nothing of it is returned. Needs about 11 bytes of memory per pixel, and
 * takes no more time than the number of pixels in the header allows, whatever the bytes are.
 */
export function decodeWsq(bytes: Uint8Array): WsqImage {
  const reader: ByteReader = new ByteReader(bytes, 'wsq');
  const { header, tables, frameOffset } = readWsqStart(reader);
  const layout = layOutSubbands(header.widthPx, header.heightPx);
  const coefficients = decodeBlocks(bytes, reader, { tables, layout });
  const { quantisation, filters } = tables;
  if (quantisation === undefined) reader.fail('inconsistent', 'DQT', 'the stream has no quantisation table');
  if (filters === undefined) reader.fail('inconsistent', 'DTT', 'the stream has no transform table');
  const image = unquantise(coefficients, quantisation, layout);
  if (!synthesise(image, layout, filters)) {
    const detail = `${header.widthPx} x ${header.heightPx} pixels are too few for these filters`;
    throw new FormatError({ format: 'wsq', code: 'unsupported', detail, field: 'SOF', offset: frameOffset });
  }
  return { ...header, pixels: toPixels(image, header) };
}

/** value * scale + shift, rounded half up and clamped; 32-bit steps as in the reference. */
export function toPixels(image: Float32Array, { shift, scale }: WsqHeader): Uint8Array {
  const pixels = new Uint8Array(image.length);
  for (let index = 0; index < image.length; index += 1) {
    const grey = Math.fround(Math.fround(Math.fround(image[index]! * scale) + shift) + 0.5);
    pixels[index] = grey < 0 ? 0 : grey > 255 ? 255 : grey;
  }
  return pixels;
}
