/**
 * The decoder against pictures that NIST's decoder made of real streams, against damaged streams, and against a plain
 * twin on streams of the encoder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { plainDecodeWsq } from '../../../../bench/formats/plain-wsq-decode.js';
import { ridgeImage } from '../../../../bench/formats/ridge-image.js';
import { PACKAGE_ROOT } from '../../../platform/package-root.js';
import { createRandom, type Random } from '../../../testing/synthetic/random.js';
import { FormatError, type FormatFault } from '../format-error.js';
import { decodeWsq } from './decode-wsq.js';
import { encodeWsq } from './encode-wsq.js';
import { readWsqHeader } from './read-wsq-header.js';

const FORMATS = join(PACKAGE_ROOT, '..', 'shared', 'formats');
const VALID = join(FORMATS, 'wsq');
const DAMAGED = join(FORMATS, 'wsq-malformed');

t.test('real streams give the pixels of the reference decoder', async (t) => {
  if (!existsSync(VALID)) return t.comment('left out: there are no real streams here');
  const names = readdirSync(VALID).filter((name) => name.endsWith('.wsq'));
  t.ok(names.length >= 21, `${names.length} streams`);
  for (const name of names) {
    const image = decodeWsq(readFileSync(join(VALID, name)));
    const reference = sharp(join(VALID, name.replace(/\.wsq$/, '.ref.png')));
    const { data, info } = await reference.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    t.same([image.widthPx, image.heightPx, 1], [info.width, info.height, info.channels], name);
    t.equal(Buffer.compare(Buffer.from(image.pixels), data), 0, `${name}: pixels`);
  }
});

t.test('the header says what the stream says', async (t) => {
  if (!existsSync(VALID)) return t.comment('left out: there are no real streams here');
  const header = readWsqHeader(readFileSync(join(VALID, 'libbiomeval__img.wsq')));
  t.same([header.widthPx, header.heightPx, header.ppi], [256, 256, 500]);
  t.match(header.comments[0], /^NIST_COM \d+\nPIX_WIDTH 256\n/);
  const first = readWsqHeader(
    readFileSync(join(VALID, 'ansi-nist__nbis-an2kconvert-testdata__valid1.1.an2__1.wsq')),
  );
  t.same([first.ppi, first.encoderNumber, first.comments], [undefined, 1, []], 'no comment, no resolution');
});

t.test('damaged streams: what is wrong, and where', async (t) => {
  if (!existsSync(DAMAGED)) return t.comment('left out: there are no damaged streams here');
  const expected: Readonly<Record<string, readonly [code: string, field: string, offset: number]>> = {
    'bad_marker_ffb0.wsq': ['out-of-range', 'marker', 590],
    'bitflip_1.wsq': ['inconsistent', 'SOB coefficients', 23713],
    'bitflip_3.wsq': ['inconsistent', 'SOB coefficients', 23713],
    'bitflip_5.wsq': ['truncated', 'EOI', 23715],
    'bitflip_7.wsq': ['out-of-range', 'marker', 11046],
    'dht_bits_overflow.wsq': ['out-of-range', 'DHT table 0', 614],
    'double_soi.wsq': ['out-of-range', 'SOI', 2],
    'dtt_filter_len_255.wsq': ['out-of-range', 'DTT low-pass taps', 143],
    'empty.wsq': ['truncated', 'SOI', 0],
    'entropy_zeroed.wsq': ['truncated', 'EOI', 23715],
    'not_wsq_jpeg_soi.wsq': ['not-this-format', 'SOI', 0],
    'sob_table_7.wsq': ['inconsistent', 'SOB table number', 790],
    'sof_height_zero.wsq': ['out-of-range', 'SOF height', 596],
    'sof_len_short.wsq': ['inconsistent', 'SOF length', 592],
    'sof_width_zero.wsq': ['out-of-range', 'SOF width', 598],
    'truncated_25pct.wsq': ['truncated', 'marker after the coefficients', 5929],
    'truncated_99pct.wsq': ['truncated', 'marker after the coefficients', 23479],
  };
  for (const name of readdirSync(DAMAGED)) {
    const fault = faultOf(readFileSync(join(DAMAGED, name)));
    t.same([fault?.code, fault?.field, fault?.offset], expected[name], name);
  }
});

const ridges = ridgeImage(97, 113);
const stream = encodeWsq(ridges, { bitRate: 1.5 });

t.test('the fast decoder and its plain twin agree', async (t) => {
  for (const [width, height] of [
    [256, 181],
    [97, 300],
    [81, 81],
    [64, 49],
  ] as const) {
    const bytes = encodeWsq(ridgeImage(width, height), { bitRate: 2.25 });
    t.same(decodeWsq(bytes).pixels, plainDecodeWsq(bytes), `${width} x ${height}`);
  }
});

t.test('header bombs are refused before anything is allocated', async (t) => {
  const bomb = Buffer.from(stream);
  bomb.fill(0xff, bomb.indexOf(Buffer.of(0xff, 0xa2)) + 6, bomb.indexOf(Buffer.of(0xff, 0xa2)) + 10);
  t.match(faultOf(bomb), { code: 'limit-exceeded', field: 'SOF width' });
  t.throws(() => readWsqHeader(bomb), FormatError);
});

t.test('a header that announces fewer pixels than the coefficients fill', async (t) => {
  const small = Buffer.from(stream);
  small.writeUInt16BE(16, small.indexOf(Buffer.of(0xff, 0xa2)) + 6);
  small.writeUInt16BE(16, small.indexOf(Buffer.of(0xff, 0xa2)) + 8);
  t.match(faultOf(small), { code: 'inconsistent', field: 'SOB coefficients' });
});

t.test('every beginning of a stream is truncated', async (t) => {
  for (let length = 0; length < stream.length; length += 1) {
    const fault = faultOf(stream.subarray(0, length));
    if (fault?.code !== 'truncated' || fault.offset === undefined || fault.offset > length) {
      t.fail(`${length} bytes: ${fault?.code} at ${fault?.offset}`);
    }
  }
});

t.test('what the format allows between and around segments', async (t) => {
  const start =
    segmentsOf(stream).find(({ marker }) => marker === 0xa6)!.bytes.byteOffset - stream.byteOffset;
  const comment = Buffer.of(0xff, 0xa8, 0, 4, 0x68, 0x69);
  const pieces: readonly (readonly [string, Uint8Array])[] = [
    ['fill bytes before a marker', insert(start, Buffer.of(0xff, 0xff, 0xff))],
    ['fill bytes after coefficients', insert(stream.length - 2, Buffer.of(0xff, 0xff))],
    ['a comment after the last block', insert(stream.length - 2, comment)],
    ['a comment before the tables', insert(2, comment)],
    ['no restart interval', insert(start, Buffer.of(0xff, 0xa7, 0, 4, 0, 0))],
    ['bytes after the end', Buffer.concat([stream, Buffer.from('more')])],
  ];
  const { pixels } = decodeWsq(stream);
  for (const [name, bytes] of pieces) t.same(decodeWsq(bytes).pixels, pixels, name);
  const restart = insert(start, Buffer.of(0xff, 0xa7, 0, 4, 0, 9));
  t.match(faultOf(restart), { code: 'unsupported', field: 'DRI interval' });
});

t.test('both tables in one segment, and tables that are replaced between blocks', async (t) => {
  const segments = segmentsOf(stream);
  const [first, second] = segments.filter(({ marker }) => marker === 0xa6);
  const content = Buffer.concat([first!.bytes.subarray(4), second!.bytes.subarray(4)]);
  const length = content.length + 2;
  const joint = Buffer.concat([Buffer.of(0xff, 0xa6, length >> 8, length & 0xff), content]);
  const without = segments.filter((segment) => segment !== first && segment !== second);
  const at = without.findIndex(({ marker }) => marker === 0xa3);
  const bytes = without.map((segment) => segment.bytes);
  const { pixels } = decodeWsq(stream);
  t.same(
    decodeWsq(Buffer.concat([...bytes.slice(0, at), joint, ...bytes.slice(at)])).pixels,
    pixels,
    'joint',
  );
  const renumbered = segments.map((segment) => {
    const copy = Buffer.from(segment.bytes);
    if (segment.marker === 0xa6 || segment.marker === 0xa3) copy[4] = 3;
    return copy;
  });
  t.same(decodeWsq(Buffer.concat(renumbered)).pixels, pixels, 'one number for both tables');
});

t.test('thousands of mutations end in a picture or a named fault', async (t) => {
  const random = createRandom('wsq mutations');
  let refused = 0;
  for (let round = 0; round < 4000; round += 1) {
    const fault = faultOf(mutate(stream, random));
    if (fault === undefined) continue;
    refused += 1;
    if (fault.offset === undefined || fault.field === undefined)
      t.fail(`round ${round}: no place in ${fault.detail}`);
  }
  t.ok(refused > 2000, `${refused} of 4000 are refused`);
});

/** `undefined` where the stream decodes; anything but a `FormatError` goes on and fails the test. */
function faultOf(bytes: Uint8Array): FormatFault | undefined {
  try {
    const { pixels, widthPx, heightPx } = decodeWsq(bytes);
    if (pixels.length !== widthPx * heightPx) throw new Error('a partial picture');
    return undefined;
  } catch (error) {
    if (error instanceof FormatError) return error.fault;
    throw error;
  }
}

