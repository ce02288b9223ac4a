import sharp from 'sharp';
import t from 'tap';
import { type HeaderOutcome, readImageHeader } from './image-header.js';

const SIDE = 64;

function grey() {
  return sharp(Buffer.alloc(SIDE * SIDE, 200), {
    raw: { width: SIDE, height: SIDE, channels: 1 },
  }).toColourspace('b-w');
}

function ppiOf(outcome: HeaderOutcome) {
  return outcome.kind === 'header' ? outcome.header.ppi : outcome.kind;
}

t.test('a resolution is read where the file states one and only there', async (t) => {
  const cases = [
    ['PNG with pHYs', await grey().withDensity(500).png().toBuffer(), { x: 500, y: 500 }],
    ['PNG without pHYs', await grey().png().toBuffer(), undefined],
    ['JPEG with JFIF inches', await grey().withDensity(569).jpeg().toBuffer(), { x: 569, y: 569 }],
    ['JPEG that states 72', jfif(await grey().jpeg().toBuffer(), 1, 72), { x: 72, y: 72 }],
    ['JPEG with JFIF aspect only', jfif(await grey().jpeg().toBuffer(), 0, 1), undefined],
    ['JPEG with JFIF centimetres', jfif(await grey().jpeg().toBuffer(), 2, 197), { x: 500, y: 500 }],
    ['TIFF in inches', tiff({ xResolution: 1000, unit: 2 }), { x: 1000, y: 1000 }],
    ['TIFF in centimetres', tiff({ xResolution: 197, unit: 3 }), { x: 500, y: 500 }],
    ['TIFF without unit means inches', tiff({ xResolution: 500 }), { x: 500, y: 500 }],
    ['TIFF with an aspect ratio only', tiff({ xResolution: 1, unit: 1 }), undefined],
    ['TIFF without resolution', tiff({}), undefined],
    ['TIFF in big-endian order', tiff({ xResolution: 500, unit: 2, bigEndian: true }), { x: 500, y: 500 }],
  ] as const;
  for (const [name, file, expected] of cases) t.same(ppiOf(readImageHeader(file)), expected, name);
});

t.test('dimensions and channels are read without decoding', async (t) => {
  const colour = sharp({ create: { width: 50, height: 40, channels: 3, background: 'red' } });
  for (const file of [await colour.png().toBuffer(), await colour.jpeg().toBuffer()]) {
    const outcome = readImageHeader(file);
    t.match(outcome, { header: { widthPx: 50, heightPx: 40, isGrey: false } });
  }
  t.match(readImageHeader(await grey().png().toBuffer()), { header: { isGrey: true } });
  t.match(readImageHeader(await grey().jpeg().toBuffer()), { header: { isGrey: true } });
});

t.test('what ends too early is told from what is no image', async (t) => {
  const png = await grey().png().toBuffer();
  const jpeg = await grey().jpeg().toBuffer();
  t.equal(readImageHeader(Buffer.from([0x89])).kind, 'unknown');
  t.equal(readImageHeader(Buffer.from('not an image')).kind, 'unknown');
  t.equal(readImageHeader(await grey().webp().toBuffer()).kind, 'unknown');
  t.equal(readImageHeader(png.subarray(0, 20)).kind, 'cut-off');
  t.equal(readImageHeader(png.subarray(0, png.length - 12)).kind, 'cut-off', 'IEND is missing');
  t.equal(readImageHeader(png).kind, 'header');
  t.equal(readImageHeader(jpeg.subarray(0, 30)).kind, 'cut-off');
  t.equal(readImageHeader(tiff({}).subarray(0, 12)).kind, 'cut-off');
});

t.test('no prefix and no damaged byte makes the reader throw', async (t) => {
  const files = [
    await grey().withDensity(500).png().toBuffer(),
    await grey()
      .withExif({ IFD0: { Orientation: '6' } })
      .jpeg()
      .toBuffer(),
    tiff({ xResolution: 500, unit: 2 }),
  ];
  for (const file of files) {
    for (let length = 0; length <= file.length; length++) readImageHeader(file.subarray(0, length));
    for (let at = 0; at < file.length; at++) {
      const damaged = Buffer.from(file);
      damaged[at] = 0xff;
      readImageHeader(damaged);
    }
  }
  t.pass('every variant gave an outcome');
});

/** Rewrites unit and density of a JPEG's JFIF block, or puts such a block in front. */
function jfif(jpeg: Buffer, unit: number, density: number): Buffer {
  const block = Buffer.from('ffe000104a46494600010100000000000000', 'hex');
  block[11] = unit;
  block.writeUInt16BE(density, 12);
  block.writeUInt16BE(density, 14);
  const hasBlock = jpeg.readUInt16BE(2) === 0xffe0;
  return Buffer.concat([jpeg.subarray(0, 2), block, jpeg.subarray(hasBlock ? 4 + jpeg.readUInt16BE(4) : 2)]);
}

/** One grey TIFF directory, without pixels: enough for a header. */
function tiff(options: { xResolution?: number; unit?: number; bigEndian?: boolean }): Buffer {
  const entries: [tag: number, type: number, value: number][] = [
    [256, 3, SIDE],
    [257, 3, SIDE],
    [262, 3, 1],
  ];
  const rationalAt = 8 + 2 + 6 * 12 + 4;
  if (options.xResolution !== undefined) entries.push([282, 5, rationalAt], [283, 5, rationalAt]);
  if (options.unit !== undefined) entries.push([296, 3, options.unit]);
  const file = Buffer.alloc(rationalAt + 8);
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const little = !options.bigEndian;
  file.write(little ? 'II' : 'MM', 0, 'latin1');
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, entries.length, little);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, 1, little);
    if (type === 3) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  });
  view.setUint32(rationalAt, options.xResolution ?? 0, little);
  view.setUint32(rationalAt + 4, 1, little);
  return file;
}
