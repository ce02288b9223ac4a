import { FS, GS, RS, US } from './transaction.js';

/**
 * One damage to a transaction that knows its structure, chosen by `random` (numbers in 0..1). For tests and fuzzers:
 * what comes out may still be valid. Never longer than twice the file and 64 bytes more.
 */
export function mutateTransaction(file: Uint8Array, random: () => number): Uint8Array {
  const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)]!;
  return mutation(Uint8Array.from(file), (below) => Math.floor(random() * below));
}

type Below = (count: number) => number;

const SEPARATORS = [FS, GS, RS, US, 0x02, 0x03];
/** What lengths and counts break on. */
const NUMBERS = [
  '0',
  '-1',
  '1',
  '00000000000000000001',
  '2147483648',
  '4294967295',
  '99999999999',
  'x',
  '',
  '1e9',
];

const MUTATIONS: readonly ((file: Uint8Array, below: Below) => Uint8Array)[] = [
  changeByte,
  changeByte,
  changeDigit,
  changeDigit,
  replaceNumber,
  replaceNumber,
  swapSeparator,
  swapSeparator,
  insertSeparator,
  removeRange,
  cut,
  duplicateRange,
  changeWideLength,
  changeTag,
];

function changeByte(file: Uint8Array, below: Below): Uint8Array {
  if (file.length > 0) file[below(file.length)] = below(256);
  return file;
}

/** Of a length, count, date, tag or anything else that is written in digits. */
function changeDigit(file: Uint8Array, below: Below): Uint8Array {
  const at = placeOf(file, below, (byte) => byte >= 0x30 && byte <= 0x39);
  if (at !== undefined) file[at] = 0x30 + below(10);
  return file;
}

/** The number after a colon or an item separator becomes another of any length. */
function replaceNumber(file: Uint8Array, below: Below): Uint8Array {
  const colon = placeOf(file, below, (byte) => byte === 0x3a || byte === US);
  if (colon === undefined) return file;
  let end = colon + 1;
  while (end < file.length && file[end]! >= 0x30 && file[end]! <= 0x39) end++;
  const number = Buffer.from(NUMBERS[below(NUMBERS.length)]!);
  return Buffer.concat([file.subarray(0, colon + 1), number, file.subarray(end)]);
}

function swapSeparator(file: Uint8Array, below: Below): Uint8Array {
  const at = placeOf(file, below, (byte) => SEPARATORS.includes(byte));
  if (at !== undefined) file[at] = SEPARATORS[below(SEPARATORS.length)]!;
  return file;
}

function insertSeparator(file: Uint8Array, below: Below): Uint8Array {
  const at = below(file.length + 1);
  const count = below(4) === 0 ? below(64) : 1;
  const separators = new Uint8Array(count).fill(SEPARATORS[below(SEPARATORS.length)]!);
  return Buffer.concat([file.subarray(0, at), separators, file.subarray(at)]);
}

function removeRange(file: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  return Buffer.concat([file.subarray(0, start), file.subarray(end)]);
}

function cut(file: Uint8Array, below: Below): Uint8Array {
  return file.subarray(0, below(file.length + 1));
}

function duplicateRange(file: Uint8Array, below: Below): Uint8Array {
  const [start, end] = range(file, below);
  return Buffer.concat([file.subarray(0, end), file.subarray(start)]);
}

/** Four bytes after an FS, where a binary record has its length. */
function changeWideLength(file: Uint8Array, below: Below): Uint8Array {
  const at = placeOf(file, below, (byte) => byte === FS);
  if (at === undefined || at + 5 > file.length) return file;
  const values = [0, 1, 17, 18, 0x7fffffff, 0xffffffff, file.length - at - 1, file.length - at];
  new DataView(file.buffer, file.byteOffset).setUint32(at + 1, values[below(values.length)]!);
  return file;
}

/** The type or number of a field. */
function changeTag(file: Uint8Array, below: Below): Uint8Array {
  const at = placeOf(file, below, (byte) => byte === GS || byte === FS);
  if (at === undefined || at + 1 >= file.length) return file;
  const tag = Buffer.from(['999.', '0.', '1.001:', '14.999:', '2.', '4.001:', '99.99999999999:'][below(7)]!);
  return Buffer.concat([file.subarray(0, at + 1), tag, file.subarray(at + 1 + below(8))]);
}

function range(file: Uint8Array, below: Below): [number, number] {
  const start = below(file.length + 1);
  return [start, start + below(file.length - start + 1)];
}

/** The next such byte after a random place, so that those of the text are not lost among those of an image. */
function placeOf(file: Uint8Array, below: Below, isWanted: (byte: number) => boolean): number | undefined {
  const isInHead = below(2) === 0;
  const start = below(isInHead ? Math.min(file.length, 512) : file.length);
  const at = file.subarray(start).findIndex(isWanted);
  return at < 0 ? undefined : start + at;
}