function insert(at: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([stream.subarray(0, at), bytes, stream.subarray(at)]);
}

/** Each with the coefficients that follow it. */
function segmentsOf(bytes: Uint8Array): readonly { readonly marker: number; readonly bytes: Uint8Array }[] {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length - 1; at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1]! >= 0xa0 && bytes[at + 1]! <= 0xa8) {
      starts.push(at);
      const isBare = bytes[at + 1]! <= 0xa1;
      if (!isBare) at += 1 + (bytes[at + 2]! << 8) + bytes[at + 3]!;
    }
  }
  return starts.map((start, index) => ({
    marker: bytes[start + 1]!,
    bytes: bytes.subarray(start, starts[index + 1]),
  }));
}

/** Flips, fills, cuts and moves; half of them in the tables, where one byte changes everything. */
function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const mutant = Buffer.from(bytes);
  const headBytes = 900;
  for (let count = random.integer(1, 3); count > 0; count -= 1) {
    const at = random.integer(0, (random.chance(0.5) ? headBytes : mutant.length) - 1);
    const kind = random.integer(0, 4);
    if (kind === 0) mutant[at] = mutant[at]! ^ (1 << random.integer(0, 7));
    else if (kind === 1) mutant[at] = random.pick([0, 1, 0x7f, 0x80, 0xa3, 0xff]);
    else if (kind === 2) mutant[at] = random.integer(0, 255);
    else if (kind === 3) mutant.copyWithin(at, random.integer(0, mutant.length - 1), mutant.length);
    else return mutant.subarray(0, at);
  }
  return mutant;
}
