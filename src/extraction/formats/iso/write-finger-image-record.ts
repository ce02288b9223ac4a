/**
 * ISO/IEC 19794-4 of 2005 (clause 7) or 2011 (clause 8), from the values `readFingerImageRecord` gives. What the
 * standard reserves is written as zero. Throws `RangeError` for a value its field cannot hold, and for images of a
 * record of 2005 that differ in what the record states once.
 */
import { ByteWriter } from './byte-writer.js';
import { writeCaptureFacts } from './capture-facts.js';
import {
  type Certification,
  COMPRESSIONS,
  type FingerCompression,
  type FingerImageRecord,
  type FingerRepresentation,
  type FingerRepresentation2011,
} from './finger-image-record.js';

export function writeFingerImageRecord(record: FingerImageRecord): Uint8Array {
  if (record.representations.length === 0) throw new RangeError('a record has at least one image');
  return record.version === '2005' ? write2005(record) : write2011(record);
}

const HEADER_BYTES_2005 = 32;
const VIEW_HEADER_BYTES_2005 = 14;
const HEADER_BYTES_2011 = 16;
/** What 2005 writes for a quality nobody computed. */
const QUALITY_UNDEFINED = 254;

function write2005(record: Extract<FingerImageRecord, { version: '2005' }>): Uint8Array {
  const { representations, captureDeviceId, acquisitionLevel } = record;
  const [first] = representations;
  if (!first || !representations.every((other) => isAlike(first, other))) {
    throw new RangeError('a record of 2005 has one resolution, depth and compression');
  }
  const views = representations.map((view) => view2005(view, representations));
  const writer = new ByteWriter();
  writer.ascii('FIR\x00010\x00');
  writer.u48(
    views.reduce((sum, view) => sum + view.length, HEADER_BYTES_2005),
    'length of record',
  );
  writer.u16(captureDeviceId, 'capture device ID');
  writer.u16(acquisitionLevel, 'image acquisition level');
  writer.u8(representations.length, 'number of fingers');
  writer.u8(first.scaleUnit === 'inch' ? 1 : 2, 'scale units');
  writeRaster(writer, first, '2005');
  writer.zeros(2);
  for (const view of views) writer.bytes(view);
  return writer.toBytes();
}

function isAlike(one: FingerRepresentation, other: FingerRepresentation): boolean {
  return (
    one.scaleUnit === other.scaleUnit &&
    one.captureResolution.x === other.captureResolution.x &&
    one.captureResolution.y === other.captureResolution.y &&
    one.imageResolution.x === other.imageResolution.x &&
    one.imageResolution.y === other.imageResolution.y &&
    one.bitDepth === other.bitDepth &&
    one.compression === other.compression
  );
}

function view2005(view: FingerRepresentation, all: readonly FingerRepresentation[]): Uint8Array {
  const writer = new ByteWriter();
  writer.u32(VIEW_HEADER_BYTES_2005 + view.image.length, 'length of finger data block');
  writer.u8(view.positionCode, 'finger position');
  writer.u8(all.filter(({ positionCode }) => positionCode === view.positionCode).length, 'count of views');
  writer.u8(view.number, 'view number');
  writer.u8(view.quality ?? QUALITY_UNDEFINED, 'finger image quality');
  writer.u8(view.impressionCode, 'impression type');
  writer.u16(view.widthPx, 'horizontal line length');
  writer.u16(view.heightPx, 'vertical line length');
  writer.zeros(1);
  writer.bytes(view.image);
  return writer.toBytes();
}

function write2011({ representations }: Extract<FingerImageRecord, { version: '2011' }>): Uint8Array {
  const isCertified = representations.some(({ certifications }) => certifications !== undefined);
  const blocks = representations.map((representation) => representation2011(representation, isCertified));
  const writer = new ByteWriter();
  writer.ascii('FIR\x00020\x00');
  writer.u32(
    blocks.reduce((sum, block) => sum + block.length + 4, HEADER_BYTES_2011),
    'length of record',
  );
  writer.u16(representations.length, 'number of representations');
  writer.u8(isCertified ? 1 : 0, 'certification flag');
  writer.u8(new Set(representations.map(({ positionCode }) => positionCode)).size, 'number of positions');
  for (const block of blocks) {
    writer.u32(block.length + 4, 'representation length');
    writer.bytes(block);
  }
  return writer.toBytes();
}

function representation2011(representation: FingerRepresentation2011, isCertified: boolean): Uint8Array {
  const writer = new ByteWriter();
  writeCaptureFacts(writer, representation);
  if (isCertified) writeCertifications(writer, representation.certifications ?? []);
  writer.u8(representation.positionCode, 'finger position');
  writer.u8(representation.number, 'representation number');
  writer.u8(representation.scaleUnit === 'inch' ? 1 : 2, 'scale units');
  writeRaster(writer, representation, '2011');
  writer.u8(representation.impressionCode, 'impression type');
  writer.u16(representation.widthPx, 'horizontal line length');
  writer.u16(representation.heightPx, 'vertical line length');
  writer.u32(representation.image.length, 'image data length');
  writer.bytes(representation.image);
  writer.bytes(representation.extendedData);
  return writer.toBytes();
}

function writeCertifications(writer: ByteWriter, certifications: readonly Certification[]): void {
  writer.u8(certifications.length, 'number of certification blocks');
  for (const { authorityId, schemeId } of certifications) {
    writer.u16(authorityId, 'certification authority');
    writer.u8(schemeId, 'certification scheme');
  }
}

function writeRaster(writer: ByteWriter, raster: FingerRepresentation, version: '2005' | '2011'): void {
  writer.u16(raster.captureResolution.x, 'scan resolution, horizontal');
  writer.u16(raster.captureResolution.y, 'scan resolution, vertical');
  writer.u16(raster.imageResolution.x, 'image resolution, horizontal');
  writer.u16(raster.imageResolution.y, 'image resolution, vertical');
  writer.u8(raster.bitDepth, 'pixel depth');
  writer.u8(compressionCode(raster.compression, version), 'compression algorithm');
}

function compressionCode(compression: FingerCompression, version: '2005' | '2011'): number {
  const isJpeg2000 = compression.startsWith('jpeg-2000');
  const code = COMPRESSIONS[version].indexOf(isJpeg2000 && version === '2005' ? 'jpeg-2000' : compression);
  if (code < 0) throw new RangeError(`a record of ${version} cannot name the compression ${compression}`);
  return code;
}
