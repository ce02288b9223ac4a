/**
 * ISO/IEC 19794-2 of 2005 (clause 7) and 2011 (clause 8), INCITS 378 of 2004, 2007 and 2009. Counts and lengths must fit,
 * minutiae lie inside their image, codes and angles be ones the standard assigns. Card formats, which carry no
 * identifier, are known by their template tag and refused by name. Throws `FormatError`.
 */
import { isPalmPosition } from '../../../domain/palm-positions.js';
import { ByteReader } from '../byte-reader.js';
import { FormatError } from '../format-error.js';
import { readCaptureFacts } from './capture-facts.js';
import { fingerPositionOf } from './finger-codes.js';
import { minutiaeLayoutOf } from './minutiae-layout.js';
import type { MinutiaeRecord, MinutiaeView } from './minutiae-record.js';
import { readCertifications } from './read-certifications.js';
import { readMinutiae } from './read-minutiae.js';
import { frameOf, recordFormatOf, requireFewRepresentations } from './record-frame.js';
import { refuseCardFormat } from './refuse-card-format.js';

export function readMinutiaeRecord(file: Uint8Array): MinutiaeRecord {
  refuseCardFormat(file);
  const layout = minutiaeLayoutOf(file);
  if (layout === 'ansi-2004') return readAnsi2004(file);
  const { version, reader } = frameOf(file, FORMAT);
  switch (layout) {
    case 'iso-2005':
      return { layout, ...readSized(reader, layout) };
    case 'ansi-2007':
    case 'ansi-2009':
      return { layout, ...readAnsi2009(reader, layout) };
    case 'iso-2011':
      return { layout, views: readIso2011(reader, file) };
    default:
      throw new FormatError({
        format: FORMAT,
        code: 'unsupported',
        detail: `versions " 20" and "030" are read${version === '035' ? ', not the amendment of 2010 to INCITS 378-2009' : ''}`,
        field: 'version number',
        offset: 4,
      });
  }
}

const FORMAT = 'iso-19794-2';

/** What a record says of itself that is not as its standard has it, and harmless. */
export function minutiaeRemarks({ views }: MinutiaeRecord): readonly string[] {
  return views.flatMap(({ extendedData, announcedExtendedBytes }) =>
    announcedExtendedBytes === undefined
      ? []
      : [`the last extended data have ${extendedData.length} bytes and announce ${announcedExtendedBytes}`],
  );
}

function readAnsi2004(file: Uint8Array): MinutiaeRecord {
  const head = new ByteReader(file, FORMAT);
  head.skip(4, 'format identifier');
  if (recordFormatOf(file) !== FORMAT) {
    head.fail('not-this-format', 'format identifier', 'the first bytes are not its format identifier');
  }
  head.skip(4, 'version number');
  const short = head.u16('length of record');
  const hasLongLength = short === 0;
  const byteCount = hasLongLength ? head.u32('length of record') : short;
  if (byteCount !== file.length) {
    const code = byteCount > file.length ? 'truncated' : 'inconsistent';
    head.fail(code, 'length of record', `${byteCount} bytes announced, ${file.length} are there`);
  }
  const reader = new ByteReader(file.subarray(head.offset), FORMAT, { origin: head.offset });
  const product = readProduct(reader);
  return { layout: 'ansi-2004', product, hasLongLength, ...readSized(reader, 'ansi-2004') };
}

function readProduct(reader: ByteReader): NonNullable<MinutiaeRecord['product']> {
  return { ownerId: reader.u16('CBEFF product owner'), typeId: reader.u16('CBEFF product type') };
}

function readEquipment(reader: ByteReader): NonNullable<MinutiaeRecord['equipment']> {
  const bits = reader.u16('capture equipment');
  return { certification: bits >> 12, deviceTypeId: bits & 0xfff };
}

type Body = Omit<MinutiaeRecord, 'layout'>;

/** The header of ISO 2005 and of INCITS 2004 from the capture equipment on, and its views. */
function readSized(reader: ByteReader, layout: 'iso-2005' | 'ansi-2004'): Body {
  const equipment = readEquipment(reader);
  const raster = readRaster(reader);
  const count = readViewCount(reader);
  const reserved = reader.u8('reserved');
  const views = readViews(reader, count, (isLast) => {
    const positionCode = readPosition(reader);
    const bits = reader.u8('view number and impression type');
    const quality = readViewQuality(reader);
    const head = { positionCode, number: bits >> 4, impressionCode: bits & 0x0f, quality };
    return { ...head, ...raster, ...readMinutiae(reader, { layout, raster, isLast }) };
  });
  return { equipment, reserved, views };
}

