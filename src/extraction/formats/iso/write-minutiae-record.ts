/**
 * ISO/IEC 19794-2 of 2005 and 2011 and INCITS 378 of 2004, 2007 and 2009, from the values `readMinutiaeRecord` gives.
 * Throws `RangeError` for a value its field cannot hold, and for views of a record of 2005 or 2004 that differ in what
 * the record states once.
 */
import { ByteWriter } from './byte-writer.js';
import { writeCaptureFacts } from './capture-facts.js';
import type { MinutiaeRecord, MinutiaeView, RecordedMinutiae } from './minutiae-record.js';

export function writeMinutiaeRecord(record: MinutiaeRecord): Uint8Array {
  if (record.views.length === 0) throw new RangeError('a record has at least one view');
  switch (record.layout) {
    case 'iso-2011':
      return withLength('FMR\x00030\0', body2011(record), 4);
    case 'ansi-2004':
      return writeAnsi2004(record);
    case 'iso-2005':
      return withLength('FMR\0 20\0', bodySized(record), 4);
    default:
      return withLength('FMR\x00030\0', bodyAnsi2009(record), 4);
  }
}

function withLength(start: string, body: ByteWriter, lengthBytes: 2 | 4 | 6): Uint8Array {
  const writer = new ByteWriter();
  writer.ascii(start);
  const byteCount = start.length + lengthBytes + body.length;
  if (lengthBytes === 2) writer.u16(byteCount, 'length of record');
  else if (lengthBytes === 4) writer.u32(byteCount, 'length of record');
  else writer.u48(byteCount, 'length of record');
  writer.bytes(body.toBytes());
  return writer.toBytes();
}

/** INCITS 378-2004 clause 6.4.4: two bytes where they suffice, else two zeros and four. */
function writeAnsi2004(record: MinutiaeRecord): Uint8Array {
  const body = new ByteWriter();
  writeProduct(body, record);
  body.bytes(bodySized(record).toBytes());
  const isLong = record.hasLongLength ?? 10 + body.length > 0xffff;
  return withLength('FMR\0 20\0', body, isLong ? 6 : 2);
}

function writeProduct(writer: ByteWriter, { product }: MinutiaeRecord): void {
  writer.u16(product?.ownerId ?? 0, 'CBEFF product owner');
  writer.u16(product?.typeId ?? 0, 'CBEFF product type');
}

function writeEquipment(writer: ByteWriter, { layout, equipment }: MinutiaeRecord): void {
  const { certification = 0, deviceTypeId = 0 } = equipment ?? {};
  if (layout === 'ansi-2009') {
    writer.u8(certification, 'capture equipment certification');
    writer.u16(deviceTypeId, 'capture device type');
    return;
  }
  requireBelow(certification, 16, 'capture equipment certification');
  requireBelow(deviceTypeId, 0x1000, 'capture device type');
  writer.u16(certification * 0x1000 + deviceTypeId, 'capture equipment');
}

function bodySized(record: MinutiaeRecord): ByteWriter {
  const { views } = record;
  const [first] = views;
  if (!first || !views.every((other) => isAlike(first, other))) {
    throw new RangeError('a record of 2005 or 2004 has one image size and resolution');
  }
  const writer = new ByteWriter();
  writeEquipment(writer, record);
  writeRaster(writer, first);
  writer.u8(views.length, 'number of finger views');
  writer.u8(record.reserved ?? 0, 'reserved');
  for (const view of views) {
    writer.u8(view.positionCode, 'finger position');
    requireBelow(view.number, 16, 'view number');
    requireBelow(view.impressionCode, 16, 'impression type');
    writer.u8(view.number * 16 + view.impressionCode, 'view number and impression type');
    writer.u8(view.quality ?? 0, 'finger quality');
    writeMinutiae(writer, view, 6);
    writeExtendedData(writer, view);
  }
  return writer;
}

function isAlike(one: MinutiaeView, other: MinutiaeView): boolean {
  return (
    one.widthPx === other.widthPx &&
    one.heightPx === other.heightPx &&
    one.resolution.x === other.resolution.x &&
    one.resolution.y === other.resolution.y
  );
}

