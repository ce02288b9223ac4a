/**
 * WSQ decoding as one would write it first: one bit at a time, one sample at a time, pointers that turn round at the ends
 * of a line, as in the reference decoder. The twin of the fast decoder in its tests, and what the benchmark compares with.
 */
import { ByteReader } from '../../src/extraction/formats/byte-reader.js';
import type { HuffmanDecoder } from '../../src/extraction/formats/wsq/huffman-decoder.js';
import { type Filters, readSegmentLength, readTable } from '../../src/extraction/formats/wsq/read-tables.js';
import { readComment, readMarker, readWsqStart } from '../../src/extraction/formats/wsq/read-wsq-header.js';
import { layOutSubbands, type SubbandLayout } from '../../src/extraction/formats/wsq/subband-layout.js';
import { MARKER } from '../../src/extraction/formats/wsq/wsq-markers.js';

const f32 = Math.fround;

/** For valid streams only. */
export function plainDecodeWsq(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes, 'wsq');
  const { header, tables } = readWsqStart(reader);
  const layout = layOutSubbands(header.widthPx, header.heightPx);
  const coefficients: number[] = [];
  for (let marker: number = MARKER.sob; marker !== MARKER.eoi; marker = readMarker(reader)) {
    if (marker === MARKER.com) readComment(reader);
    else if (marker !== MARKER.sob) readTable(reader, marker, tables);
    else {
      readSegmentLength(reader, 'SOB');
      decodeBlock(reader, tables.huffman[reader.u8('SOB')]!, coefficients);
    }
  }
  const { binCentre, binWidths, zeroBinWidths } = tables.quantisation!;
  const image = new Float32Array(header.widthPx * header.heightPx);
  let next = 0;
  for (const [subband, { x, y, width, height }] of layout.subbands.slice(0, 60).entries()) {
    if (binWidths[subband] === 0) continue;
    for (let row = y; row < y + height; row += 1) {
      for (let column = x; column < x + width; column += 1) {
        const bin = coefficients[next++]!;
        const half = f32(zeroBinWidths[subband]! / 2);
        let value = 0;
        if (bin > 0) value = f32(f32(binWidths[subband]! * f32(bin - binCentre)) + half);
        if (bin < 0) value = f32(f32(binWidths[subband]! * f32(bin + binCentre)) - half);
        image[row * header.widthPx + column] = value;
      }
    }
  }
  plainSynthesise(image, layout, tables.filters!);
  return Uint8Array.from(image, (value) => {
    const grey = f32(f32(f32(value * header.scale) + header.shift) + 0.5);
    return Math.trunc(Math.min(Math.max(grey, 0), 255));
  });
}

function decodeBlock(
  reader: ByteReader,
  { limits, offsets, values }: HuffmanDecoder,
  coefficients: number[],
): void {
  let byte = 0;
  let left = 0;
  const bit = (): number | undefined => {
    if (left === 0) {
      if (reader.peekU8() === 0xff && (reader.peekU16()! & 0xff) !== 0) return undefined;
      byte = reader.u8('bits');
      if (byte === 0xff) reader.u8('stuffed zero');
      left = 8;
    }
    left -= 1;
    return (byte >>> left) & 1;
  };
  const take = (count: number) => {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + bit()!;
    return value;
  };
  for (;;) {
    let code = 0;
    let length = 0;
    do {
      const next = bit();
      if (next === undefined) return;
      code = code * 2 + next;
      length += 1;
    } while (code << (16 - length) >= limits[length]!);
    const symbol = values[code + offsets[length]!]!;
    if (symbol <= 100) for (let zero = 0; zero < symbol; zero += 1) coefficients.push(0);
    else if (symbol > 106) coefficients.push(symbol - 180);
    else if (symbol === 101) coefficients.push(take(8));
    else if (symbol === 102) coefficients.push(-take(8));
    else if (symbol === 103) coefficients.push((take(16) << 16) >> 16);
    else if (symbol === 104) coefficients.push((-take(16) << 16) >> 16);
    else for (let zeros = take(symbol === 105 ? 8 : 16); zeros > 0; zeros -= 1) coefficients.push(0);
  }
}

/** Any filters, any size; samples outside of the image count as zero. */
export function plainSynthesise(image: Float32Array, { nodes }: SubbandLayout, filters: Filters): void {
  const stride = nodes[0]!.width;
  const between = new Float32Array(image.length);
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const { x, y, width, height, invertsRows, invertsColumns } = nodes[index]!;
    const corner = y * stride + x;
    for (let column = 0; column < width; column += 1) {
      const line = { length: height, step: stride, isInverted: invertsColumns };
      joinLine(image, corner + column, between, column, line, filters);
    }
    for (let row = 0; row < height; row += 1) {
      const line = { length: width, step: 1, isInverted: invertsRows };
      joinLine(between, row * stride, image, corner + row * stride, line, filters);
    }
  }
}

