/** Images of palms: what is known of those that are kept, and for each the nearest that is refused. */
import sharp from 'sharp';
import t from 'tap';
import { FINGER_VIEW } from '../../testing/finger-view.js';
import type { PalmSample } from '../../workflows/ports/samples.js';
import type { FingerImageRecord } from '../formats/iso/finger-image-record.js';
import { writeFingerImageRecord } from '../formats/iso/write-finger-image-record.js';
import { writePgm } from '../formats/pnm/write-pgm.js';
import { encodeWsq } from '../formats/wsq/encode-wsq.js';
import { readPalmPrint } from './read-palm-print.js';

const WIDTH = 240;
const HEIGHT = 300;
const RIDGES = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) =>
  Math.round(128 + 100 * Math.sin(((at % WIDTH) + at / WIDTH) / 2)),
);
const PGM = writePgm({ widthPx: WIDTH, heightPx: HEIGHT, maxValue: 255, samples: RIDGES });

function read(more: Partial<PalmSample> = {}) {
  return readPalmPrint({ position: 'right-full-palm', image: PGM, ppi: 500, ...more });
}

async function png(withPpi?: number): Promise<Uint8Array> {
  const image = sharp(RIDGES, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } });
  return (withPpi ? image.withMetadata({ density: withPpi }) : image).png().toBuffer();
}

function record(positionCode: number, image = RIDGES): Uint8Array {
  const made: FingerImageRecord = {
    version: '2005',
    captureDeviceId: 0,
    acquisitionLevel: 31,
    representations: [
      {
        ...FINGER_VIEW,
        positionCode,
        impressionCode: 10,
        widthPx: WIDTH,
        heightPx: HEIGHT,
        image,
      },
    ],
  };
  return writeFingerImageRecord(made);
}

t.test('an image, and what is known of it: no template', async (t) => {
  const facts = { widthPx: WIDTH, heightPx: HEIGHT, ppi: 500 };
  let decodedMs: number | undefined;
  const outcome = await readPalmPrint({ position: 'unknown-palm', image: PGM, ppi: 500 }, (ms) => {
    decodedMs = ms;
  });
  t.same(outcome, { kind: 'image', image: { mediaType: 'image/x-portable-graymap', ...facts } });
  t.ok(decodedMs !== undefined && decodedMs >= 0, 'the decoding is told');
  t.match(await readPalmPrint({ position: 'unknown-palm', image: await png(500) }), { image: { ppi: 500 } });
  const wsq = encodeWsq({ widthPx: WIDTH, heightPx: HEIGHT, pixels: RIDGES }, { bitRate: 0.75 });
  t.match(await read({ image: wsq }), { kind: 'image', image: { mediaType: 'image/wsq' } });
  t.match(await readPalmPrint({ position: 'right-full-palm', image: record(21) }), {
    kind: 'image',
    image: facts,
  });
});

t.test('what is refused', async (t) => {
  const blank = writePgm({
    widthPx: WIDTH,
    heightPx: HEIGHT,
    maxValue: 255,
    samples: RIDGES.map(() => 255),
  });
  const small = writePgm({ widthPx: 62, heightPx: 62, maxValue: 255, samples: RIDGES.slice(0, 62 * 62) });
  const whole = await png();
  const rows: readonly (readonly [string, Partial<PalmSample>, string])[] = [
    ['no image', { image: Uint8Array.of(1, 2, 3) }, 'not-an-image'],
    ['a file that ends early', { image: PGM.subarray(0, PGM.length - 1000) }, 'image-truncated'],
    ['a damaged file', { image: whole.subarray(0, whole.length - 200) }, 'image-truncated'],
    ['one shade', { image: blank }, 'image-blank'],
    ['3 mm', { image: small }, 'image-too-small'],
    ['ten inches at 24 ppi', { ppi: 24 }, 'resolution-unsupported'],
    ['of another hand', { image: record(23) }, 'position-mismatch'],
    ['of a finger', { image: record(2) }, 'modality-mismatch'],
    ['of a slap', { image: record(13) }, 'modality-mismatch'],
    ['of nothing assigned', { image: record(60) }, 'modality-mismatch'],
    ['minutiae', { image: Buffer.from('FMR\0 20\0 and so on, as records of minutiae do') }, 'not-an-image'],
  ];
  for (const [what, more, defect] of rows) {
    t.match(await read(more), { kind: 'rejected', defect }, what);
  }
  t.match(await readPalmPrint({ position: 'left-full-palm', image: PGM }), { defect: 'resolution-missing' });
  t.match(await read({ image: small, ppi: 480 }), { kind: 'image' }, 'the nearest that is large enough');
});
