/**
 * ISO/IEC 19794-4: finger image data, `FIR` `010` (2005, clause 7) and `FIR` `020` (2011, clause 8). Every length is
 * held against what is there before it is used, and blocks must fill their frame exactly. What the standard reserves is
 * not looked at. Throws `FormatError`.
 */
import { ByteReader } from '../byte-reader.js';
import { FormatError } from '../format-error.js';
import { type CaptureFacts, readCaptureFacts } from './capture-facts.js';
import {
  COMPRESSIONS,
  type FingerCompression,
  type FingerImageRecord,
  type FingerRepresentation,
  type FingerRepresentation2011,
  type Resolution,
  type ScaleUnit,
} from './finger-image-record.js';
import { readCertifications } from './read-certifications.js';
import { frameOf, requireFewRepresentations } from './record-frame.js';

export function readFingerImageRecord(file: Uint8Array): FingerImageRecord {
  const { version, reader } = frameOf(file, 'iso-19794-4');
  switch (version) {
    case '010':
      return readOf2005(reader, file);
    case '020':
      return readOf2011(reader, file);
    default:
      throw new FormatError({
        format: 'iso-19794-4',
        code: 'unsupported',
        detail: 'versions 010 (2005) and 020 (2011) are read',
        field: 'version number',
        offset: 4,
      });
  }
}

// ---------------------------------------------------------------- 2005

type Shared2005 = Pick<
  FingerRepresentation,
  'scaleUnit' | 'captureResolution' | 'imageResolution' | 'bitDepth' | 'compression'
>;

function readOf2005(reader: ByteReader, file: Uint8Array): FingerImageRecord {
  const captureDeviceId = reader.u16('capture device ID');
  const acquisitionLevel = reader.u16('image acquisition level');
  const imageCount = reader.u8('number of fingers');
  const shared: Shared2005 = {
    scaleUnit: readScaleUnit(reader),
    captureResolution: readResolution(reader, 'scan resolution'),
    imageResolution: readResolution(reader, 'image resolution'),
    bitDepth: readBitDepth(reader),
    compression: readCompression(reader, '2005'),
  };
  reader.skip(2, 'reserved');
  const representations: FingerRepresentation[] = [];
  // The count is of fingers in some writers and of images in others; the length of the record decides.
  while (reader.remaining > 0) {
    requireFewRepresentations(reader, representations.length + 1, 'finger data blocks');
    representations.push(readView2005(reader, file, shared));
  }
  const fingers = new Set(representations.map(({ positionCode }) => positionCode)).size;
  if (representations.length !== imageCount && fingers !== imageCount) {
    reader.fail(
      'inconsistent',
      'number of fingers',
      `${imageCount} announced, ${representations.length} images of ${fingers} positions found`,
    );
  }
  if (representations.length === 0) reader.fail('out-of-range', 'number of fingers', 'there is no image');
  return { version: '2005', captureDeviceId, acquisitionLevel, representations };
}

const VIEW_HEADER_BYTES = 14;

function readView2005(reader: ByteReader, file: Uint8Array, shared: Shared2005): FingerRepresentation {
  const byteCount = reader.u32('length of finger data block');
  if (byteCount < VIEW_HEADER_BYTES) {
    reader.fail(
      'out-of-range',
      'length of finger data block',
      `less than its header of ${VIEW_HEADER_BYTES}`,
    );
  }
  const block = within(reader, file, byteCount - 4, 'finger data block');
  const positionCode = block.u8('finger position');
  block.skip(1, 'count of views');
  const number = block.u8('view number');
  const quality = block.u8('finger image quality');
  const impressionCode = block.u8('impression type');
  const widthPx = readSide(block, 'horizontal line length');
  const heightPx = readSide(block, 'vertical line length');
  block.skip(1, 'reserved');
  const image = block.take(block.remaining, 'image data');
  requirePlausibleImage(block, image, { ...shared, widthPx, heightPx });
  return { positionCode, number, impressionCode, ...shared, widthPx, heightPx, image, quality };
}

// ---------------------------------------------------------------- 2011