type Line = { readonly length: number; readonly step: number; readonly isInverted: boolean };

function joinLine(
  from: Float32Array,
  start: number,
  to: Float32Array,
  toStart: number,
  { length, step, isInverted }: Line,
  { low, high }: Filters,
): void {
  const oddLine = length % 2;
  const oddFilter = low.length % 2;
  const lowCount = Math.ceil(length / 2);
  const highCount = Math.floor(length / 2);
  const lowFirst = start + (isInverted ? highCount * step : 0);
  const highFirst = start + (isInverted ? 0 : lowCount * step);
  const lowLast = lowFirst + (lowCount - 1) * step;
  const highLast = highFirst + (highCount - 1) * step;
  const lowTap = oddFilter ? ((low.length - 1) / 2) % 2 : (low.length / 2) % 2;
  const highTap = oddFilter ? Math.floor((high.length + 1) / 2) % 2 : Math.floor(high.length / 2) % 2;
  let lowAt = oddFilter ? Math.floor((low.length - 1) / 4) : Math.floor(low.length / 4) - 1;
  let highAt = oddFilter ? Math.floor((high.length + 1) / 4) - 1 : Math.floor(high.length / 4) - 1;
  let lowLeft = oddFilter ? 0 : 1;
  const lowRight = oddLine ? 0 : 1;
  let highLeft = 1;
  const highRight = oddFilter ? oddLine : 1;
  if (!oddFilter && lowAt < 0) {
    lowAt = 0;
    lowLeft = 0;
  }
  if (!oddFilter && highAt < 0) {
    highAt = 0;
    highLeft = 0;
  }
  const sign = oddFilter ? 1 : -1;
  let lowPlace = lowFirst + lowAt * step;
  let lowMove = -step;
  let highPlace = highFirst + highAt * step;
  let highMove = -step;
  let highSign = sign;
  let fades = oddFilter ? 0 : 2;
  let fade = 0;
  let lowOut = toStart;
  let highOut = toStart;
  to[toStart] = 0;
  to[toStart + step] = 0;

  const putLow = (tap: number) => {
    let [place, move, left, right] = [lowPlace, lowMove, lowLeft, lowRight];
    to[lowOut] = f32((from[place] ?? 0) * low[tap]!);
    for (let index = tap + 2; index < low.length; index += 2) {
      if (place === lowFirst) [move, left] = left ? [0, 0] : [step, 0];
      if (place === lowLast) [move, right] = right ? [0, 0] : [-step, 0];
      place += move;
      to[lowOut] = f32(to[lowOut]! + f32((from[place] ?? 0) * low[index]!));
    }
    lowOut += step;
  };
  const putHigh = (tap: number) => {
    let [place, move, left, right, factor] = [highPlace, highMove, highLeft, highRight, highSign];
    for (let index = tap; index < high.length; index += 2) {
      if (place === highFirst) {
        if (left) [move, left] = [0, 0];
        else [move, factor] = [step, 1];
      }
      if (place === highLast) {
        if (right) {
          [move, right] = [0, 0];
          if (!oddFilter && oddLine) {
            fade -= 1;
            factor = fade;
            right = fade === 0 ? 0 : 1;
          }
        } else {
          move = -step;
          if (!oddFilter) factor = -1;
        }
      }
      const product = f32(f32((from[place] ?? 0) * (sign * high[index]!)) * factor);
      to[highOut] = f32(to[highOut]! + product);
      place += move;
    }
    highOut += step;
  };

  for (let pair = 0; pair < highCount; pair += 1) {
    for (let tap = pair === 0 ? lowTap : 1; tap >= 0; tap -= 1) putLow(tap);
    if (lowPlace === lowFirst) [lowMove, lowLeft] = lowLeft ? [0, 0] : [step, 0];
    lowPlace += lowMove;
    for (let tap = pair === 0 ? highTap : 1; tap >= 0; tap -= 1) {
      fade = fades;
      putHigh(tap);
    }
    if (highPlace === highFirst) {
      if (highLeft) [highMove, highLeft] = [0, 0];
      else [highMove, highSign] = [step, 1];
    }
    highPlace += highMove;
  }
  for (let tap = 1; tap >= lowTap + (oddLine ? 0 : 1); tap -= 1) putLow(tap);
  if (oddLine && high.length === 2) {
    highPlace -= highMove;
    fade = 1;
    fades = 1;
  }
  for (let tap = 1; tap >= highTap + (oddLine ? 0 : 1); tap -= 1) {
    if (high.length !== 2) fade = fades;
    putHigh(tap);
  }
}
