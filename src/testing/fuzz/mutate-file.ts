/**
 * Damage to a valid file that knows where formats break: lengths, counts, dimensions, markers, separators, nesting, ends.
 * The same random numbers make the same damage.
 */
import { mutateTransaction } from '../../extraction/formats/nist/mutate-transaction.js';
import type { FuzzSeed } from './fuzz-corpus.js';

/** One to three mutations; now and then the file as it is, in the middle of another. */
export function mutateFile(seed: FuzzSeed, others: readonly FuzzSeed[], random: () => number): Uint8Array {
  const below: Below = (count) => Math.floor(random() * count);
  let file: Uint8Array = Uint8Array.from(seed.file);
  for (let count = 1 + below(3); count > 0; count--) {
    if (seed.format === 'nist' && below(4) > 0) file = mutateTransaction(file, random);
    else if (seed.format === 'cbeff' && below(4) > 0) file = mutateText(file, below);
    else if (below(20) === 0) file = splice(file, others[below(others.length)]!.file, below);
    else file = MUTATIONS[below(MUTATIONS.length)]!(file, below);
  }
  return file.length > BYTES_MAX ? file.subarray(0, BYTES_MAX) : file;
}

/** Mutations double files; without an end a few of them would be most of the run. */
const BYTES_MAX = 400_000;

type Below = (count: number) => number;
type Mutation = (file: Uint8Array, below: Below) => Uint8Array;

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  changeByte,
  changeNumber16,
  changeNumber16,
  changeNumber32,
  changeNumber32,
  changeMarkerLength,
  changeMarkerLength,
  changeMarker,
  cut,
  removeRange,
  repeatRange,
  fillRange,
];

/** What unsigned fields break on: nothing, one, the sign, all bits, and the neighbours of each. */
const NUMBERS_16 = [0, 1, 2, 31, 32, 255, 256, 0x7fff, 0x8000, 0xfffe, 0xffff];
const NUMBERS_32 = [0, 1, 7, 8, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

function flipBit(file: Uint8Array, below: Below): Uint8Array {
  if (file.length > 0) file[place(file, below)]! ^= 1 << below(8);
  return file;
}

function changeByte(file: Uint8Array, below: Below): Uint8Array {
  if (file.length > 0) file[place(file, below)] = below(256);
  return file;
}

function changeNumber16(file: Uint8Array, below: Below): Uint8Array {
  if (file.length < 2) return file;
  const at = Math.min(place(file, below), file.length - 2);
  const isLittle = below(4) === 0;
  new DataView(file.buffer, file.byteOffset).setUint16(at, NUMBERS_16[below(NUMBERS_16.length)]!, isLittle);
  return file;
}

function changeNumber32(file: Uint8Array, below: Below): Uint8Array {
  if (file.length < 4) return file;
  const at = Math.min(place(file, below), file.length - 4);
  const values = [...NUMBERS_32, file.length, file.length - at, file.length + 1];
  new DataView(file.buffer, file.byteOffset).setUint32(at, values[below(values.length)]!, below(4) === 0);
  return file;
}

/** WSQ, JPEG and JPEG 2000: a marker FFxx and the length of its segment. */
function changeMarkerLength(file: Uint8Array, below: Below): Uint8Array {
  const at = markerAfter(file, below);
  if (at === undefined || at + 4 > file.length) return changeByte(file, below);
  new DataView(file.buffer, file.byteOffset).setUint16(at + 2, NUMBERS_16[below(NUMBERS_16.length)]!);
  return file;
}

function changeMarker(file: Uint8Array, below: Below): Uint8Array {
  const at = markerAfter(file, below);
  if (at === undefined) return changeByte(file, below);
  file[at + 1] = 0x40 + below(0xc0);
  return file;
}

function markerAfter(file: Uint8Array, below: Below): number | undefined {
  const start = place(file, below);
  for (let at = start; at + 1 < file.length && at < start + 4096; at++) {
    if (file[at] === 0xff && file[at + 1]! >= 0x4f) return at;
  }
  return undefined;
}

function cut(file: Uint8Array, below: Below): Uint8Array {
  return file.slice(0, below(file.length + 1));
}

function removeRange(file: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  return Buffer.concat([file.subarray(0, start), file.subarray(end)]);
}

function repeatRange(file: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  return Buffer.concat([file.subarray(0, end), file.subarray(start)]);
}

function fillRange(file: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  return file.fill([0, 0xff, 0x20, below(256)][below(4)]!, start, end);
}

/** Into the middle, or from there on. */
function splice(file: Uint8Array, other: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  return Buffer.concat([file.subarray(0, start), other.subarray(below(other.length)), file.subarray(end)]);
}

const TEXTS = [
  '<BIR>',
  '</BIR>',
  '<BDB>',
  '</BDB>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '&amp;',
  '&#x0;',
  '&lol;',
  '<!DOCTYPE x [<!ENTITY a "aaaa">]>',
  '<a b="',
  '="',
  '<',
  '>',
  '/>',
];

/** Markup in the wrong place, and elements inside elements. */
function mutateText(file: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  const text = TEXTS[below(TEXTS.length)]!;
  const inserted = Buffer.from(below(8) === 0 ? text.repeat(1 + below(400)) : text);
  const isReplaced = below(2) === 0;
  return Buffer.concat([
    file.subarray(0, start),
    inserted,
    file.subarray(isReplaced ? Math.min(end, start + 40) : start),
  ]);
}

/** Half of them where headers are. */
function place(file: Uint8Array, below: Below): number {
  return below(below(2) === 0 ? Math.min(file.length, 200) : file.length);
}

function range(file: Uint8Array, below: Below): readonly [number, number] {
  const start = below(file.length + 1);
  const rest = file.length - start;
  return [start, start + below((below(2) === 0 ? Math.min(rest, 64) : rest) + 1)];
}
