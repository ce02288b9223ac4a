/** What records say beside their images, of whatever kind they are. */
import t from 'tap';
import { FINGER_VIEW } from '../testing/finger-view.js';
import type { ExtractionOutcome } from '../workflows/ports/samples.js';
import type { FingerRepresentation } from './formats/iso/finger-image-record.js';
import { writeFingerImageRecord } from './formats/iso/write-finger-image-record.js';
import { writeMinutiaeRecord } from './formats/iso/write-minutiae-record.js';
import { writePgm } from './formats/pnm/write-pgm.js';
import { encodeWsq } from './formats/wsq/encode-wsq.js';
import { withRecordFacts } from './record-facts.js';
import { rejected } from './sample-rejection.js';

const SIZE = { widthPx: 64, heightPx: 48 };
const PIXELS = new Uint8Array(SIZE.widthPx * SIZE.heightPx);
const READ: ExtractionOutcome = { kind: 'image', image: { mediaType: 'image/png', ...SIZE } };

function finger(changes: Partial<FingerRepresentation>): Uint8Array {
  return writeFingerImageRecord({
    version: '2005',
    captureDeviceId: 0,
    acquisitionLevel: 31,
    representations: [{ ...FINGER_VIEW, ...SIZE, positionCode: 2, image: PIXELS, ...changes }],
  });
}

function cbeff(block: Uint8Array): Uint8Array {
  const info = '<BDBInfo><Type>Finger</Type><Subtype>Right IndexFinger</Subtype></BDBInfo>';
  const text = Buffer.from(block).toString('base64');
  return Buffer.from(`<?xml version="1.0"?><BIR><BIR>${info}<BDB>${text}</BDB></BIR></BIR>`);
}

t.test('a latent impression, in whatever record', (t) => {
  for (const code of [4, 7, 12, 15]) {
    for (const image of [finger({ impressionCode: code }), cbeff(finger({ impressionCode: code }))]) {
      t.same(withRecordFacts(READ, { image }), { ...READ, record: { isLatent: true } }, String(code));
    }
  }
  for (const code of [0, 1, 3, 8, 9, 11, 20, 29]) {
    t.equal(withRecordFacts(READ, { image: finger({ impressionCode: code }) }), READ, String(code));
  }
  t.end();
});

t.test('minutiae of a latent impression', (t) => {
  const none = new Uint8Array(0);
  const places = { x: new Uint16Array(0), y: new Uint16Array(0) };
  const view = {
    ...SIZE,
    positionCode: 2,
    number: 0,
    quality: 80,
    resolution: { x: 197, y: 197 },
    minutiae: { type: none, ...places, reserved: none, angle: none, quality: none },
    extendedData: none,
  };
  for (const [impressionCode, expected] of [
    [0, READ],
    [4, { ...READ, record: { isLatent: true } }],
  ] as const) {
    const image = writeMinutiaeRecord({ layout: 'iso-2005', views: [{ ...view, impressionCode }] });
    t.same(withRecordFacts(READ, { image }), expected);
  }
  t.end();
});

t.test('a record of an image of another size', (t) => {
  const image = encodeWsq({ ...SIZE, pixels: PIXELS }, { bitRate: 0.75 });
  const other = finger({ compression: 'wsq', image, widthPx: 128 });
  const otherSize = 'its record says 128 x 48 pixels of an image of 64 x 48';
  t.same(withRecordFacts(READ, { image: other }), { ...READ, record: { otherSize } });
  t.equal(withRecordFacts(READ, { image: finger({ compression: 'wsq', image }) }), READ);
  t.end();
});

t.test('nothing is said of a bare image, or of what was refused', (t) => {
  t.equal(withRecordFacts(READ, { image: writePgm({ ...SIZE, maxValue: 255, samples: PIXELS }) }), READ);
  const refusal = rejected('image-blank', 'blank');
  t.equal(withRecordFacts(refusal, { image: finger({ impressionCode: 4 }) }), refusal);
  t.end();
});
