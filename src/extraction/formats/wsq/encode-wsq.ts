/**
 * WSQ encoder (IAFIS-IC-0110(V3)): the FBI's procedure with the filters, weights and Huffman tables of its encoder, in
 * the order of segments that NIST's encoder writes: comments, tables, frame header, three blocks with two tables.
 */
import { LIMITS } from '../../../platform/limits.js';
import { analyse, HIGH_HALF, LOW_HALF } from './analyse.js';
import { chooseBins } from './choose-bins.js';
import { countCategories, encodeBlock } from './encode-block.js';
import { createHuffmanCode, type HuffmanCode } from './huffman-code.js';
import { type Bins, quantise } from './quantise.js';
import { decimalValue, type ScaledDecimal, scaleDecimal } from './scaled-decimal.js';
import { layOutSubbands } from './subband-layout.js';
import { MARKER } from './wsq-markers.js';

export type RawImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** widthPx * heightPx grey values, row by row; 0 is black. */
  readonly pixels: Uint8Array;
  readonly ppi?: number;
};

export type WsqOptions = {
  /** Bits per pixel the bin widths are chosen for: 0.75 gives about 15:1, 2.25 about 5:1. */
  readonly bitRate: number;
  /** Each becomes a comment segment, after the `NIST_COM` one; ISO 8859-1. */
  readonly comments?: readonly string[];
};

/** Zero bins are this much wider than the others, and values are put here in their bins. */
const ZERO_BIN_FACTOR = 1.2;
const BIN_CENTRE: ScaledDecimal = { mantissa: 44, exponent: 2 };
/** As NIST's encoder says of itself: an encoder of the second kind, without a number of its own. */
const ENCODER = 2;
const SOFTWARE = 0;
const SUBBANDS = 64;

/** Throws `RangeError` for sides below `LIMITS.imageSidePxMin`, too many pixels, and rates that are none. */
export function encodeWsq(image: RawImage, { bitRate, comments = [] }: WsqOptions): Uint8Array {
  requireEncodable(image, bitRate);
  const { widthPx, heightPx } = image;
  const layout = layOutSubbands(widthPx, heightPx);
  const { values, shift, scale } = normalise(image);
  analyse(values, layout);
  const widths = chooseBins(values, layout, bitRate).map((width) => scaleDecimal(width, 16));
  const zeroWidths = widths.map((width) => scaleDecimal(decimalValue(width) * ZERO_BIN_FACTOR, 16));
  const bins: Bins = { widths: widths.map(decimalValue), zeroWidths: zeroWidths.map(decimalValue) };
  const [first, second, third] = quantise(values, layout, bins) as [Int16Array, Int16Array, Int16Array];
  const firstCode = createHuffmanCode(countCategories([first]));
  const otherCode = createHuffmanCode(countCategories([second, third]));
  return Buffer.concat([
    marker(MARKER.soi),
    ...[nistComment(image, bitRate), ...comments].map((text) =>
      segment(MARKER.com, Buffer.from(text, 'latin1')),
    ),
    transformSegment(),
    quantisationSegment(widths, zeroWidths),
    frameSegment(image, shift, scale),
    huffmanSegment(0, firstCode),
    ...[blockHeader(0), encodeBlock(first, firstCode)],
    huffmanSegment(1, otherCode),
    ...[blockHeader(1), encodeBlock(second, otherCode)],
    ...[blockHeader(1), encodeBlock(third, otherCode)],
    marker(MARKER.eoi),
  ]);
}

function requireEncodable({ widthPx, heightPx, pixels }: RawImage, bitRate: number): void {
  const sideMin = Math.min(widthPx, heightPx);
  if (!(sideMin >= LIMITS.imageSidePxMin && widthPx <= 0xffff && heightPx <= 0xffff)) {
    throw new RangeError(`WSQ needs sides of ${LIMITS.imageSidePxMin} to 65535 pixels`);
  }
  if (widthPx * heightPx > LIMITS.imagePixelsMax) throw new RangeError('the image has too many pixels');
  if (pixels.length !== widthPx * heightPx) throw new RangeError('the pixels do not fill the image');
  if (!(bitRate > 0 && bitRate <= 8)) throw new RangeError('the bit rate is not above 0 and at most 8');
}

