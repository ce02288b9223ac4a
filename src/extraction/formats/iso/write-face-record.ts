/**
 * ISO/IEC 19794-5 of 2005 (clause 5) or 2011 (clause 8), from the values `readFaceRecord` gives. Throws `RangeError`
 * for a value its field cannot hold.
 */
import { ByteWriter } from './byte-writer.js';
import { writeCaptureFacts } from './capture-facts.js';
import {
  FACE_ENCODINGS,
  type FaceEncoding,
  type FaceFacts,
  type FaceRecord,
  type FaceRepresentation2005,
  type FaceRepresentation2011,
  type FeaturePoint,
  type Pose,
} from './face-record.js';

export function writeFaceRecord(record: FaceRecord): Uint8Array {
  if (record.representations.length === 0) throw new RangeError('a record has at least one image');
  const blocks =
    record.version === '2005' ? record.representations.map(block2005) : record.representations.map(block2011);
  const header = new ByteWriter();
  header.u16(blocks.length, 'number of facial images');
  if (record.version === '2011') {
    header.u8(0, 'certification flag');
    header.u16(record.temporalSemantics, 'temporal semantics');
  }
  const writer = new ByteWriter();
  writer.ascii(record.version === '2005' ? 'FAC\x00010\x00' : 'FAC\x00030\x00');
  const before = writer.length + 4 + header.length;
  writer.u32(
    blocks.reduce((sum, block) => sum + block.length + 4, before),
    'length of record',
  );
  writer.bytes(header.toBytes());
  for (const block of blocks) {
    writer.u32(block.length + 4, 'facial record data length');
    writer.bytes(block);
  }
  return writer.toBytes();
}

function block2005(face: FaceRepresentation2005): Uint8Array {
  const writer = new ByteWriter();
  writer.u16(face.featurePoints.length, 'number of feature points');
  writePerson(writer, face);
  writeAppearance(writer, face);
  writeFeaturePoints(writer, face.featurePoints);
  writeRaster(writer, face, '2005');
  writer.u8(face.colourSpaceCode, 'image colour space');
  writer.u8(face.sourceTypeCode, 'source type');
  writer.u16(face.deviceTypeId, 'device type');
  writer.u16(face.quality, 'quality');
  writer.bytes(face.image);
  return writer.toBytes();
}

function block2011(face: FaceRepresentation2011): Uint8Array {
  const writer = new ByteWriter();
  writeCaptureFacts(writer, face);
  writer.u16(face.featurePoints.length, 'number of landmark points');
  writePerson(writer, face);
  writer.u8(face.subjectHeightCm ?? 0, 'subject height');
  writeAppearance(writer, face);
  writeFeaturePoints(writer, face.featurePoints);
  writeRaster(writer, face, '2011');
  writer.u8(face.spatialSamplingRateLevel, 'spatial sampling rate level');
  writer.u16(face.postAcquisitionProcessing, 'post-acquisition processing');
  writer.u8(face.crossReference, 'cross reference');
  writer.u8(face.colourSpaceCode, 'image colour space');
  writer.u32(face.image.length, 'image data length');
  writer.bytes(face.image);
  writer.bytes(face.threeDimensionalData);
  return writer.toBytes();
}

function writePerson(writer: ByteWriter, face: FaceFacts): void {
  writer.u8(face.genderCode, 'gender');
  writer.u8(face.eyeColourCode, 'eye colour');
  writer.u8(face.hairColourCode, 'hair colour');
}

function writeAppearance(writer: ByteWriter, face: FaceFacts): void {
  writer.u24(face.propertyMask, 'property mask');
  writer.u16(face.expressionCode, 'expression');
  writePose(writer, face.pose);
  writePose(writer, face.poseUncertainty);
}

function writePose(writer: ByteWriter, { yaw, pitch, roll }: Pose): void {
  for (const angle of [yaw, pitch, roll]) writer.u8(angle, 'pose angle');
}

function writeFeaturePoints(writer: ByteWriter, points: readonly FeaturePoint[]): void {
  for (const { typeCode, code, x, y, z } of points) {
    writer.u8(typeCode, 'feature point type');
    writer.u8(code, 'feature point code');
    for (const coordinate of [x, y, z]) writer.u16(coordinate, 'feature point coordinate');
  }
}

function writeRaster(writer: ByteWriter, face: FaceFacts, version: '2005' | '2011'): void {
  writer.u8(face.imageTypeCode, 'face image type');
  writer.u8(encodingCode(face.encoding, version), 'image data type');
  writer.u16(face.widthPx, 'width');
  writer.u16(face.heightPx, 'height');
}

function encodingCode(encoding: FaceEncoding, version: '2005' | '2011'): number {
  const isJpeg2000 = encoding.startsWith('jpeg-2000');
  const code = FACE_ENCODINGS[version].indexOf(isJpeg2000 && version === '2005' ? 'jpeg-2000' : encoding);
  if (code < 0) throw new RangeError(`a record of ${version} cannot name the encoding ${encoding}`);
  return code;
}
