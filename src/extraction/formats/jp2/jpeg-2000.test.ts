/**
 * Headers built field by field, pixels of images encoded here by the encoder of the same package, and the real files
 * that stand beside the repository with OpenJPEG's own pixels.
 */
// @ts-expect-error: the package brings no types; what is used of it is described below
import createModule from '@cornerstonejs/codec-openjpeg/wasmjs';
import sharp from 'sharp';
import t from 'tap';
import { sharedFile, sharedFiles } from '../../image/shared-test-files.js';
import { FormatError, type FormatFault, readOrFault } from '../format-error.js';
import { decodeJpeg2000 } from './decode-jpeg-2000.js';
import { readJpeg2000Header } from './read-jpeg-2000-header.js';

type Encoder = {
  getDecodedBuffer(info: object): Uint8Array;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
};

const SIDE = 500;

/** A lossless codestream of a pattern. */
async function encode(bitsPerSample: number, componentCount: number): Promise<Uint8Array> {
  const { J2KEncoder } = (await createModule({ print() {}, printErr() {} })) as {
    J2KEncoder: new () => Encoder;
  };
  const encoder = new J2KEncoder();
  const info = { width: SIDE, height: SIDE, bitsPerSample, componentCount, isSigned: false };
  const buffer = encoder.getDecodedBuffer(info);
  const count = SIDE * SIDE * componentCount;
  const samples = bitsPerSample > 8 ? new Uint16Array(buffer.buffer, buffer.byteOffset, count) : buffer;
  for (let index = 0; index < count; index++) samples[index] = sampleAt(index, bitsPerSample);
  encoder.encode();
  const codestream = new Uint8Array(encoder.getEncodedBuffer());
  encoder.delete();
  return codestream;
}

function sampleAt(index: number, bits: number): number {
  return (index * 7919) % 2 ** bits;
}

t.test('pixels of every depth in 8 bits', async (t) => {
  for (const [bits, components] of [
    [8, 1],
    [8, 3],
    [4, 1],
    [12, 1],
    [16, 1],
  ] as const) {
    const codestream = await encode(bits, components);
    t.match(readJpeg2000Header(codestream), {
      container: 'codestream',
      widthPx: SIDE,
      heightPx: SIDE,
      componentCount: components,
      bitDepth: bits,
      isReversible: true,
    });
    const raster = await decodeJpeg2000(codestream);
    const max = 2 ** bits - 1;
    const wrong = raster.data.findIndex(
      (value, at) => value !== Math.round((sampleAt(at, bits) * 255) / max),
    );
    t.equal(wrong, -1, `${bits} bits, ${components} components`);
    t.equal(raster.data.length, SIDE * SIDE * components);
  }
});

t.test('a codestream that was cut off is no image, and neither is one of noise', async (t) => {
  const codestream = await encode(8, 1);
  for (const share of [0.2, 0.5, 0.9, 0.999]) {
    const part = codestream.subarray(0, Math.floor(codestream.length * share));
    t.match(
      faultOf(() => readJpeg2000Header(part)),
      { format: 'jpeg-2000', code: 'truncated' },
      `${share}`,
    );
  }
  t.match(
    faultOf(() => readJpeg2000Header(codestream.subarray(0, -1))),
    { code: 'truncated', field: 'SOT or EOC' },
  );
  const noise = codestream.slice();
  for (let at = 200; at < noise.length - 2; at++) noise[at] = (at * 31) & 0x7f;
  await decodeJpeg2000(noise).then(
    (raster) => t.equal(raster.data.length, SIDE * SIDE, 'an image of the size announced'),
    (error) => t.type(error, FormatError),
  );
  await t.resolves(decodeJpeg2000(codestream), 'the decoder goes on to work');
});

// ---------------------------------------------------------------- headers

/** SOC, SIZ of one component, COD, one empty tile-part, EOC. */
function header(change: (view: DataView) => void = () => {}): Uint8Array {
  const bytes = new Uint8Array(2 + 2 + 41 + 2 + 12 + 2 + 10 + 2 + 2);
  const view = new DataView(bytes.buffer);
  const u16 = [
    [0, 0xff4f],
    [2, 0xff51],
    [4, 41],
    [40, 1], // Csiz
    [45, 0xff52],
    [47, 12],
    [59, 0xff90],
    [61, 10],
    [71, 0xff93],
    [73, 0xffd9],
  ] as const;
  for (const [at, value] of u16) view.setUint16(at, value);
  const u32 = [
    [8, 300],
    [12, 400],
    [24, 300],
    [28, 400],
    [65, 14], // Psot
  ] as const;
  for (const [at, value] of u32) view.setUint32(at, value);
  bytes.set([7, 1, 1], 42);
  bytes[58] = 1;
  change(view);
  return bytes;
}

function box(type: string, ...contents: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const content = Buffer.concat(contents.map((part) => Uint8Array.from(part)));
  const bytes = Buffer.alloc(8 + content.length);
  bytes.writeUInt32BE(bytes.length);
  bytes.write(type, 4, 'latin1');
  bytes.set(content, 8);
  return bytes;
}

const SIGNATURE = box('jP  ', [0x0d, 0x0a, 0x87, 0x0a]);
/** 19,685 per metre is 500 ppi, 39,370 is 1000 ppi: numerator 1000, denominator 254 or 508, times ten to the fourth. */
const RES_1000 = [0x03, 0xe8, 0x00, 0xfe, 0x03, 0xe8, 0x00, 0xfe, 4, 4];
const RES_500 = [0x03, 0xe8, 0x01, 0xfc, 0x03, 0xe8, 0x01, 0xfc, 4, 4];

