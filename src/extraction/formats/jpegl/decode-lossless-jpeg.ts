/**
 * Samples of a lossless JPEG, 8 bits each whatever they had. Every difference takes at least one bit of the file, so that
 * time is bounded by its length. Throws `FormatError`; nothing of a damaged image is returned.
 */
import type { Raster } from '../../image/raster.js';
import { scaleToBytes } from '../../image/scale-to-bytes.js';
import { FormatError, type FormatFaultCode } from '../format-error.js';
import { CATEGORY_MAX } from './difference-code.js';
import { type LosslessJpeg, readLosslessJpeg } from './read-lossless-jpeg.js';

export function decodeLosslessJpeg(file: Uint8Array): Raster {
  const image = readLosslessJpeg(file);
  const { widthPx, heightPx, bitDepth, pointTransform } = image;
  const samples = decodeSamples(image);
  const max = 2 ** bitDepth - 1;
  const data = scaleToBytes(samples.length, max, (index) => Math.min(samples[index]! << pointTransform, max));
  return { widthPx, heightPx, channels: 1, data };
}

function decodeSamples(image: LosslessJpeg): Uint16Array {
  const { widthPx, heightPx, predictor, restartLines } = image;
  const bits = bitReader(image);
  const samples = new Uint16Array(widthPx * heightPx);
  const start = 2 ** (image.bitDepth - image.pointTransform - 1);
  for (let y = 0, at = 0; y < heightPx; y++) {
    const isRestart = restartLines > 0 && y > 0 && y % restartLines === 0;
    if (isRestart) bits.restart(y / restartLines - 1);
    const isFirst = y === 0 || isRestart;
    for (let x = 0; x < widthPx; x++, at++) {
      const left = x > 0 ? samples[at - 1]! : 0;
      let prediction: number;
      if (isFirst) prediction = x === 0 ? start : left;
      else if (x === 0) prediction = samples[at - widthPx]!;
      else prediction = predict(predictor, left, samples[at - widthPx]!, samples[at - widthPx - 1]!);
      // Modulo 2^16 (H.1.2.1), as the array is.
      samples[at] = prediction + bits.difference();
    }
  }
  return samples;
}

/** Table H.1; shifts round down, as the standard's do. */
function predict(predictor: number, left: number, above: number, aboveLeft: number): number {
  switch (predictor) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return aboveLeft;
    case 4:
      return left + above - aboveLeft;
    case 5:
      return left + ((above - aboveLeft) >> 1);
    case 6:
      return above + ((left - aboveLeft) >> 1);
    default:
      return (left + above) >> 1;
  }
}

/** Entropy-coded data: FF00 stands for FF, any other FFxx ends it. Behind the end come ones, which no code consists of. */
function bitReader({ data, dataOffset, code }: LosslessJpeg) {
  let at = 0;
  let held = 0;
  let heldBits = 0;
  let bitsMissing = 0;

  function fill(): void {
    while (heldBits <= 16) {
      let byte = 0xff;
      if (at < data.length && !(data[at] === 0xff && data[at + 1] !== 0)) {
        byte = data[at]!;
        at += byte === 0xff ? 2 : 1;
      } else bitsMissing += 8;
      held = (held << 8) | byte;
      heldBits += 8;
    }
  }

  function take(count: number): number {
    fill();
    heldBits -= count;
    return (held >>> heldBits) & ((1 << count) - 1);
  }

  function fail(faultCode: FormatFaultCode, detail: string): never {
    const offset = dataOffset + at;
    throw new FormatError({ format: 'jpeg-lossless', code: faultCode, field: 'scan', detail, offset });
  }

  return {
    difference(): number {
      fill();
      const entry = code[(held >>> (heldBits - 16)) & 0xffff]!;
      if (entry === 0) fail(bitsMissing > 0 ? 'truncated' : 'out-of-range', 'no code begins like this');
      heldBits -= entry & 31;
      const category = entry >> 5;
      let difference = 0;
      if (category === CATEGORY_MAX) difference = 0x8000;
      else if (category > 0) {
        const value = take(category);
        difference = value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
      }
      if (bitsMissing > heldBits) fail('truncated', 'the data end before the last sample');
      return difference;
    },
    /** Drops what is left of a byte, and the marker RSTn. */
    restart(number: number): void {
      held = 0;
      heldBits = 0;
      bitsMissing = 0;
      if (data[at] !== 0xff || data[at + 1] !== 0xd0 + (number % 8))
        fail('out-of-range', `RST${number % 8} is expected`);
      at += 2;
    },
  };
}
