/**
 * What an iris image record (ISO/IEC 19794-6) says about itself, and where its images are; the hub has no chain that
 * makes a template of one. Of 2005 only the header is read. Throws `FormatError`.
 */
import type { ByteReader } from '../byte-reader.js';
import { FormatError } from '../format-error.js';
import { type CaptureFacts, readCaptureFacts } from './capture-facts.js';
import { frameOf, requireFewRepresentations } from './record-frame.js';

export type IrisHeader = {
  readonly standard: string;
  readonly byteCount: number;
  /** Empty for records of 2005. */
  readonly representations: readonly IrisRepresentation[];
  /** What is not as the standard has it, and harmless. */
  readonly remarks: readonly string[];
};

export type IrisRepresentation = CaptureFacts & {
  readonly eye: 'undefined' | 'right' | 'left';
  /** 2: raw; 10: JPEG 2000; 14: PNG (2011, table 5). */
  readonly imageFormatCode: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth: number;
  /** A window on the record, not a copy. */
  readonly image: Uint8Array;
};

export function readIrisHeader(file: Uint8Array): IrisHeader {
  const { version, byteCount, reader } = frameOf(file, FORMAT);
  if (version === '010')
    return { standard: 'ISO/IEC 19794-6:2005', byteCount, representations: [], remarks: [] };
  if (version !== '020') {
    throw new FormatError({
      format: FORMAT,
      code: 'unsupported',
      detail: 'versions 010 (2005) and 020 (2011) are known',
      field: 'version number',
      offset: 4,
    });
  }
  const count = reader.u16('number of iris representations');
  requireFewRepresentations(reader, count, 'number of iris representations');
  const flag = reader.u8('certification flag');
  if (flag > 1) reader.fail('out-of-range', 'certification flag', '0 or 1');
  reader.skip(1, 'number of eyes');
  const representations: IrisRepresentation[] = [];
  const remarks: string[] = [];
  for (let index = 0; index < count; index++) {
    const start = reader.offset;
    const announced = reader.u32('representation length');
    representations.push(readRepresentation(reader, flag === 1));
    const byteCount = reader.offset - start;
    if (Math.abs(byteCount - announced) > LENGTH_SLACK_BYTES) {
      reader.fail('inconsistent', 'representation length', `${announced} announced, ${byteCount} read`);
    }
    if (byteCount !== announced)
      remarks.push(`a representation has ${byteCount} bytes and announces ${announced}`);
  }
  if (reader.remaining > 0) {
    reader.fail('inconsistent', 'length of record', `${reader.remaining} bytes are behind the last image`);
  }
  return { standard: 'ISO/IEC 19794-6:2011', byteCount, representations, remarks };
}

const FORMAT = 'iso-19794-6';
/** A sample record of NIST leaves one quality block out of the length of its representation. */
const LENGTH_SLACK_BYTES = 5;
const EYES = ['undefined', 'right', 'left'] as const;

function readRepresentation(block: ByteReader, isCertified: boolean): IrisRepresentation {
  const capture = readCaptureFacts(block);
  if (isCertified) block.skip(block.u8('number of certification blocks') * 3, 'certification blocks');
  block.skip(2, 'representation number');
  const eye = EYES[block.u8('eye label')] ?? block.fail('out-of-range', 'eye label', '0 to 2');
  block.skip(1, 'image type');
  const imageFormatCode = block.u8('image format');
  block.skip(1, 'image properties');
  const widthPx = block.u16('image width');
  const heightPx = block.u16('image height');
  const bitDepth = block.u8('bit depth');
  block.skip(18, 'range, roll angle, centre and diameter');
  const image = block.take(block.u32('image length'), 'image data');
  return { ...capture, eye, imageFormatCode, widthPx, heightPx, bitDepth, image };
}
