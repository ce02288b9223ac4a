import t from 'tap';
import { type FormatFault, readOrFault } from '../format-error.js';
import { decodeBmp, readBmpHeader } from './read-bmp.js';

type BmpOptions = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Bytes of all rows, in the order of the file, filled up to four. */
  readonly rows: readonly number[];
  readonly palette?: readonly (readonly [r: number, g: number, b: number])[];
  readonly headerBytes?: number;
  readonly compression?: number;
  readonly perMetre?: number;
  readonly masks?: readonly number[];
  readonly paletteCount?: number;
};

function bmp(options: BmpOptions): Uint8Array {
  const {
    width,
    height,
    depth,
    rows,
    palette = [],
    headerBytes = 40,
    compression = 0,
    perMetre = 0,
  } = options;
  const pixelsAt = 14 + headerBytes + palette.length * 4;
  const file = Buffer.alloc(pixelsAt + rows.length);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(pixelsAt, 10);
  file.writeUInt32LE(headerBytes, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(depth, 28);
  file.writeUInt32LE(compression, 30);
  file.writeInt32LE(perMetre, 38);
  file.writeInt32LE(perMetre, 42);
  file.writeUInt32LE(options.paletteCount ?? palette.length, 46);
  for (const [index, mask] of (options.masks ?? []).entries()) file.writeUInt32LE(mask, 54 + index * 4);
  for (const [index, [r, g, b]] of palette.entries()) file.set([b, g, r, 0], 14 + headerBytes + index * 4);
  file.set(rows, pixelsAt);
  return file;
}

const GREYS = [0, 85, 170, 255].map((level) => [level, level, level] as const);
const MASKS = [0xff0000, 0xff00, 0xff];

t.test('depths, palettes and both directions', async (t) => {
  const rows: readonly (readonly [what: string, file: Uint8Array, channels: number, data: number[]])[] = [
    [
      '8 bits, grey, from the bottom up',
      bmp({ width: 3, height: 2, depth: 8, palette: GREYS, rows: [0, 1, 2, 0, 3, 3, 0, 0] }),
      1,
      [255, 255, 0, 0, 85, 170],
    ],
    [
      'the same from the top down',
      bmp({ width: 3, height: -2, depth: 8, palette: GREYS, rows: [0, 1, 2, 0, 3, 3, 0, 0] }),
      1,
      [0, 85, 170, 255, 255, 0],
    ],
    [
      '1 bit, black and white',
      bmp({ width: 10, height: 1, depth: 1, palette: [GREYS[0]!, GREYS[3]!], rows: [0xa0, 0x40, 0, 0] }),
      1,
      [255, 0, 255, 0, 0, 0, 0, 0, 0, 255],
    ],
    [
      '1 bit in two colours',
      bmp({
        width: 2,
        height: 1,
        depth: 1,
        palette: [
          [1, 2, 3],
          [4, 5, 6],
        ],
        rows: [0x40, 0, 0, 0],
      }),
      3,
      [1, 2, 3, 4, 5, 6],
    ],
    [
      '4 bits',
      bmp({ width: 3, height: 1, depth: 4, palette: GREYS, rows: [0x12, 0x30, 0, 0] }),
      1,
      [85, 170, 255],
    ],
    [
      '24 bits',
      bmp({ width: 1, height: 2, depth: 24, rows: [1, 2, 3, 0, 4, 5, 6, 0] }),
      3,
      [6, 5, 4, 3, 2, 1],
    ],
    ['32 bits', bmp({ width: 1, height: 1, depth: 32, rows: [1, 2, 3, 0] }), 3, [3, 2, 1]],
    [
      '32 bits with the usual masks',
      bmp({
        width: 1,
        height: 1,
        depth: 32,
        rows: [1, 2, 3, 9],
        headerBytes: 108,
        compression: 3,
        masks: MASKS,
      }),
      3,
      [3, 2, 1],
    ],
  ];
  for (const [what, file, channels, data] of rows) {
    const raster = decodeBmp(file);
    t.equal(raster.channels, channels, what);
    t.same([...raster.data], data, what);
  }
});

t.test('the resolution', async (t) => {
  const base = { width: 1, height: 1, depth: 24, rows: [0, 0, 0, 0] };
  t.same(readBmpHeader(bmp({ ...base, perMetre: 19_685 })).ppi, { x: 500, y: 500 });
  t.equal(readBmpHeader(bmp(base)).ppi, undefined);
});

t.test('what is none, what is not read, and what is damaged', async (t) => {
  const base = { width: 2, height: 1, depth: 8, palette: GREYS, rows: [0, 1, 0, 0] };
  const rows: readonly (readonly [what: string, file: Uint8Array, code: string, field: string])[] = [
    ['another file', Uint8Array.of(0x42, 0x4e), 'not-this-format', 'signature'],
    ['only a signature', Uint8Array.of(0x42, 0x4d), 'truncated', 'header'],
    [
      'the header of OS/2',
      bmp({ ...base, headerBytes: 12 + 28 }).map((b, i) => (i === 14 ? 12 : b)),
      'unsupported',
      'biSize',
    ],
    ['run lengths', bmp({ ...base, compression: 1 }), 'unsupported', 'biCompression'],
    [
      'other masks',
      bmp({ ...base, depth: 32, palette: [], headerBytes: 108, compression: 3, masks: [1, 2, 4] }),
      'unsupported',
      'biCompression',
    ],
    ['16 bits', bmp({ ...base, depth: 16 }), 'unsupported', 'biBitCount'],
    ['no columns', bmp({ ...base, width: 0 }), 'out-of-range', 'biWidth and biHeight'],
    ['columns below zero', bmp({ ...base, width: -1 }), 'out-of-range', 'biWidth and biHeight'],
    ['no rows', bmp({ ...base, height: 0 }), 'out-of-range', 'biWidth and biHeight'],
    ['the smallest of rows', bmp({ ...base, height: -(2 ** 31) }), 'out-of-range', 'biWidth and biHeight'],
    ['a bomb', bmp({ ...base, width: 2 ** 31 - 1, height: 2 ** 31 - 1 }), 'truncated', 'pixels'],
    ['one byte short', bmp(base).subarray(0, -1), 'truncated', 'pixels'],
    ['257 colours', bmp({ ...base, paletteCount: 257 }), 'out-of-range', 'biClrUsed'],
    ['colours that are not there', bmp({ ...base, paletteCount: 200 }), 'truncated', 'palette'],
    ['a pixel without colour', bmp({ ...base, rows: [4, 0, 0, 0] }), 'out-of-range', 'pixels'],
    ['pixels within the header', bmp(base).map((b, i) => (i === 10 ? 20 : b)), 'inconsistent', 'bfOffBits'],
  ];
  for (const [what, file, code, field] of rows) {
    t.match(
      faultOf(() => decodeBmp(file)),
      { format: 'bmp', code, field },
      what,
    );
  }
});

function faultOf(read: () => unknown): FormatFault | undefined {
  const outcome = readOrFault(read);
  return outcome.kind === 'malformed' ? outcome.fault : undefined;
}