function bodyAnsi2009(record: MinutiaeRecord): ByteWriter {
  const writer = new ByteWriter();
  writeProduct(writer, record);
  writeEquipment(writer, record);
  writer.u8(record.views.length, 'number of finger views');
  writer.u8(record.reserved ?? 0, 'reserved');
  for (const view of record.views) {
    writer.u8(view.positionCode, 'finger position');
    writer.u8(view.number, 'view number');
    writer.u8(view.impressionCode, 'impression type');
    writer.u8(view.quality ?? NOT_REPORTED, 'finger quality');
    writer.u16(view.qualityAlgorithm?.vendorId ?? 0, 'quality algorithm vendor');
    writer.u16(view.qualityAlgorithm?.algorithmId ?? 0, 'quality algorithm');
    writeRaster(writer, view);
    writeMinutiae(writer, view, 6);
    writeExtendedData(writer, view);
  }
  return writer;
}

function body2011({ views }: MinutiaeRecord): ByteWriter {
  const isCertified = views.some(({ certifications }) => certifications !== undefined);
  const writer = new ByteWriter();
  writer.u16(views.length, 'number of finger minutiae representations');
  writer.u8(isCertified ? 1 : 0, 'certification flag');
  for (const view of views) {
    const block = representation2011(view, isCertified);
    writer.u32(block.length + 4, 'representation length');
    writer.bytes(block.toBytes());
  }
  return writer;
}

function representation2011(view: MinutiaeView, isCertified: boolean): ByteWriter {
  const writer = new ByteWriter();
  if (view.capture === undefined) throw new RangeError('a representation of 2011 states its capture');
  writeCaptureFacts(writer, view.capture);
  if (isCertified) {
    writer.u8(view.certifications?.length ?? 0, 'number of certification blocks');
    for (const { authorityId, schemeId } of view.certifications ?? []) {
      writer.u16(authorityId, 'certification authority');
      writer.u8(schemeId, 'certification scheme');
    }
  }
  writer.u8(view.positionCode, 'finger position');
  writer.u8(view.number, 'representation number');
  writer.u16(view.resolution.x, 'resolution in x');
  writer.u16(view.resolution.y, 'resolution in y');
  writer.u8(view.impressionCode, 'impression type');
  writer.u16(view.widthPx, 'image size in x');
  writer.u16(view.heightPx, 'image size in y');
  const byteCount = view.minutiae.quality === undefined ? 5 : 6;
  requireBelow(view.endingTypeCode ?? 0, 2, 'ridge ending type');
  writer.u8(byteCount * 16 + (view.endingTypeCode ?? 0), 'minutia field length and ridge ending type');
  writeMinutiae(writer, view, byteCount);
  writeExtendedData(writer, view);
  return writer;
}

/** What the layouts from 2007 on write for a quality nobody reported. */
const NOT_REPORTED = 254;

function writeRaster(writer: ByteWriter, { widthPx, heightPx, resolution }: MinutiaeView): void {
  writer.u16(widthPx, 'image size in x');
  writer.u16(heightPx, 'image size in y');
  writer.u16(resolution.x, 'resolution in x');
  writer.u16(resolution.y, 'resolution in y');
}

function writeMinutiae(writer: ByteWriter, { minutiae }: MinutiaeView, byteCount: 5 | 6): void {
  const count = minutiae.x.length;
  writer.u8(count, 'number of minutiae');
  for (let index = 0; index < count; index++) writeMinutia(writer, minutiae, index, byteCount);
}

function writeMinutia(writer: ByteWriter, minutiae: RecordedMinutiae, index: number, byteCount: 5 | 6): void {
  const [x, y] = [minutiae.x[index]!, minutiae.y[index]!];
  requireBelow(minutiae.type[index]!, 3, 'minutia type');
  requireBelow(x, 0x4000, 'minutia x');
  requireBelow(y, 0x4000, 'minutia y');
  requireBelow(minutiae.reserved[index]!, 4, 'minutia reserved bits');
  writer.u16(minutiae.type[index]! * 0x4000 + x, 'minutia type and x');
  writer.u16(minutiae.reserved[index]! * 0x4000 + y, 'minutia y');
  writer.u8(minutiae.angle[index]!, 'minutia angle');
  if (byteCount === 6) writer.u8(minutiae.quality?.[index] ?? 0, 'minutia quality');
}

function writeExtendedData(writer: ByteWriter, view: MinutiaeView): void {
  writer.u16(view.announcedExtendedBytes ?? view.extendedData.length, 'extended data block length');
  writer.bytes(view.extendedData);
}

function requireBelow(value: number, end: number, field: string): void {
  if (!(value >= 0 && value < end))
    throw new RangeError(`${field}: a whole number from 0 below ${end} is needed`);
}
