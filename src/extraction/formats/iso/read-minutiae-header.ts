/**
 * What a minutiae record says about itself: ISO/IEC 19794-2 of 2005 and 2011, and its American relatives INCITS 378 of
 * 2004 and 2009, which carry the same identifier. The views are walked, so that counts and lengths are known to fit;
 * the minutiae themselves are left alone. Throws `FormatError`.
 */
import { ByteReader } from '../byte-reader.js';
import { FormatError } from '../format-error.js';
import { type CaptureFacts, readCaptureFacts } from './capture-facts.js';
import { frameOf, requireFewRepresentations } from './record-frame.js';

export type MinutiaeHeader = {
  readonly standard: string;
  readonly byteCount: number;
  /** Absent in the layouts that state it per view. */
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly views: readonly MinutiaeView[];
  /** What is not as the standard has it, and harmless. */
  readonly remarks: readonly string[];
};

export type MinutiaeView = {
  readonly positionCode: number;
  readonly impressionCode?: number;
  readonly quality?: number;
  readonly minutiaCount?: number;
  readonly capture?: CaptureFacts;
};

export function readMinutiaeHeader(file: Uint8Array): MinutiaeHeader {
  const layout = layoutOf(file);
  if (layout === 'ansi-2004') return readAnsi2004(file);
  const { version, byteCount, reader } = frameOf(file, FORMAT);
  switch (layout) {
    case 'iso-2005':
      return { standard: 'ISO/IEC 19794-2:2005', byteCount, ...readSized(reader) };
    case 'ansi-2009':
      return { standard: 'INCITS 378-2009', byteCount, ...readAnsi2009(reader) };
    case 'iso-2011':
      return { standard: 'ISO/IEC 19794-2:2011', byteCount, views: readIso2011(reader, file), remarks: [] };
    default:
      throw new FormatError({
        format: FORMAT,
        code: 'unsupported',
        detail: `versions " 20" and "030" are known${version === ' 20' ? ', the length fits neither' : ''}`,
        field: 'version number',
        offset: 4,
      });
  }
}

const FORMAT = 'iso-19794-2';
const MINUTIA_BYTES = 6;
/** Two sample records of NIST announce one byte more and two bytes less of extended data than they end with. */
const EXTENDED_DATA_SLACK_BYTES = 2;

type Layout = 'iso-2005' | 'iso-2011' | 'ansi-2004' | 'ansi-2009' | undefined;

/** The two families share identifier and versions; only where the lengths stand tells them apart. */
function layoutOf(file: Uint8Array): Layout {
  const version = String.fromCharCode(...file.subarray(4, 7));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (version === ' 20') {
    if (file.length < 14 || view.getUint32(8) === file.length) return 'iso-2005';
    const isAnsi =
      view.getUint16(8) === file.length || (view.getUint16(8) === 0 && view.getUint32(10) === file.length);
    return isAnsi ? 'ansi-2004' : 'iso-2005';
  }
  if (version !== '030') return undefined;
  // ISO of 2011: count (2), certification flag, then the length of the first representation.
  const isIso = file.length >= 19 && view.getUint8(14) <= 1 && view.getUint32(15) <= file.length - 15;
  return isIso ? 'iso-2011' : 'ansi-2009';
}

function readAnsi2004(file: Uint8Array): MinutiaeHeader {
  const hasLongLength = file[8] === 0 && file[9] === 0;
  const start = hasLongLength ? 14 : 10;
  const reader = new ByteReader(file.subarray(start), FORMAT, { origin: start });
  reader.skip(4, 'CBEFF product identifier');
  return { standard: 'INCITS 378-2004', byteCount: file.length, ...readSized(reader) };
}

/** The header of ISO 2005 and of INCITS 2004 from the capture equipment on, and its views. */
function readSized(reader: ByteReader): Omit<MinutiaeHeader, 'standard' | 'byteCount'> {
  reader.skip(2, 'capture equipment');
  const widthPx = reader.u16('image size in x');
  const heightPx = reader.u16('image size in y');
  if (widthPx === 0 || heightPx === 0) reader.fail('out-of-range', 'image size', 'at least 1 x 1');
  reader.skip(4, 'resolution');
  const count = reader.u8('number of finger views');
  reader.skip(1, 'reserved');
  const walked = readViews(reader, count, () => {
    const positionCode = reader.u8('finger position');
    const impressionCode = reader.u8('view number and impression type') & 0x0f;
    return { positionCode, impressionCode, quality: reader.u8('finger quality') };
  });
  return { widthPx, heightPx, ...walked };
}

function readAnsi2009(reader: ByteReader): Views {
  reader.skip(6, 'CBEFF product identifier and capture equipment');
  const count = reader.u8('number of finger views');
  reader.skip(1, 'reserved');
  return readViews(reader, count, () => {
    const positionCode = reader.u8('finger position');
    reader.skip(1, 'view number');
    const impressionCode = reader.u8('impression type');
    const quality = reader.u8('finger quality');
    reader.skip(12, 'quality algorithm, image size and resolution');
    return { positionCode, impressionCode, quality };
  });
}

type Views = Pick<MinutiaeHeader, 'views' | 'remarks'>;

function readViews(reader: ByteReader, count: number, readHead: () => MinutiaeView): Views {
  const views: MinutiaeView[] = [];
  const remarks: string[] = [];
  for (let index = 0; index < count; index++) {
    const head = readHead();
    const minutiaCount = reader.u8('number of minutiae');
    reader.skip(minutiaCount * MINUTIA_BYTES, 'minutiae');
    const announced = reader.u16('extended data block length');
    const slack = index === count - 1 ? reader.remaining - announced : 0;
    if (slack !== 0 && announced > 0 && Math.abs(slack) <= EXTENDED_DATA_SLACK_BYTES) {
      remarks.push(`the last extended data have ${reader.remaining} bytes and announce ${announced}`);
      reader.skip(reader.remaining, 'extended data');
    } else {
      reader.skip(announced, 'extended data');
    }
    views.push({ ...head, minutiaCount });
  }
  requireEnd(reader);
  return { views, remarks };
}

function readIso2011(reader: ByteReader, file: Uint8Array): readonly MinutiaeView[] {
  const count = reader.u16('number of finger minutiae representations');
  requireFewRepresentations(reader, count, 'number of finger minutiae representations');
  const flag = reader.u8('certification flag');
  const views: MinutiaeView[] = [];
  for (let index = 0; index < count; index++) {
    const byteCount = reader.u32('representation length');
    const bytes = reader.take(byteCount - 4, 'representation');
    const block = new ByteReader(bytes, FORMAT, { origin: bytes.byteOffset - file.byteOffset });
    const capture = readCaptureFacts(block);
    if (flag === 1) block.skip(block.u8('number of certification blocks') * 3, 'certification blocks');
    const positionCode = block.u8('finger position');
    block.skip(1, 'representation number');
    // The impression types of -2 have their own field, and further on counts that depend on optional fields.
    views.push({ positionCode, capture });
  }
  requireEnd(reader);
  return views;
}

function requireEnd(reader: ByteReader): void {
  if (reader.remaining > 0) {
    reader.fail('inconsistent', 'length of record', `${reader.remaining} bytes are behind the last view`);
  }
}