function jp2(...inner: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([SIGNATURE, box('ftyp', [1, 2, 3]), box('jp2h', ...inner), box('jp2c', header())]);
}

t.test('boxes', async (t) => {
  t.match(readJpeg2000Header(jp2()), { container: 'jp2', widthPx: 300, heightPx: 400, hasPalette: false });
  t.equal(readJpeg2000Header(jp2()).ppi, undefined);
  t.equal(readJpeg2000Header(jp2(box('pclr', [0]))).hasPalette, true);
  t.match(readJpeg2000Header(jp2(box('colr', [1, 0, 0, 0, 0, 0, 17]))), { widthPx: 300 });
  const both = box('res ', box('resd', RES_1000), box('resc', RES_500));
  t.same(readJpeg2000Header(jp2(both)).ppi, { x: 500, y: 500 }, 'as captured before as shown');
  t.same(readJpeg2000Header(jp2(box('res ', box('resd', RES_1000)))).ppi, { x: 1000, y: 1000 });
  t.equal(
    readJpeg2000Header(jp2(box('res ', box('resc', new Uint8Array(10))))).ppi,
    undefined,
    'nought by nought',
  );
  const open = Buffer.concat([SIGNATURE, Uint8Array.of(0, 0, 0, 0), Buffer.from('jp2c'), header()]);
  t.match(readJpeg2000Header(open), { widthPx: 300 }, 'the last box may leave its length open');
  const long = Buffer.concat([
    SIGNATURE,
    Uint8Array.of(0, 0, 0, 1),
    Buffer.from('jp2c'),
    Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 16 + header().length),
    header(),
  ]);
  t.match(readJpeg2000Header(long), { widthPx: 300 }, 'or state it in eight bytes');
});

type Row = readonly [what: string, file: Uint8Array, code: string, field: string];

t.test('header bombs and contradictions end before the decoder', async (t) => {
  const rows: readonly Row[] = [
    ['another file', Uint8Array.of(1, 2, 3, 4), 'not-this-format', 'signature'],
    ['no area', header((v) => v.setUint32(8, 0)), 'out-of-range', 'SIZ'],
    ['an offset beyond the image', header((v) => v.setUint32(16, 300)), 'out-of-range', 'SIZ'],
    ['tiles without area', header((v) => v.setUint32(24, 0)), 'out-of-range', 'XTsiz and YTsiz'],
    [
      '120,000 tiles',
      header((v) => {
        v.setUint32(24, 1);
        v.setUint32(28, 1);
      }),
      'limit-exceeded',
      'XTsiz and YTsiz',
    ],
    ['16,384 components', header((v) => v.setUint16(40, 16384)), 'unsupported', 'Csiz'],
    ['a length that does not fit', header((v) => v.setUint16(4, 44)), 'inconsistent', 'Lsiz'],
    ['signed samples', header((v) => v.setUint8(42, 0x87)), 'unsupported', 'Ssiz 0'],
    ['38 bits', header((v) => v.setUint8(42, 37)), 'unsupported', 'Ssiz'],
    ['half as many samples', header((v) => v.setUint8(43, 2)), 'unsupported', 'XRsiz and YRsiz 0'],
    ['no COD', header((v) => v.setUint16(45, 0xff64)), 'inconsistent', 'COD'],
    ['no marker where one must be', header((v) => v.setUint16(45, 0x1234)), 'out-of-range', 'marker'],
    ['a tile-part that is cut off', header((v) => v.setUint32(65, 0xffffffff)), 'truncated', 'tile-part'],
    ['a tile-part without room for itself', header((v) => v.setUint32(65, 13)), 'out-of-range', 'Psot'],
    [
      'an open tile-part without end',
      header((v) => {
        v.setUint32(65, 0);
        v.setUint16(73, 0);
      }),
      'truncated',
      'EOC',
    ],
    ['colours as sYCC', jp2(box('colr', [1, 0, 0, 0, 0, 0, 18])), 'unsupported', 'EnumCS'],
    ['no codestream', SIGNATURE, 'truncated', 'contiguous codestream box'],
    [
      'a box of 4 GiB',
      Buffer.concat([SIGNATURE, Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0)]),
      'truncated',
      'unknown box',
    ],
    [
      'a box shorter than its header',
      Buffer.concat([SIGNATURE, Uint8Array.of(0, 0, 0, 7, 0, 0, 0, 0)]),
      'out-of-range',
      'box length',
    ],
    [
      'boxes without end',
      Buffer.concat([SIGNATURE, ...Array(1001).fill(box('free'))]),
      'limit-exceeded',
      'boxes',
    ],
  ];
  for (const [what, file, code, field] of rows) {
    t.match(
      faultOf(() => readJpeg2000Header(file)),
      { format: 'jpeg-2000', code, field, offset: Number },
      what,
    );
  }
});

t.test('real files have the pixels of their reference', async (t) => {
  const folder = 'formats/jp2';
  const names = sharedFiles(folder)?.filter((name) => name.endsWith('.jp2'));
  if (!names) return t.comment(`left out: ../shared/${folder} is not there`);
  for (const name of names) {
    const raster = await decodeJpeg2000(sharedFile(folder, name));
    const reference = await sharp(sharedFile(folder, name.replace('.jp2', '.ref.png')))
      .toColourspace(raster.channels === 1 ? 'b-w' : 'srgb')
      .raw()
      .toBuffer();
    t.equal(Buffer.compare(raster.data, reference), 0, name);
  }
});

function faultOf(read: () => unknown): FormatFault | undefined {
  const outcome = readOrFault(read);
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}