function readOf2011(reader: ByteReader, file: Uint8Array): FingerImageRecord {
  const count = reader.u16('number of representations');
  if (count === 0) reader.fail('out-of-range', 'number of representations', 'there is no image');
  requireFewRepresentations(reader, count, 'number of representations');
  const flag = reader.u8('certification flag');
  if (flag > 1) reader.fail('out-of-range', 'certification flag', '0 or 1');
  reader.skip(1, 'number of finger positions');
  const representations: FingerRepresentation2011[] = [];
  for (let index = 0; index < count; index++) {
    representations.push(readRepresentation2011(reader, file, flag === 1));
  }
  if (reader.remaining > 0) {
    reader.fail('inconsistent', 'length of record', `${reader.remaining} bytes are behind the last image`);
  }
  return { version: '2011', representations };
}

function readRepresentation2011(
  reader: ByteReader,
  file: Uint8Array,
  isCertified: boolean,
): FingerRepresentation2011 {
  const byteCount = reader.u32('representation length');
  if (byteCount < 4) reader.fail('out-of-range', 'representation length', 'less than the field itself');
  const block = within(reader, file, byteCount - 4, 'representation');
  const capture: CaptureFacts = readCaptureFacts(block);
  const certifications = isCertified ? readCertifications(block) : undefined;
  const positionCode = block.u8('finger position');
  const number = block.u8('representation number');
  const header = {
    scaleUnit: readScaleUnit(block),
    captureResolution: readResolution(block, 'capture device spatial sampling rate'),
    imageResolution: readResolution(block, 'image spatial sampling rate'),
    bitDepth: readBitDepth(block),
    compression: readCompression(block, '2011'),
  };
  const impressionCode = block.u8('impression type');
  const widthPx = readSide(block, 'horizontal line length');
  const heightPx = readSide(block, 'vertical line length');
  const image = block.take(block.u32('image data length'), 'image data');
  requirePlausibleImage(block, image, { ...header, widthPx, heightPx });
  return {
    ...capture,
    ...(certifications === undefined ? {} : { certifications }),
    positionCode,
    number,
    impressionCode,
    ...header,
    widthPx,
    heightPx,
    image,
    extendedData: block.take(block.remaining, 'extended data'),
  };
}

// ---------------------------------------------------------------- fields of both

/** A reader of the next bytes alone, whose faults keep the offsets of the file. */
function within(reader: ByteReader, file: Uint8Array, byteCount: number, field: string): ByteReader {
  const bytes = reader.take(byteCount, field);
  return new ByteReader(bytes, 'iso-19794-4', { origin: bytes.byteOffset - file.byteOffset });
}

function readScaleUnit(reader: ByteReader): ScaleUnit {
  const code = reader.u8('scale units');
  if (code !== 1 && code !== 2) reader.fail('out-of-range', 'scale units', '1 (inch) or 2 (centimetre)');
  return code === 1 ? 'inch' : 'centimetre';
}

function readResolution(reader: ByteReader, field: string): Resolution {
  return { x: reader.u16(`${field}, horizontal`), y: reader.u16(`${field}, vertical`) };
}

function readBitDepth(reader: ByteReader): number {
  const depth = reader.u8('pixel depth');
  if (depth < 1 || depth > 16) reader.fail('out-of-range', 'pixel depth', '1 to 16 bits');
  return depth;
}

function readCompression(reader: ByteReader, version: '2005' | '2011'): FingerCompression {
  const compression = COMPRESSIONS[version][reader.u8('compression algorithm')];
  return (
    compression ??
    reader.fail('out-of-range', 'compression algorithm', `0 to ${COMPRESSIONS[version].length - 1}`)
  );
}

function readSide(reader: ByteReader, field: string): number {
  const side = reader.u16(field);
  if (side === 0) reader.fail('out-of-range', field, 'at least 1');
  return side;
}

type Raster = Pick<FingerRepresentation, 'widthPx' | 'heightPx' | 'bitDepth' | 'compression'>;

/** Pixels that are not compressed have a length that follows from the header; a compressed image is at least there. */
function requirePlausibleImage(reader: ByteReader, image: Uint8Array, raster: Raster): void {
  const { widthPx, heightPx, bitDepth, compression } = raster;
  if (image.length === 0) reader.fail('out-of-range', 'image data length', 'there is no image');
  if (compression !== 'none' && compression !== 'bit-packed') return;
  const bits = compression === 'none' ? Math.ceil(bitDepth / 8) * 8 : bitDepth;
  const expected = Math.ceil((widthPx * heightPx * bits) / 8);
  if (image.length !== expected) {
    reader.fail(
      'inconsistent',
      'image data length',
      `${image.length} bytes, ${expected} follow from the header`,
    );
  }
}
