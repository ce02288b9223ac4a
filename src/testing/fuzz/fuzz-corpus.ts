/**
 * The valid files mutations start from: one or more of every format, built by the hub's own writers, and, where they stand
 * beside the repository, the reference files of ../shared/formats. Small, as the time of a run is spent on pixels.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import { taggedRecord } from '../../extraction/formats/nist/build-record.js';
import { writePgm } from '../../extraction/formats/pnm/write-pgm.js';
import { encodeWsq } from '../../extraction/formats/wsq/encode-wsq.js';
import { PACKAGE_ROOT } from '../../platform/package-root.js';
import { encodeLosslessJpeg } from '../lossless-jpeg.js';
import { rolledFinger, testPixels, transactionFile, variableFinger } from '../nist-transactions.js';
import type { FuzzFormat } from './fuzz-readers.js';
import { fuzzRecords } from './fuzz-records.js';

export type FuzzSeed = { readonly format: FuzzFormat; readonly name: string; readonly file: Uint8Array };

/** Larger reference files would take the run's time for themselves. */
const SHARED_BYTES_MAX = 120_000;
const SIDE = 48;

export async function fuzzCorpus(options: { readonly withShared: boolean }): Promise<readonly FuzzSeed[]> {
  const wsq = encodeWsq({ widthPx: SIDE, heightPx: SIDE, pixels: ridges(), ppi: 500 }, { bitRate: 0.75 });
  const jp2 = await encodedJpeg2000();
  const own: readonly FuzzSeed[] = [
    { format: 'wsq', name: 'wsq 15:1', file: wsq },
    {
      format: 'wsq',
      name: 'wsq 5:1 with comments',
      file: encodeWsq(
        { widthPx: SIDE + 5, heightPx: SIDE - 3, pixels: new Uint8Array((SIDE + 5) * (SIDE - 3)).fill(200) },
        { bitRate: 2.25, comments: ['a comment', 'another'] },
      ),
    },
    ...transactions(wsq),
    ...fuzzRecords(wsq),
    { format: 'jp2', name: 'jpeg 2000 codestream', file: jp2 },
    { format: 'jp2', name: 'jpeg 2000 in boxes', file: inBoxes(jp2) },
    {
      format: 'image',
      name: 'pgm',
      file: writePgm({ widthPx: 40, heightPx: 33, maxValue: 255, samples: testPixels(40, 33) }),
    },
    {
      format: 'image',
      name: 'pgm of text',
      file: Buffer.from(`P2\n# text\n3 2\n255\n0 50 100\n150 200 255\n`),
    },
    { format: 'image', name: 'bmp', file: bitmap() },
    {
      format: 'image',
      name: 'lossless jpeg',
      file: encodeLosslessJpeg(ridges(), { widthPx: SIDE, heightPx: SIDE, predictor: 4, restartLines: 7 }),
    },
    ...(await viaSharp()),
  ];
  return options.withShared ? [...own, ...sharedFiles()] : own;
}

function ridges(): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE }, (_, index) =>
    Math.round(128 + 90 * Math.sin((index % SIDE) * 0.8 + Math.floor(index / SIDE) * 0.3)),
  );
}

function transactions(wsq: Uint8Array): readonly FuzzSeed[] {
  const text = taggedRecord(2, 0, { 18: 'DOE,JANE', 20: 'US', 22: '19900506', 24: 'F', 84: [[7, 'XX']] });
  const slap = variableFinger(4, 13, {
    widthPx: SIDE,
    heightPx: SIDE,
    fields: {
      11: 'WSQ20',
      21: [
        [2, 0, 40, 0, 40],
        [3, 5, 45, 5, 45],
      ],
      25: [[4, 3, 0, 0, 40, 0, 20, 40]],
      999: wsq,
    },
  });
  const minutiae = taggedRecord(9, 5, {
    3: 0,
    4: 'S',
    5: 'X',
    7: 'U',
    8: 'R',
    10: '01',
    11: 'RS',
    12: 2,
    13: 0,
  });
  const face = taggedRecord(10, 6, {
    3: 'FACE',
    4: 'X',
    5: '20260901',
    6: 9,
    7: 9,
    8: 0,
    9: 1,
    10: 1,
    11: 'NONE',
    12: 'SRGB',
    999: testPixels(27, 9),
  });
  const small = { widthPx: SIDE, heightPx: SIDE };
  const wide = taggedRecord(2, 0, { 30: 'MÜLLER,ÉVA', 35: '19900506', 38: [['DEU'], ['FRA']] });
  return [
    {
      format: 'nist',
      name: 'transaction of many types',
      file: transactionFile([
        text,
        rolledFinger(1, 2, small),
        rolledFinger(2, 7, { ...small, compressionCode: 1, data: wsq }),
        variableFinger(3, 3, small),
        slap,
        minutiae,
        face,
      ]),
    },
    {
      format: 'nist',
      name: 'transaction of text',
      file: transactionFile([wide], { domain: 'INT-I', controlReference: 'T-0' }),
    },
  ];
}

