/**
 * ISO/IEC 19794-5: face image data, `FAC` `010` (2005, clause 5) and `FAC` `030` (2011, clause 8). Every length is held
 * against what is there before it is used, and blocks must fill their frame exactly. Throws `FormatError`.
 */
import { ByteReader } from '../byte-reader.js';
import { FormatError } from '../format-error.js';
import { readCaptureFacts } from './capture-facts.js';
import {
  FACE_ENCODINGS,
  type FaceEncoding,
  type FaceRecord,
  type FaceRepresentation2005,
  type FaceRepresentation2011,
  type FeaturePoint,
  type Pose,
} from './face-record.js';
import { frameOf, requireFewRepresentations } from './record-frame.js';

export function readFaceRecord(file: Uint8Array): FaceRecord {
  const { version, reader } = frameOf(file, 'iso-19794-5');
  switch (version) {
    case '010':
      return { version: '2005', representations: readAll(reader, file, readOf2005) };
    case '030':
      return readRecord2011(reader, file);
    default:
      throw new FormatError({
        format: 'iso-19794-5',
        code: 'unsupported',
        detail: 'versions 010 (2005) and 030 (2011) are read',
        field: 'version number',
        offset: 4,
      });
  }
}

function readRecord2011(reader: ByteReader, file: Uint8Array): FaceRecord {
  let temporalSemantics = 0;
  const representations = readAll(reader, file, readOf2011, () => {
    const flag = reader.u8('certification flag');
    if (flag !== 0) reader.fail('out-of-range', 'certification flag', '0, as no scheme exists for faces');
    temporalSemantics = reader.u16('temporal semantics');
  });
  return { version: '2011', temporalSemantics, representations };
}

/** Blocks, each with its length in front, that fill the record. */
function readAll<Representation>(
  reader: ByteReader,
  file: Uint8Array,
  read: (block: ByteReader) => Representation,
  readRestOfHeader?: () => void,
): readonly Representation[] {
  const count = reader.u16('number of facial images');
  if (count === 0) reader.fail('out-of-range', 'number of facial images', 'there is no image');
  requireFewRepresentations(reader, count, 'number of facial images');
  readRestOfHeader?.();
  const representations: Representation[] = [];
  for (let index = 0; index < count; index++) {
    const byteCount = reader.u32('facial record data length');
    if (byteCount < 4) reader.fail('out-of-range', 'facial record data length', 'less than the field itself');
    const bytes = reader.take(byteCount - 4, 'facial record data');
    representations.push(
      read(new ByteReader(bytes, 'iso-19794-5', { origin: bytes.byteOffset - file.byteOffset })),
    );
  }
  if (reader.remaining > 0) {
    reader.fail('inconsistent', 'length of record', `${reader.remaining} bytes are behind the last image`);
  }
  return representations;
}

function readOf2005(block: ByteReader): FaceRepresentation2005 {
  const pointCount = block.u16('number of feature points');
  const person = readPerson(block);
  const appearance = readAppearance(block);
  const featurePoints = readFeaturePoints(block, pointCount);
  const imageTypeCode = block.u8('face image type');
  const raster = readRaster(block, '2005');
  const colourSpaceCode = block.u8('image colour space');
  const sourceTypeCode = block.u8('source type');
  const deviceTypeId = block.u16('device type');
  const quality = block.u16('quality');
  const image = requireImage(block, block.take(block.remaining, 'image data'));
  const source = { sourceTypeCode, deviceTypeId, quality };
  return {
    ...person,
    ...appearance,
    featurePoints,
    imageTypeCode,
    ...raster,
    colourSpaceCode,
    ...source,
    image,
  };
}

function readOf2011(block: ByteReader): FaceRepresentation2011 {
  const capture = readCaptureFacts(block);
  const pointCount = block.u16('number of landmark points');
  const person = readPerson(block);
  const height = block.u8('subject height');
  const appearance = readAppearance(block);
  const featurePoints = readFeaturePoints(block, pointCount);
  const imageTypeCode = block.u8('face image type');
  const raster = readRaster(block, '2011');
  const spatialSamplingRateLevel = block.u8('spatial sampling rate level');
  const postAcquisitionProcessing = block.u16('post-acquisition processing');
  const crossReference = block.u8('cross reference');
  const colourSpaceCode = block.u8('image colour space');
  const image = requireImage(block, block.take(block.u32('image data length'), 'image data'));
  return {
    ...capture,
    ...person,
    ...(height === 0 ? {} : { subjectHeightCm: height }),
    ...appearance,
    featurePoints,
    imageTypeCode,
    ...raster,
    spatialSamplingRateLevel,
    postAcquisitionProcessing,
    crossReference,
    colourSpaceCode,
    image,
    threeDimensionalData: block.take(block.remaining, 'three-dimensional data'),
  };
}

// ---------------------------------------------------------------- fields of both

function readPerson(reader: ByteReader) {
  return {
    genderCode: reader.u8('gender'),
    eyeColourCode: reader.u8('eye colour'),
    hairColourCode: reader.u8('hair colour'),
  };
}

function readAppearance(reader: ByteReader) {
  return {
    propertyMask: reader.u24('property mask'),
    expressionCode: reader.u16('expression'),
    pose: readPose(reader, 'pose angle'),
    poseUncertainty: readPose(reader, 'pose angle uncertainty'),
  };
}

function readPose(reader: ByteReader, field: string): Pose {
  return {
    yaw: reader.u8(`${field}, yaw`),
    pitch: reader.u8(`${field}, pitch`),
    roll: reader.u8(`${field}, roll`),
  };
}

const POINT_BYTES = 8;

function readFeaturePoints(reader: ByteReader, count: number): readonly FeaturePoint[] {
  if (count * POINT_BYTES > reader.remaining) {
    reader.fail('truncated', 'feature points', `${count} announced, ${reader.remaining} bytes are left`);
  }
  return Array.from({ length: count }, (_, index) => ({
    typeCode: reader.u8(`feature point ${index} type`),
    code: reader.u8(`feature point ${index} code`),
    x: reader.u16(`feature point ${index} x`),
    y: reader.u16(`feature point ${index} y`),
    z: reader.u16(`feature point ${index} z`),
  }));
}

function readRaster(reader: ByteReader, version: '2005' | '2011') {
  const encoding: FaceEncoding | undefined = FACE_ENCODINGS[version][reader.u8('image data type')];
  if (!encoding) {
    return reader.fail('out-of-range', 'image data type', `0 to ${FACE_ENCODINGS[version].length - 1}`);
  }
  return { encoding, widthPx: readSide(reader, 'width'), heightPx: readSide(reader, 'height') };
}

function readSide(reader: ByteReader, field: string): number {
  const side = reader.u16(field);
  if (side === 0) reader.fail('out-of-range', field, 'at least 1');
  return side;
}

function requireImage(reader: ByteReader, image: Uint8Array): Uint8Array {
  if (image.length === 0) reader.fail('out-of-range', 'image data length', 'there is no image');
  return image;
}
