/** Lossless JPEG: back to the sample for every predictor, depth and interval; every damage explained. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../../../platform/package-root.js';
import { encodeLosslessJpeg, type LosslessOptions } from '../../../testing/lossless-jpeg.js';
import { testPixels } from '../../../testing/nist-transactions.js';
import { seededRandom } from '../../../testing/seeded-random.js';
import { type FormatFault, readOrFault } from '../format-error.js';
import { imageOfRecord } from '../nist/image-of-record.js';
import { readTransaction } from '../nist/read-transaction.js';
import { decodeLosslessJpeg } from './decode-lossless-jpeg.js';
import { isLosslessJpeg } from './read-lossless-jpeg.js';

const SIZE = { widthPx: 37, heightPx: 29 };
const PIXELS = testPixels(SIZE.widthPx, SIZE.heightPx);

function roundTrip(samples: ArrayLike<number>, options: LosslessOptions): Uint8Array {
  return decodeLosslessJpeg(encodeLosslessJpeg(samples, options)).data;
}

t.test('every predictor, with and without restarts', async (t) => {
  for (let predictor = 1; predictor <= 7; predictor++) {
    for (const restartLines of [0, 1, 5, 29]) {
      t.same(
        roundTrip(PIXELS, { ...SIZE, predictor, restartLines }),
        PIXELS,
        `${predictor}, ${restartLines}`,
      );
    }
  }
});

t.test('noise, extremes and one pixel', async (t) => {
  const random = seededRandom(7);
  const noise = Uint8Array.from({ length: 37 * 29 }, () => Math.floor(random() * 256));
  const extremes = noise.map((value) => (value > 127 ? 255 : 0));
  for (const samples of [noise, extremes]) t.same(roundTrip(samples, { ...SIZE, predictor: 4 }), samples);
  t.same(roundTrip([200], { widthPx: 1, heightPx: 1 }), Uint8Array.of(200));
});

t.test('other depths become 8 bits; a point transform loses what it says', async (t) => {
  const samples = [0, 1, 2, 3];
  t.same(roundTrip(samples, { widthPx: 2, heightPx: 2, bitDepth: 2 }), Uint8Array.of(0, 85, 170, 255));
  const wide = [0, 65_535, 32_768, 257];
  t.same(roundTrip(wide, { widthPx: 2, heightPx: 2, bitDepth: 16 }), Uint8Array.of(0, 255, 128, 1));
  const coarse = roundTrip(PIXELS, { ...SIZE, pointTransform: 2 });
  t.same(
    coarse,
    PIXELS.map((value) => value & 0xfc),
  );
});

const FILE = encodeLosslessJpeg(PIXELS, { ...SIZE, restartLines: 5 });
const at = (marker: number) => FILE.findIndex((byte, index) => byte === 0xff && FILE[index + 1] === marker);
const changed = (offset: number, ...bytes: readonly number[]) => {
  const file = Uint8Array.from(FILE);
  file.set(bytes, offset);
  return file;
};

type Row = readonly [file: Uint8Array, code: FormatFault['code'], field: string];
const SOF = at(0xc3) + 4;
const SOS = at(0xda) + 4;
const ROWS: readonly Row[] = [
  [Uint8Array.of(1, 2, 3), 'not-this-format', 'SOI'],
  [FILE.subarray(0, SOF), 'truncated', 'segment'],
  [FILE.subarray(0, FILE.length - 40), 'truncated', 'scan'],
  [changed(SOF, 1), 'out-of-range', 'P'],
  [changed(SOF + 1, 0, 0), 'unsupported', 'Y'],
  [changed(SOF + 3, 0, 0), 'out-of-range', 'X'],
  [changed(SOF + 1, 0xff, 0xff, 0xff, 0xff), 'limit-exceeded', 'X'],
  [changed(SOF + 5, 3), 'unsupported', 'Nf'],
  [changed(at(0xc3) + 1, 0xc0), 'unsupported', 'SOF'],
  [changed(at(0xc4) + 5, 17, 0, 0, 0, 0), 'inconsistent', 'BITS'],
  [changed(at(0xc4) + 4 + 17, 17), 'out-of-range', 'HUFFVAL'],
  [changed(at(0xdd) + 5, 1), 'out-of-range', 'Ri'],
  [changed(SOS + 2, 0x30), 'inconsistent', 'Td'],
  [changed(SOS + 3, 8), 'out-of-range', 'Ss'],
  [changed(SOS + 5, 8), 'out-of-range', 'Al'],
  [changed(at(0xd0) + 1, 0xd3), 'out-of-range', 'scan'],
];

t.test('damage is told with its place', async (t) => {
  t.equal(readOrFault(() => decodeLosslessJpeg(FILE)).kind, 'read');
  for (const [file, code, field] of ROWS) {
    const outcome = readOrFault(() => decodeLosslessJpeg(file));
    t.match(
      outcome,
      { kind: 'malformed', fault: { format: 'jpeg-lossless', code, field } },
      `${code} ${field}`,
    );
  }
});

t.test('told from other JPEG files by its frame header', async (t) => {
  t.ok(isLosslessJpeg(FILE));
  t.notOk(isLosslessJpeg(changed(at(0xc3) + 1, 0xc0)));
  t.notOk(isLosslessJpeg(FILE.subarray(0, 3)));
  t.notOk(isLosslessJpeg(Uint8Array.of(0x89, 0x50)));
});

t.test('as NIST writes it', async (t) => {
  const path = join(PACKAGE_ROOT, '..', 'shared', 'formats', 'ansi-nist', 'type-10-14-17-piv-index-iris.an2');
  if (!existsSync(path)) {
    t.comment('left out: the reference transactions are not beside the repository');
    return;
  }
  const { records } = readTransaction(readFileSync(path));
  const images = records
    .map((record) => imageOfRecord(record, records[0]))
    .filter((image) => image?.compression === 'jpegl');
  t.equal(images.length, 2);
  for (const image of images) {
    const { widthPx, heightPx, data } = decodeLosslessJpeg(image!.data);
    t.same([widthPx, heightPx], [image!.widthPx, image!.heightPx]);
    // A decoder that loses its place makes noise: neighbours of a print are alike.
    const steps =
      data.slice(1).reduce((sum, value, index) => sum + Math.abs(value - data[index]!), 0) / data.length;
    t.ok(steps < 20, `mean step ${steps.toFixed(1)}`);
  }
});
