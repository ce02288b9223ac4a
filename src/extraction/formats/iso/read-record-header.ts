/** Names any record of ISO/IEC 19794-2, -4, -5 and -6 and what is in it, for tools and refusals. */
import type { FormatName } from '../format-error.js';
import { faceCodeWord } from './face-codes.js';
import { fingerPositionOf, impressionOf } from './finger-codes.js';
import { MINUTIAE_STANDARDS } from './minutiae-record.js';
import { readFaceRecord } from './read-face-record.js';
import { readFingerImageRecord } from './read-finger-image-record.js';
import { readIrisHeader } from './read-iris-header.js';
import { minutiaeRemarks, readMinutiaeRecord } from './read-minutiae-record.js';
import { recordFormatOf } from './record-frame.js';

export type RecordHeader = {
  readonly format: Extract<FormatName, `iso-19794-${number}`>;
  /** For example `ISO/IEC 19794-4:2011`. */
  readonly standard: string;
  readonly byteCount: number;
  /** A line on each, in the order of the file: what it is of, how large it is. */
  readonly representations: readonly string[];
  /** What is not as the standard has it, and harmless. */
  readonly remarks: readonly string[];
};

/** `undefined` where the first bytes are of no such record. Throws `FormatError` where they are, and it is damaged. */
export function readRecordHeader(file: Uint8Array): RecordHeader | undefined {
  const format = recordFormatOf(file);
  switch (format) {
    case 'iso-19794-2': {
      const record = readMinutiaeRecord(file);
      const lines = record.views.map(
        ({ positionCode, minutiae }) =>
          `${fingerPositionOf(positionCode) ?? `position ${positionCode}`}, ${minutiae.x.length} minutiae`,
      );
      return {
        format,
        standard: MINUTIAE_STANDARDS[record.layout],
        byteCount: file.length,
        representations: lines,
        remarks: minutiaeRemarks(record),
      };
    }
    case 'iso-19794-4': {
      const { version, representations } = readFingerImageRecord(file);
      const lines = representations.map(
        ({ positionCode, impressionCode, widthPx, heightPx, compression }) =>
          `${fingerPositionOf(positionCode) ?? `position ${positionCode}`}, ${impressionOf(impressionCode)}, ` +
          `${widthPx} x ${heightPx} pixels, ${compression}`,
      );
      return {
        format,
        standard: `ISO/IEC 19794-4:${version}`,
        byteCount: file.length,
        representations: lines,
        remarks: [],
      };
    }
    case 'iso-19794-5': {
      const { version, representations } = readFaceRecord(file);
      const lines = representations.map(
        ({ imageTypeCode, widthPx, heightPx, encoding }) =>
          `face, ${faceCodeWord('imageType', imageTypeCode)}, ${widthPx} x ${heightPx} pixels, ${encoding}`,
      );
      return {
        format,
        standard: `ISO/IEC 19794-5:${version}`,
        byteCount: file.length,
        representations: lines,
        remarks: [],
      };
    }
    case 'iso-19794-6': {
      const { standard, byteCount, representations, remarks } = readIrisHeader(file);
      const lines = representations.map(
        ({ eye, widthPx, heightPx }) => `iris, ${eye} eye, ${widthPx} x ${heightPx} pixels`,
      );
      return { format, standard, byteCount, representations: lines, remarks };
    }
    default:
      return undefined;
  }
}