/** OpenJPEG's own encoder; what is published of it is CommonJS without types. */
async function encodedJpeg2000(): Promise<Uint8Array> {
  const createModule = createRequire(import.meta.url)('@cornerstonejs/codec-openjpeg') as (
    options: object,
  ) => Promise<{
    J2KEncoder: new () => {
      getDecodedBuffer(info: object): Uint8Array;
      encode(): void;
      getEncodedBuffer(): Uint8Array;
      delete(): void;
    };
  }>;
  const { J2KEncoder } = await createModule({ print() {}, printErr() {} });
  const encoder = new J2KEncoder();
  encoder
    .getDecodedBuffer({ width: SIDE, height: SIDE, bitsPerSample: 8, componentCount: 1, isSigned: false })
    .set(ridges());
  encoder.encode();
  const file = Uint8Array.from(encoder.getEncodedBuffer());
  encoder.delete();
  return file;
}

/** ISO/IEC 15444-1 annex I: signature, file type, image header with colour, codestream. */
function inBoxes(codestream: Uint8Array): Uint8Array {
  const header = Buffer.alloc(14);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.writeUInt16BE(1, 8);
  Buffer.from([7, 7, 0, 0]).copy(header, 10);
  const colour = Buffer.from([1, 0, 0, 0, 0, 0, 17]);
  return Buffer.concat([
    box('jP  ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a])),
    box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ', 'latin1')),
    box('jp2h', Buffer.concat([box('ihdr', header), box('colr', colour)])),
    box('jp2c', codestream),
  ]);
}

function box(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8, type.padStart(8), 'latin1');
  head.writeUInt32BE(8 + content.length, 0);
  return Buffer.concat([head, content]);
}

/** 24 bits, from the bottom up. */
function bitmap(): Uint8Array {
  const [width, height, rowBytes] = [33, 20, 100];
  const file = Buffer.alloc(54 + rowBytes * height, 77);
  file.write('BM', 0, 'latin1');
  const words = [
    file.length,
    0,
    54,
    40,
    width,
    height,
    0x18_0001,
    0,
    rowBytes * height,
    19_685,
    19_685,
    0,
    0,
  ];
  for (const [index, word] of words.entries()) file.writeUInt32LE(word, 2 + 4 * index);
  return file;
}

async function viaSharp(): Promise<readonly FuzzSeed[]> {
  const grey = () => sharp(ridges(), { raw: { width: SIDE, height: SIDE, channels: 1 } }).withDensity(500);
  const files = [
    ['png', await grey().png().toBuffer()],
    ['jpeg', await grey().jpeg().toBuffer()],
    ['tiff', await grey().tiff().toBuffer()],
  ] as const;
  return files.map(([name, file]) => ({ format: 'header', name, file }));
}

const SHARED_FOLDERS: Readonly<Record<string, FuzzFormat>> = {
  wsq: 'wsq',
  'wsq-malformed': 'wsq',
  'ansi-nist': 'nist',
  'ansi-nist-malformed': 'nist',
  iso: 'iso',
  'iso-malformed': 'iso',
  jp2: 'jp2',
};

function sharedFiles(): readonly FuzzSeed[] {
  const root = join(PACKAGE_ROOT, '..', 'shared', 'formats');
  return Object.entries(SHARED_FOLDERS).flatMap(([folder, format]) => {
    const path = join(root, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path)
      .sort()
      .filter((name) => !name.endsWith('.png') && name !== 'README')
      .map((name) => ({ format, name: `${folder}/${name}`, file: readFileSync(join(path, name)) }))
      .filter(({ file }) => file.length <= SHARED_BYTES_MAX);
  });
}
