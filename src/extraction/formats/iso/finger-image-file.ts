/**
 * The image of a representation as a file of its own: as it is where it is compressed, and as a grey map where it is
 * bare pixels (ISO/IEC 19794-4:2011 clause 8.3.14: without packing every sample takes whole bytes, with it the bits of
 * all samples follow each other).
 */
import { LIMITS } from '../../../platform/limits.js';
import { FormatError } from '../format-error.js';
import { writePgm } from '../pnm/write-pgm.js';
import type { FingerRepresentation } from './finger-image-record.js';

export function fingerImageFile(
  representation: Pick<FingerRepresentation, 'compression' | 'bitDepth' | 'widthPx' | 'heightPx' | 'image'>,
): Uint8Array {
  const { compression, bitDepth, widthPx, heightPx, image } = representation;
  if (compression !== 'none' && compression !== 'bit-packed') return image;
  if (widthPx * heightPx > LIMITS.imagePixelsMax) {
    throw new FormatError({
      format: 'iso-19794-4',
      code: 'limit-exceeded',
      field: 'horizontal and vertical line length',
      detail: `${widthPx} x ${heightPx} pixels, at most ${LIMITS.imagePixelsMax} are taken`,
    });
  }
  const samples = compression === 'none' ? image : unpack(image, widthPx * heightPx, bitDepth);
  return writePgm({ widthPx, heightPx, maxValue: 2 ** bitDepth - 1, samples });
}

/** Samples of 1 to 16 bits, first bit highest, into one or two bytes each. */
function unpack(packed: Uint8Array, count: number, bitDepth: number): Uint8Array {
  const bytesPerSample = bitDepth > 8 ? 2 : 1;
  const samples = new Uint8Array(count * bytesPerSample);
  let held = 0;
  let heldBits = 0;
  for (let index = 0, at = 0, to = 0; index < count; index++) {
    while (heldBits < bitDepth) {
      held = ((held << 8) | packed[at++]!) & 0xffffff;
      heldBits += 8;
    }
    heldBits -= bitDepth;
    const value = (held >> heldBits) & (2 ** bitDepth - 1);
    if (bytesPerSample === 2) samples[to++] = value >> 8;
    samples[to++] = value & 0xff;
  }
  return samples;
}
