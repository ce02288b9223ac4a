import { switchedIndex, unitBytesOf } from './split-items.js';
import { latin1, parseCount, rowsOf } from './subfields-of.js';
import type { TaggedRecord, Transaction } from './transaction.js';

const STX = 0x02;
const ETX = 0x03;
const SWITCH_BYTES = 5;
const VERSION_2011 = 500;
const ASCII = 0;
const LATIN_1 = 1;
const UTF_16 = 2;
const UTF_8 = 3;
const UTF_32 = 4;

/** Character sets of a transaction, from 1.015 (DCS). */
export type CharacterSets = {
  /** Index of the set that holds where nothing is switched. */
  readonly base: number;
  /** Names by index, as declared; of user-defined sets (128 to 999) nothing else is known. */
  readonly names: ReadonlyMap<number, string>;
};

/**
 * Turns items of a transaction into text. From 2011 on 1.015 names one set for all records but Type 1 (SP 500-290e3
 * clause 5.5); before, it lists those an item may switch to with `STX nnn = ... ETX` (1-2007). Both are
 * read. Text without any declaration is ISO 8859-1, of which ASCII is a part; where UTF-8 is declared to be switched to
 * and a writer forgot to switch, bytes that are valid UTF-8 are read as that. A byte that fits no character, or of a
 * user-defined set nobody here knows, becomes U+FFFD. Type 1 is ASCII by the standard and read as ISO 8859-1.
 */
export function textReaderOf(transaction: Transaction): (item: Uint8Array, recordType: number) => string {
  const [first] = transaction.records;
  const sets = first?.kind === 'tagged' ? characterSetsOf(first) : { base: ASCII, names: new Map() };
  return (item, recordType) => (recordType === 1 ? latin1(item) : decodeItem(item, sets));
}

export function characterSetsOf(typeOne: TaggedRecord): CharacterSets {
  const rows = rowsOf(typeOne, 15).flatMap(([index, name]): [number, string][] => {
    const parsed = parseCount(index);
    return parsed === undefined ? [] : [[parsed, name ?? '']];
  });
  const version = parseCount(rowsOf(typeOne, 2)[0]?.[0]) ?? 0;
  const only = rows.length === 1 ? rows[0]![0] : ASCII;
  return { base: version >= VERSION_2011 ? only : ASCII, names: new Map(rows) };
}

/** One item with its switches resolved. */
export function decodeItem(item: Uint8Array, sets: CharacterSets): string {
  let text = '';
  let start = 0;
  for (let at = item.indexOf(STX); at >= 0; at = item.indexOf(STX, Math.max(start, at + 1))) {
    const index = switchedIndex(item, at);
    if (index === undefined) continue;
    text += decodeBase(item.subarray(start, at), sets);
    const end = switchedEnd(item, at + SWITCH_BYTES, unitBytesOf(index));
    text += decodeAs(item.subarray(at + SWITCH_BYTES, end), index, sets);
    start = end + 1;
  }
  return text + decodeBase(item.subarray(start), sets);
}

/** Place of the ETX, or the end of the item, which ends a switch too. */
function switchedEnd(item: Uint8Array, start: number, unitBytes: number): number {
  for (let at = start; at < item.length; at += unitBytes) {
    const isWide = unitBytes > 1;
    if (item[at] === ETX && (!isWide || at + 1 >= item.length || item[at + 1] === STX)) return at;
  }
  return item.length;
}

function decodeBase(bytes: Uint8Array, sets: CharacterSets): string {
  const isForgottenSwitch = sets.base === ASCII && sets.names.has(UTF_8);
  if (isForgottenSwitch) {
    const text = strictUtf8(bytes);
    if (text !== undefined) return text;
  }
  return decodeAs(bytes, sets.base, sets);
}

function decodeAs(bytes: Uint8Array, index: number, sets: CharacterSets): string {
  switch (index) {
    case ASCII:
    case LATIN_1:
      return latin1(bytes);
    case UTF_8:
      return new TextDecoder('utf-8').decode(bytes);
    case UTF_16:
      return new TextDecoder(isLittleEndian(bytes) ? 'utf-16le' : 'utf-16be').decode(bytes);
    case UTF_32:
      return decodeUtf32(bytes);
    default:
      return decodeNamed(bytes, sets.names.get(index));
  }
}

function strictUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Big-endian, as all of the standard, unless a byte order mark says otherwise. */
function isLittleEndian(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xfe;
}

function decodeUtf32(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const littleEndian = isLittleEndian(bytes);
  const characters: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    const isCharacter = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    if (at === 0 && point === 0xfeff) continue;
    characters.push(isCharacter ? String.fromCodePoint(point) : '\ufffd');
  }
  return characters.join('') + (bytes.length % 4 === 0 ? '' : '\ufffd');
}

/** A user-defined set that has the name of a known one is that one; of others only the ASCII part is certain. */
function decodeNamed(bytes: Uint8Array, name: string | undefined): string {
  const decoder = name === undefined ? undefined : decoderOf(name);
  return decoder?.decode(bytes) ?? latin1(bytes).replace(/[\x80-\xff]/g, '\ufffd');
}

function decoderOf(name: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(name.trim());
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
