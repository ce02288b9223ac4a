import { binaryFieldsOf } from './binary-fields-of.js';
import { bilevelCompressionOf, greyscaleCompressionOf, signatureCompressionOf } from './compression-codes.js';
import type { RecordImage } from './record-image.js';
import { itemOf } from './subfields-of.js';
import type { BinaryRecord, TaggedRecord } from './transaction.js';

const UNUSED_POSITION = 255;
const MM_PER_INCH = 25.4;
const NATIVE_RESOLUTION = 11;
const TRANSMITTED_RESOLUTION = 12;
/** 19.69 pixels per millimetre stand for 500 ppi: two decimals leave half of 0.01 x 25.4 ppi open. */
const ROUNDING_PPI = 0.25;

/** Types 3 to 8; undefined for a Type 7 that has no room for the usual header. */
export function binaryImage(
  record: BinaryRecord,
  typeOne: TaggedRecord | undefined,
): RecordImage | undefined {
  const { fields, data } = binaryFieldsOf(record);
  const first = (mnemonic: string) => fields.find((field) => field.mnemonic === mnemonic)?.values[0];
  const widthPx = first('HLL');
  const heightPx = first('VLL');
  if (widthPx === undefined || heightPx === undefined) return undefined;
  const isSignature = record.type === 8;
  const code = first(isSignature ? 'SRT' : 'CGA') ?? 0;
  const compression = compressionOfType(record.type, code);
  const ppi = compression === 'vector' ? undefined : ppiOf(first('ISR'), typeOne);
  const positions = fields.find(({ mnemonic }) => mnemonic === 'FGP')?.values ?? [];
  return {
    recordType: record.type,
    idc: record.idc,
    data,
    compression,
    compressionCode: String(code),
    widthPx,
    heightPx,
    ppi: ppi === undefined ? undefined : { horizontal: ppi, vertical: ppi },
    bitsPerPixel: bitsOf(record.type, compression, (8 * data.length) / (widthPx * heightPx)),
    colourSpace: undefined,
    positions: positions.filter((position) => position !== UNUSED_POSITION),
    impressionType: first('IMP'),
    captureDate: undefined,
    sourceAgency: undefined,
    amputations: [],
    segments: [],
    qualities: [],
    photo: undefined,
    eye: undefined,
  };
}

function compressionOfType(type: number, code: number): RecordImage['compression'] {
  if (type === 8) return signatureCompressionOf(code);
  return type === 5 || type === 6 ? bilevelCompressionOf(code) : greyscaleCompressionOf(code);
}

/** ISR 0: nominal transmitting resolution (1.012); 1: native scanning resolution (1.011); both in pixels per mm. */
function ppiOf(code: number | undefined, typeOne: TaggedRecord | undefined): number | undefined {
  if (typeOne === undefined || (code !== 0 && code !== 1)) return undefined;
  const text = itemOf(typeOne, code === 1 ? NATIVE_RESOLUTION : TRANSMITTED_RESOLUTION)?.trim() ?? '';
  const ppi = /^\d{1,3}(\.\d{1,4})?$/.test(text) ? Number(text) * MM_PER_INCH : 0;
  if (ppi === 0) return undefined;
  const whole = Math.round(ppi);
  return Math.abs(ppi - whole) <= ROUNDING_PPI ? whole : ppi;
}

/** Types 7 and 8 state no depth: one that explains the size of uncompressed data is taken. */
function bitsOf(
  type: number,
  compression: RecordImage['compression'],
  bitsFound: number,
): number | undefined {
  if (type === 3 || type === 4) return 8;
  if (type === 5 || type === 6) return 1;
  return compression === 'none' && [1, 8, 24].includes(bitsFound) ? bitsFound : undefined;
}
