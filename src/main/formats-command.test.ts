/** The tool for file formats, over files it built itself: round trips, refusals, exit codes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { writeMinutiaeRecord } from '../extraction/formats/iso/write-minutiae-record.js';
import { imageOfRecord } from '../extraction/formats/nist/image-of-record.js';
import { readTransaction } from '../extraction/formats/nist/read-transaction.js';
import { writePgm } from '../extraction/formats/pnm/write-pgm.js';
import { rolledFinger, transactionFile, variableFinger } from '../testing/nist-transactions.js';
import { formatsCommand } from './formats-command.js';

const SIDE = 160;
/** Ridges of a period of eight pixels. */
const RIDGES = Uint8Array.from({ length: SIDE * SIDE }, (_, index) =>
  Math.round(128 + 100 * Math.sin(((index % SIDE) + Math.floor(index / SIDE) / 2) * (Math.PI / 4))),
);
const PGM = writePgm({ widthPx: SIDE, heightPx: SIDE, maxValue: 255, samples: RIDGES });
const NOW_MS = Date.parse('2026-09-01T10:00:00Z');

type Tap = Pick<typeof t, 'testdir'>;

function tool(t: Tap) {
  const folder = t.testdir({});
  const lines: string[] = [];
  const at = (...names: readonly string[]) => join(folder, ...names);
  const run = (...argv: readonly string[]) =>
    formatsCommand(argv, { print: (line) => lines.push(line), nowMs: NOW_MS });
  return { at, run, lines, text: () => lines.join('\n') };
}

async function pixelsOf(path: string) {
  const file = sharp(readFileSync(path));
  const { channels, density } = await file.metadata();
  const { data, info } = await file.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels, density };
}

