/**
 * Header and tables of a lossless JPEG (ITU-T T.81 | ISO/IEC 10918-1, process 14, annex H): what ANSI/NIST-ITL calls JPEGL
 * and libvips does not read. One grey component of 2 to 16 bits in one scan. Throws `FormatError`.
 */
import { LIMITS } from '../../../platform/limits.js';
import { ByteReader } from '../byte-reader.js';
import { type DifferenceCode, readDifferenceCode } from './difference-code.js';

export type LosslessJpeg = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth: number;
  /** 1 to 7 of table H.1. */
  readonly predictor: number;
  /** Samples were shifted right by so many bits before they were coded. */
  readonly pointTransform: number;
  /** Lines between restart markers; 0 for none. */
  readonly restartLines: number;
  readonly code: DifferenceCode;
  /** Entropy-coded data, up to the end of the file. */
  readonly data: Uint8Array;
  /** Of the data in the file. */
  readonly dataOffset: number;
};

/** SOI, and SOF3 as the first frame header. */
export function isLosslessJpeg(file: Uint8Array): boolean {
  if (file[0] !== 0xff || file[1] !== 0xd8) return false;
  for (let at = 2; at + 4 <= file.length; ) {
    if (file[at] !== 0xff) return false;
    const marker = file[at + 1]!;
    if (isFrame(marker)) return marker === SOF3;
    at += 2 + ((file[at + 2]! << 8) | file[at + 3]!);
  }
  return false;
}

const SOF3 = 0xc3;
const DHT = 0xc4;
const SOS = 0xda;
const DRI = 0xdd;

/** SOF0 to SOF15 without DHT, JPG and DAC. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== DHT && marker !== 0xc8 && marker !== 0xcc;
}

type Frame = Pick<LosslessJpeg, 'widthPx' | 'heightPx' | 'bitDepth'>;

export function readLosslessJpeg(file: Uint8Array): LosslessJpeg {
  const reader: ByteReader = new ByteReader(file, 'jpeg-lossless');
  if (reader.u16('SOI') !== 0xffd8) reader.fail('not-this-format', 'SOI', 'does not start with FFD8');
  const codes = new Map<number, DifferenceCode>();
  let frame: Frame | undefined;
  let restartSamples = 0;
  for (;;) {
    const marker = reader.u16('marker') - 0xff00;
    if (marker < 0xc0) reader.fail('out-of-range', 'marker', 'a marker is expected');
    const length = reader.u16('segment length');
    if (length < 2) reader.fail('out-of-range', 'segment length', 'at least 2');
    const origin = reader.offset;
    const bytes = reader.take(length - 2, 'segment');
    const segment = new ByteReader(bytes, 'jpeg-lossless', { origin });
    if (marker === SOS) {
      if (frame === undefined) reader.fail('inconsistent', 'SOS', 'there is no frame header before the scan');
      const scan = readScan(segment, frame, codes);
      const restartLines = linesOf(segment, frame, restartSamples);
      const dataOffset = reader.offset;
      return { ...frame, ...scan, restartLines, data: file.subarray(dataOffset), dataOffset };
    }
    if (marker === DHT) readCodes(segment, codes);
    else if (marker === DRI) restartSamples = segment.u16('Ri');
    else if (marker === SOF3 && frame === undefined) frame = readFrame(segment);
    else if (isFrame(marker)) reader.fail('unsupported', 'SOF', 'one frame of the lossless process is read');
  }
}

function readFrame(segment: ByteReader): Frame {
  const bitDepth = segment.u8('P');
  if (bitDepth < 2 || bitDepth > 16) segment.fail('out-of-range', 'P', '2 to 16 bits');
  const heightPx = segment.u16('Y');
  if (heightPx === 0) segment.fail('unsupported', 'Y', 'a height behind the scan is not read');
  const widthPx = segment.u16('X');
  if (widthPx === 0) segment.fail('out-of-range', 'X', 'the image has no column');
  if (widthPx * heightPx > LIMITS.imagePixelsMax) {
    segment.fail('limit-exceeded', 'X', `${widthPx} x ${heightPx} pixels, at most ${LIMITS.imagePixelsMax}`);
  }
  if (segment.u8('Nf') !== 1) segment.fail('unsupported', 'Nf', 'images of one component are read');
  return { widthPx, heightPx, bitDepth };
}

/** The class is not looked at: it must be 0 here, and NIST's encoder writes 1. */
function readCodes(segment: ByteReader, codes: Map<number, DifferenceCode>): void {
  while (segment.remaining > 0) {
    const destination = segment.u8('Tc and Th') & 0x0f;
    if (destination > 3) segment.fail('out-of-range', 'Th', 'a destination from 0 to 3');
    codes.set(destination, readDifferenceCode(segment));
  }
}

function readScan(
  segment: ByteReader,
  { bitDepth }: Frame,
  codes: ReadonlyMap<number, DifferenceCode>,
): Pick<LosslessJpeg, 'predictor' | 'pointTransform' | 'code'> {
  if (segment.u8('Ns') !== 1) segment.fail('unsupported', 'Ns', 'scans of one component are read');
  segment.skip(1, 'Cs');
  const code = codes.get(segment.u8('Td and Ta') >> 4);
  if (code === undefined) segment.fail('inconsistent', 'Td', 'the table is not defined');
  const predictor = segment.u8('Ss');
  if (predictor < 1 || predictor > 7) segment.fail('out-of-range', 'Ss', 'a predictor from 1 to 7');
  segment.skip(1, 'Se');
  const pointTransform = segment.u8('Ah and Al') & 0x0f;
  if (pointTransform >= bitDepth)
    segment.fail('out-of-range', 'Al', `less than the ${bitDepth} bits of a sample`);
  return { predictor, pointTransform, code };
}

/** Annex H.1.1: an interval is a whole number of lines. */
function linesOf(segment: ByteReader, { widthPx }: Frame, restartSamples: number): number {
  if (restartSamples % widthPx !== 0) segment.fail('out-of-range', 'Ri', 'no whole number of lines');
  return restartSamples / widthPx;
}