type Normalised = {
  readonly values: Float32Array;
  readonly shift: ScaledDecimal;
  readonly scale: ScaledDecimal;
};

/** Values around 0 that reach 128 at most, with shift and scale exactly as the stream will say them. */
function normalise({ pixels }: RawImage): Normalised {
  let low = 255;
  let high = 0;
  let sum = 0;
  for (const pixel of pixels) {
    if (pixel < low) low = pixel;
    if (pixel > high) high = pixel;
    sum += pixel;
  }
  const shift = scaleDecimal(sum / pixels.length, 16);
  const mean = decimalValue(shift);
  const scale = scaleDecimal(Math.max(mean - low, high - mean) / 128, 16);
  const factor = scale.mantissa === 0 ? 0 : 1 / decimalValue(scale);
  return { values: Float32Array.from(pixels, (pixel) => (pixel - mean) * factor), shift, scale };
}

/** NIST's comment of names and values, by which other programs find the resolution. */
function nistComment({ widthPx, heightPx, ppi }: RawImage, bitRate: number): string {
  return [
    'NIST_COM 9',
    `PIX_WIDTH ${widthPx}`,
    `PIX_HEIGHT ${heightPx}`,
    'PIX_DEPTH 8',
    `PPI ${ppi ?? -1}`,
    'LOSSY 1',
    'COLORSPACE GRAY',
    'COMPRESSION WSQ',
    `WSQ_BITRATE ${bitRate.toFixed(6)}`,
  ].join('\n');
}

function transformSegment(): Buffer {
  const coefficients = [...LOW_HALF, ...HIGH_HALF].map((coefficient) =>
    Buffer.concat([u8(coefficient < 0 ? 1 : 0), decimal32(scaleDecimal(Math.abs(coefficient), 32))]),
  );
  const lengths = Buffer.concat([u8(2 * LOW_HALF.length - 1), u8(2 * HIGH_HALF.length - 1)]);
  return segment(MARKER.dtt, Buffer.concat([lengths, ...coefficients]));
}

function quantisationSegment(widths: readonly ScaledDecimal[], zeroWidths: readonly ScaledDecimal[]): Buffer {
  const none: ScaledDecimal = { mantissa: 0, exponent: 0 };
  const pairs = Array.from({ length: SUBBANDS }, (_, subband) => [
    decimal16(widths[subband] ?? none),
    decimal16(zeroWidths[subband] ?? none),
  ]);
  return segment(MARKER.dqt, Buffer.concat([decimal16(BIN_CENTRE), ...pairs.flat()]));
}

function frameSegment({ widthPx, heightPx }: RawImage, shift: ScaledDecimal, scale: ScaledDecimal): Buffer {
  const blackAndWhite = Buffer.of(0, 255);
  const size = Buffer.concat([u16(heightPx), u16(widthPx)]);
  const content = [blackAndWhite, size, decimal16(shift), decimal16(scale), u8(ENCODER), u16(SOFTWARE)];
  return segment(MARKER.sof, Buffer.concat(content));
}

function huffmanSegment(id: number, { counts, values }: HuffmanCode): Buffer {
  return segment(MARKER.dht, Buffer.concat([u8(id), counts, values]));
}

function blockHeader(tableId: number): Buffer {
  return segment(MARKER.sob, u8(tableId));
}

function segment(code: number, content: Uint8Array): Buffer {
  if (content.length + 2 > 0xffff) throw new RangeError('a segment takes at most 65533 bytes');
  return Buffer.concat([marker(code), u16(content.length + 2), content]);
}

function marker(code: number): Buffer {
  return u16(code);
}

function decimal16({ mantissa, exponent }: ScaledDecimal): Buffer {
  return Buffer.concat([u8(exponent), u16(mantissa)]);
}

function decimal32({ mantissa, exponent }: ScaledDecimal): Buffer {
  const bytes = Buffer.alloc(5, exponent);
  bytes.writeUInt32BE(mantissa, 1);
  return bytes;
}

function u8(value: number): Buffer {
  return Buffer.of(value);
}

function u16(value: number): Buffer {
  return Buffer.of(value >>> 8, value & 0xff);
}
