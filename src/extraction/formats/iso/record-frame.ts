/**
 * What all records of ISO/IEC 19794 begin with: format identifier, version, length of the whole record. The reader that
 * is given back ends where the record says it ends.
 */
import { LIMITS } from '../../../platform/limits.js';
import { ByteReader } from '../byte-reader.js';
import { FormatError, type FormatName } from '../format-error.js';

export type RecordFormat = Extract<FormatName, `iso-19794-${number}`>;

export const RECORD_IDENTIFIERS: Readonly<Record<RecordFormat, string>> = {
  'iso-19794-2': 'FMR\0',
  'iso-19794-4': 'FIR\0',
  'iso-19794-5': 'FAC\0',
  'iso-19794-6': 'IIR\0',
};

export type RecordFrame = {
  /** Three digits; the fourth byte is NUL. */
  readonly version: string;
  readonly byteCount: number;
  /** Behind the length. */
  readonly reader: ByteReader;
};

export function recordFormatOf(file: Uint8Array): RecordFormat | undefined {
  const identifier = String.fromCharCode(...file.subarray(0, 4));
  return RECORD_FORMATS.find((format) => RECORD_IDENTIFIERS[format] === identifier);
}

export function frameOf(file: Uint8Array, format: RecordFormat): RecordFrame {
  if (recordFormatOf(file) !== format) {
    throw new FormatError({
      format,
      code: 'not-this-format',
      detail: 'the first bytes are not its format identifier',
      field: 'format identifier',
      offset: 0,
    });
  }
  const head = new ByteReader(file, format);
  head.skip(4, 'format identifier');
  const version = String.fromCharCode(...head.take(4, 'version number').subarray(0, 3));
  // The finger image record of 2005 has a length of six bytes, the ANSI minutiae record of 2004 one of two or six.
  const byteCount =
    format === 'iso-19794-4' && version === '010' ? readLength6(head) : head.u32('length of record');
  if (byteCount < head.offset || byteCount > file.length) {
    head.fail(
      byteCount > file.length ? 'truncated' : 'out-of-range',
      'length of record',
      `${byteCount} bytes announced, ${file.length} are there`,
    );
  }
  if (byteCount < file.length) {
    head.fail('inconsistent', 'length of record', `${file.length - byteCount} bytes are behind its end`);
  }
  const body = file.subarray(head.offset, byteCount);
  return { version, byteCount, reader: new ByteReader(body, format, { origin: head.offset }) };
}

/** Call with each count, before anything is read for it. */
export function requireFewRepresentations(reader: ByteReader, count: number, field: string): void {
  if (count > LIMITS.isoRepresentationsMax) {
    reader.fail('limit-exceeded', field, `${count}, at most ${LIMITS.isoRepresentationsMax} are taken`);
  }
}

const RECORD_FORMATS = Object.keys(RECORD_IDENTIFIERS) as readonly RecordFormat[];

function readLength6(reader: ByteReader): number {
  return reader.take(6, 'length of record').reduce((length, byte) => length * 256 + byte, 0);
}