function readAnsi2009(reader: ByteReader, layout: 'ansi-2007' | 'ansi-2009'): Body {
  const product = readProduct(reader);
  const equipment =
    layout === 'ansi-2007'
      ? readEquipment(reader)
      : {
          certification: reader.u8('capture equipment certification'),
          deviceTypeId: reader.u16('capture device type'),
        };
  const count = readViewCount(reader);
  const reserved = reader.u8('reserved');
  const views = readViews(reader, count, (isLast) => {
    const head = {
      positionCode: readPosition(reader),
      number: reader.u8('view number'),
      impressionCode: reader.u8('impression type'),
      quality: readViewQuality(reader),
      qualityAlgorithm: {
        vendorId: reader.u16('quality algorithm vendor'),
        algorithmId: reader.u16('quality algorithm'),
      },
    };
    const raster = readRaster(reader);
    return { ...head, ...raster, ...readMinutiae(reader, { layout, raster, isLast }) };
  });
  return { product, equipment, reserved, views };
}

function readIso2011(reader: ByteReader, file: Uint8Array): readonly MinutiaeView[] {
  const count = reader.u16('number of finger minutiae representations');
  requireSome(reader, count, 'number of finger minutiae representations');
  requireFewRepresentations(reader, count, 'number of finger minutiae representations');
  const flag = reader.u8('certification flag');
  if (flag > 1) reader.fail('out-of-range', 'certification flag', '0 or 1');
  return readViews(reader, count, () => {
    const byteCount = reader.u32('representation length');
    if (byteCount < 4) reader.fail('out-of-range', 'representation length', 'less than the field itself');
    const bytes = reader.take(byteCount - 4, 'representation');
    const block = new ByteReader(bytes, FORMAT, { origin: bytes.byteOffset - file.byteOffset });
    return readRepresentation(block, flag === 1);
  });
}

function readRepresentation(block: ByteReader, isCertified: boolean): MinutiaeView {
  const capture = readCaptureFacts(block);
  const certifications = isCertified ? readCertifications(block) : undefined;
  const positionCode = readPosition(block);
  const number = block.u8('representation number');
  const resolution = readResolution(block);
  const impressionCode = block.u8('impression type');
  const raster = { ...readSize(block), resolution };
  const minutiae = readMinutiae(block, { layout: 'iso-2011', raster, isLast: true });
  if (block.remaining > 0) {
    block.fail(
      'inconsistent',
      'representation length',
      `${block.remaining} bytes are behind the extended data`,
    );
  }
  return {
    capture,
    ...(certifications === undefined ? {} : { certifications }),
    positionCode,
    number,
    impressionCode,
    ...raster,
    ...minutiae,
  };
}

function readViews(
  reader: ByteReader,
  count: number,
  readView: (isLast: boolean) => MinutiaeView,
): readonly MinutiaeView[] {
  const views: MinutiaeView[] = [];
  for (let index = 0; index < count; index++) views.push(readView(index === count - 1));
  if (reader.remaining > 0) {
    reader.fail('inconsistent', 'length of record', `${reader.remaining} bytes are behind the last view`);
  }
  return views;
}

function readViewCount(reader: ByteReader): number {
  const count = reader.u8('number of finger views');
  requireSome(reader, count, 'number of finger views');
  return count;
}

function requireSome(reader: ByteReader, count: number, field: string): void {
  if (count === 0) reader.fail('out-of-range', field, 'there is no view');
}

/** Palms have no minutiae record, and codes nobody assigned no meaning. */
function readPosition(reader: ByteReader): number {
  const code = reader.u8('finger position');
  const position = fingerPositionOf(code);
  if (position === undefined || isPalmPosition(position)) {
    reader.fail('out-of-range', 'finger position', '0 to 10, 13 to 15 or 40 to 50');
  }
  return code;
}

function readViewQuality(reader: ByteReader): number {
  const quality = reader.u8('finger quality');
  if (quality > 100 && quality < 254) reader.fail('out-of-range', 'finger quality', '0 to 100, 254 or 255');
  return quality;
}

type Raster = Pick<MinutiaeView, 'widthPx' | 'heightPx' | 'resolution'>;

function readRaster(reader: ByteReader): Raster {
  return { ...readSize(reader), resolution: readResolution(reader) };
}

function readSize(reader: ByteReader): Pick<Raster, 'widthPx' | 'heightPx'> {
  const widthPx = reader.u16('image size in x');
  const heightPx = reader.u16('image size in y');
  if (widthPx === 0 || heightPx === 0) reader.fail('out-of-range', 'image size', 'at least 1 x 1');
  return { widthPx, heightPx };
}

function readResolution(reader: ByteReader): Raster['resolution'] {
  const x = reader.u16('resolution in x');
  const y = reader.u16('resolution in y');
  if (x === 0 || y === 0) reader.fail('out-of-range', 'resolution', 'at least 1 pixel per centimetre');
  return { x, y };
}
