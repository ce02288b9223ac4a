/** Records of other people's making: each is read, those the hub can write come out again to the byte. */
import t from 'tap';
import { sharedFile, sharedFiles } from '../../image/shared-test-files.js';
import { readOrFault } from '../format-error.js';
import { readFaceRecord } from './read-face-record.js';
import { readFingerImageRecord } from './read-finger-image-record.js';
import { readRecordHeader } from './read-record-header.js';
import { recordFormatOf } from './record-frame.js';
import { writeFaceRecord } from './write-face-record.js';
import { writeFingerImageRecord } from './write-finger-image-record.js';

const FOLDER = 'formats/iso';
const MALFORMED = 'formats/iso-malformed';

t.test('every record names itself and its representations', async (t) => {
  const files = sharedFiles(FOLDER);
  if (!files) return t.comment(`left out: ../shared/${FOLDER} is not there`);
  for (const name of files) {
    const header = readRecordHeader(sharedFile(FOLDER, name));
    t.match(header, { standard: /^(ISO\/IEC 19794-\d|INCITS 378-)/, byteCount: Number }, name);
    t.ok(header && header.representations.length > 0, `${name}: ${header?.representations.join('; ')}`);
  }
});

t.test('finger and face records come out as they went in', async (t) => {
  const files = sharedFiles(FOLDER);
  if (!files) return t.comment(`left out: ../shared/${FOLDER} is not there`);
  let count = 0;
  for (const name of files) {
    const file = sharedFile(FOLDER, name);
    const format = recordFormatOf(file);
    if (format === 'iso-19794-4')
      t.equal(Buffer.compare(writeFingerImageRecord(readFingerImageRecord(file)), file), 0, name);
    if (format === 'iso-19794-5')
      t.equal(Buffer.compare(writeFaceRecord(readFaceRecord(file)), file), 0, name);
    if (format === 'iso-19794-4' || format === 'iso-19794-5') count++;
  }
  t.ok(count > 0, `${count} records`);
});

t.test('what the records say', async (t) => {
  if (!sharedFiles(FOLDER)) return t.comment(`left out: ../shared/${FOLDER} is not there`);
  t.match(readFingerImageRecord(sharedFile(FOLDER, 'Automatic_Registration_0001Left_Middle.iso')), {
    version: '2011',
    representations: [
      {
        positionCode: 8,
        impressionCode: 29,
        imageResolution: { x: 500, y: 500 },
        compression: 'jpeg-2000-lossless',
        widthPx: 287,
        heightPx: 434,
        capturedAt: { year: 2022, month: 12, day: 28, millisecond: 241 },
        qualities: [{ score: 57, vendorId: 64, algorithmId: 15 }],
        certifications: [
          { authorityId: 64, schemeId: 2 },
          { authorityId: 64, schemeId: 2 },
        ],
      },
    ],
  });
  t.match(readFaceRecord(sharedFile(FOLDER, 'face01.iso2005')), {
    version: '2005',
    representations: [
      {
        genderCode: 2,
        eyeColourCode: 1,
        hairColourCode: 6,
        pose: { yaw: 5, pitch: 10, roll: 15 },
        featurePoints: [{ typeCode: 1, code: 0x36, x: 95, y: 117 }, {}, {}, {}],
        encoding: 'jpeg',
        widthPx: 280,
        heightPx: 320,
      },
    ],
  });
});

/** Code and field; a record of another identifier is none of ours and is left to whoever knows it. */
const MALFORMED_OUTCOMES: Readonly<Record<string, readonly [code: string, field: string] | 'no record'>> = {
  '101_1_truncate_1_byte.iso': ['truncated', 'length of record'],
  '101_1_truncate_3_bytes.iso': ['truncated', 'length of record'],
  'gen_extdata_overflow.iso': ['truncated', 'extended data'],
  'gen_len_field_huge.iso': ['truncated', 'length of record'],
  'gen_magic.iso': 'no record',
  'gen_nminutiae_255.iso': ['truncated', 'minutiae'],
  'gen_size_zero.iso': ['out-of-range', 'image size'],
  'gen_version_99.iso': ['unsupported', 'version number'],
  'gen_views_255.iso': ['truncated', 'finger position'],
};

t.test('a damaged record says what is wrong with it, and where', async (t) => {
  const files = sharedFiles(MALFORMED);
  if (!files) return t.comment(`left out: ../shared/${MALFORMED} is not there`);
  for (const name of files) {
    const outcome = readOrFault(() => readRecordHeader(sharedFile(MALFORMED, name)));
    const expected = MALFORMED_OUTCOMES[name];
    if (outcome.kind === 'read') {
      t.equal(outcome.value, undefined, name);
      t.ok(expected === undefined || expected === 'no record', name);
    } else {
      t.type(outcome.fault.offset, 'number', `${name}: ${outcome.fault.code} at ${outcome.fault.field}`);
      if (expected) t.same([outcome.fault.code, outcome.fault.field], expected, name);
    }
  }
});