/** Mean absolute difference in grey levels. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + Math.abs(value - b[index]!), 0) / a.length;
}

t.test('build, validate, inspect and images: what goes in comes out', async (t) => {
  const { at, run, text } = tool(t);
  mkdirSync(at('prints'));
  writeFileSync(at('prints', 'right-index.pgm'), PGM);
  writeFileSync(at('prints', 'notes.txt'), 'not an image');
  const png = await sharp(RIDGES, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .toColourspace('b-w')
    .png();
  writeFileSync(at('prints', 'left-thumb.png'), await png.toBuffer());
  const built = await run(
    ...[
      'build',
      at('prints'),
      at('out.an2'),
      '--ppi',
      '500',
      '--ori',
      'BORDER',
      '--dai',
      'HUB',
      '--tcn',
      'T-1',
    ],
    ...['--text', '18=DOE,JANE', '--missing', 'left-index=bandaged', '--domain', 'NORAM'],
  );
  t.equal(built, 0, text());
  const { records } = readTransaction(readFileSync(at('out.an2')));
  t.same(
    records.map(({ type }) => type),
    [1, 2, 14, 14, 14],
  );
  t.equal(await run('validate', at('out.an2')), 0, text());
  t.equal(await run('inspect', at('out.an2')), 0);
  for (const part of [
    '1.009 TCN       T-1',
    'DOE,JANE',
    '14.018 AMP      7 | UP',
    '20260901',
    'WSQ, 160 x 160 pixels',
  ]) {
    t.ok(text().includes(part), part);
  }
  t.equal(await run('images', at('out.an2'), at('images')), 0, text());
  t.same(readdirSync(at('images')).sort(), [
    'record-3-type-14-right-index.png',
    'record-4-type-14-left-thumb.png',
  ]);
  const index = await pixelsOf(at('images', 'record-3-type-14-right-index.png'));
  t.ok(difference(index.data, RIDGES) < 8, 'through WSQ');
  t.match(index, { channels: 1, density: 500 }, 'grey stays grey, and the resolution goes along');
  const thumb = await pixelsOf(at('images', 'record-4-type-14-left-thumb.png'));
  t.same(thumb.data, Buffer.from(RIDGES), 'through PNG');
});

t.test('palms become records of Type 15 and come out under their names', async (t) => {
  const { at, run, text } = tool(t);
  mkdirSync(at('prints'));
  for (const name of ['right-index', 'left-full-and-writers-palm', 'unknown-palm']) {
    writeFileSync(at('prints', `${name}.pgm`), PGM);
  }
  t.equal(await run('build', at('prints'), at('out.an2'), '--ppi', '500'), 0, text());
  const { records } = readTransaction(readFileSync(at('out.an2')));
  t.same(
    records.map((record) => [record.type, ...(imageOfRecord(record, records[0])?.positions ?? [])]),
    [[1], [2], [14, 2], [15, 20], [15, 84]],
  );
  t.equal(await run('validate', at('out.an2')), 0, text());
  t.equal(await run('images', at('out.an2'), at('images')), 0, text());
  t.match(text(), /type-15-left-full-and-writers-palm/);
});

t.test('build of Type 4 and of a face', async (t) => {
  const { at, run, text } = tool(t);
  mkdirSync(at('prints'));
  writeFileSync(at('prints', 'right-index.pgm'), PGM);
  const face = sharp({ create: { width: 60, height: 80, channels: 3, background: '#a06040' } }).jpeg();
  writeFileSync(at('prints', 'face.jpg'), await face.toBuffer());
  t.equal(await run('build', at('prints'), at('out.an2'), '--ppi', '500', '--type', '4'), 0, text());
  const { records } = readTransaction(readFileSync(at('out.an2')));
  t.same(
    records.map(({ type }) => type),
    [1, 2, 4, 10],
  );
  t.equal(await run('build', at('prints'), at('other.an2'), '--ppi', '1000', '--type', '4'), 1);
  t.match(text(), /Type 4 is for 500 ppi/);
  t.equal(await run('build', at('prints'), at('other.an2'), '--type', '14'), 1);
  t.match(text(), /--ppi/);
  t.equal(await run('build', at('prints'), at('other.an2'), '--ppi', '500', '--missing', 'nose=bandaged'), 1);
  t.equal(await run('build', at('prints'), at('other.an2'), '--ppi', '500', '--text', '2=x'), 1);
  t.notOk(existsSync(at('other.an2')));
});

t.test('convert there and back', async (t) => {
  const { at, run, text } = tool(t);
  writeFileSync(at('print.pgm'), PGM);
  for (const [ending, limit] of [
    ['png', 0],
    ['tif', 0],
    ['jpg', 3],
    ['wsq', 8],
  ] as const) {
    t.equal(await run('convert', at('print.pgm'), at(`print.${ending}`), '--ppi', '500'), 0, text());
    t.equal(await run('convert', at(`print.${ending}`), at(`back-${ending}.pgm`)), 0, text());
    const back = readFileSync(at(`back-${ending}.pgm`)).subarray(-SIDE * SIDE);
    t.ok(difference(back, RIDGES) <= limit, `${ending}: ${difference(back, RIDGES)}`);
  }
  t.equal(await run('convert', at('print.pgm'), at('fine.wsq'), '--ratio', '5'), 0);
  t.ok(readFileSync(at('fine.wsq')).length > readFileSync(at('print.wsq')).length);
  t.equal(await run('inspect', at('print.wsq')), 0);
  t.match(text(), /WSQ, 160 x 160 pixels, grey, 500 x 500 ppi/);
});

t.test('a minutiae record is inspected, validated and converted into every layout', async (t) => {
  const { at, run, text } = tool(t);
  const count = 9;
  const drawn = (step: number, below: number) =>
    Uint16Array.from({ length: count }, (_, i) => (i * step) % below);
  const minutiae = {
    ...{ type: new Uint8Array(count).fill(1), x: drawn(31, 300), y: drawn(43, 400) },
    ...{
      reserved: new Uint8Array(count),
      angle: Uint8Array.from(drawn(29, 180)),
      quality: new Uint8Array(count),
    },
  };
  const view = { positionCode: 7, number: 0, impressionCode: 0, quality: 60, widthPx: 300, heightPx: 400 };
  const views = [
    { ...view, resolution: { x: 197, y: 197 }, minutiae, extendedData: Uint8Array.of(0, 9, 0, 4) },
  ];
  writeFileSync(at('one.iso'), writeMinutiaeRecord({ layout: 'iso-2005', views }));
  t.equal(await run('validate', at('one.iso')), 0, text());
  let from = 'one.iso';
  for (const layout of ['iso-2011', 'ansi-2004', 'ansi-2007', 'ansi-2009', 'iso-2005']) {
    t.equal(await run('convert', at(from), at(`${layout}.fmr`), '--layout', layout), 0, text());
    t.equal(await run('inspect', at(`${layout}.fmr`)), 0, text());
    from = `${layout}.fmr`;
  }
  for (const line of [
    'ISO/IEC 19794-2:2011, 1 views, 9 minutiae',
    'extended data of 1 views are left out',
    'INCITS 378-2009 record',
    '1: left-index, 9 minutiae',
  ]) {
    t.ok(text().includes(line), line);
  }
  t.equal(await run('convert', at('one.iso'), at('x.fmr'), '--layout', 'iso-1999'), 1);
  t.match(text(), /--layout is one of iso-2005/);
  writeFileSync(at('damaged.fmr'), readFileSync(at('one.iso')).fill(255, 27, 28));
  t.equal(await run('validate', at('damaged.fmr')), 1);
  t.match(text(), /iso-19794-2: truncated at minutiae, byte 28/);
  writeFileSync(at('card.bin'), Uint8Array.of(0x7f, 0x2e, 5, 0x90, 3, 1, 2, 3));
  t.equal(await run('inspect', at('card.bin')), 1);
  t.match(text(), /a card format of ISO\/IEC 19794-2/);
  writeFileSync(at('print.pgm'), PGM);
  t.equal(await run('convert', at('print.pgm'), at('print.fmr')), 1);
  t.match(text(), /print.pgm is no minutiae record/);
});

t.test('one image of several is chosen', async (t) => {
  const { at, run, text } = tool(t);
  writeFileSync(at('two.an2'), transactionFile([rolledFinger(1, 2), variableFinger(2, 3)]));
  t.equal(await run('convert', at('two.an2'), at('one.png')), 1);
  t.match(text(), /2 {2}record-3-type-14-right-middle/);
  t.equal(await run('convert', at('two.an2'), at('one.png'), '--image', '2'), 0);
  t.same((await pixelsOf(at('one.png'))).width, 200);
  t.equal(await run('convert', at('two.an2'), at('three.png'), '--image', '3'), 1);
});

t.test('nothing is written over, unless that is asked for', async (t) => {
  const { at, run, text } = tool(t);
  writeFileSync(at('print.pgm'), PGM);
  writeFileSync(at('there.png'), 'precious');
  t.equal(await run('convert', at('print.pgm'), at('there.png')), 1);
  t.match(text(), /--force replaces/);
  t.equal(readFileSync(at('there.png'), 'utf8'), 'precious');
  t.equal(await run('convert', at('print.pgm'), at('there.png'), '--force'), 0);
});

t.test('damaged and foreign files are explained', async (t) => {
  const { at, run, text } = tool(t);
  const file = transactionFile([rolledFinger(1, 2)]);
  writeFileSync(at('cut.an2'), file.subarray(0, 1000));
  writeFileSync(at('text.txt'), 'hello');
  const { length } = PGM;
  writeFileSync(at('cut.pgm'), PGM.subarray(0, length - 10));
  t.equal(await run('validate', at('cut.an2'), at('cut.pgm'), at('text.txt')), 1);
  t.match(text(), /cut\.an2: not valid[\s\S]*truncated at 4\.001/);
  t.match(text(), /cut\.pgm: not valid/);
  t.match(text(), /of no format known here/);
  t.equal(await run('inspect', at('cut.an2')), 1);
  t.equal(await run('inspect', at('missing')), 1);
  t.match(text(), /cannot be read \(ENOENT\)/);
  t.equal(await run('convert', at('cut.pgm'), at('x.png')), 1);
  t.equal(await run('convert', at('text.txt'), at('x.gif')), 1);
});

t.test('control characters of a file do not reach the terminal', async (t) => {
  const { at, run, text } = tool(t);
  const file = Buffer.from(transactionFile([rolledFinger(1, 2)]));
  file[file.indexOf('TCN-1')] = 0x1b;
  writeFileSync(at('escape.an2'), file);
  t.equal(await run('inspect', at('escape.an2')), 0);
  t.notOk(text().includes(String.fromCharCode(0x1b)));
  t.match(text(), /\\x1bCN-1/);
});

t.test('usage: help is no fault, anything not understood is', async (t) => {
  const { run, text } = tool(t);
  t.equal(await run('--help'), 0);
  t.equal(await run('build', '--help'), 0);
  t.match(text(), /--missing FINGER=REASON/);
  for (const argv of [
    [],
    ['paint'],
    ['inspect'],
    ['images', 'one'],
    ['inspect', 'x', '--force'],
    ['constructor'],
  ]) {
    t.equal(await run(...argv), 2, argv.join(' '));
  }
});
