import { RS, US } from './transaction.js';

const STX = 0x02;
const ETX = 0x03;
const EQUALS = 0x3d;
const CSI_DIGITS = 3;

/**
 * Subfields and items of a text value, as windows. Within a switch to UTF-16 or UTF-32 (`STX 002 = ... ETX`,
 * ANSI/NIST-ITL 1-2007, field 1.015) bytes that look like separators are halves of characters, and are passed over.
 */
export function splitItems(value: Uint8Array): Uint8Array[][] {
  const subfields: Uint8Array[][] = [];
  let items: Uint8Array[] = [];
  const switches = new WideSwitches(value);
  let start = 0;
  for (let at = 0; at < value.length; at++) {
    const byte = value[at]!;
    if (byte > US) continue;
    if (byte === STX) {
      at = switches.endOf(at);
    } else if (byte === US || byte === RS) {
      items.push(value.subarray(start, at));
      start = at + 1;
      if (byte === RS) {
        subfields.push(items);
        items = [];
      }
    }
  }
  items.push(value.subarray(start));
  subfields.push(items);
  return subfields;
}

/**
 * Ends of switches to wide characters. A search that found no end is not made again from a later place on the same
 * grid, so that a value full of switches costs its length and not the square of it.
 */
class WideSwitches {
  readonly #value: Uint8Array;
  readonly #endless = new Set<string>();

  constructor(value: Uint8Array) {
    this.#value = value;
  }

  /** Place of the ETX that ends the switch; of the STX itself where there is nothing to pass over. */
  endOf(stx: number): number {
    const unitBytes = unitBytesOf(switchedIndex(this.#value, stx));
    const start = stx + 1 + CSI_DIGITS + 1;
    const grid = `${unitBytes}/${start % unitBytes}`;
    if (unitBytes === 1 || this.#endless.has(grid)) return stx;
    for (let at = start; at < this.#value.length; at += unitBytes) {
      if (this.#value[at] === ETX && endsAt(this.#value, at + 1)) return at;
    }
    this.#endless.add(grid);
    return stx;
  }
}

/** The character set index of `STX nnn =`; undefined where something else follows the STX. */
export function switchedIndex(value: Uint8Array, stx: number): number | undefined {
  let index = 0;
  for (let at = stx + 1; at <= stx + CSI_DIGITS; at++) {
    const digit = (value[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    index = index * 10 + digit;
  }
  return value[stx + CSI_DIGITS + 1] === EQUALS ? index : undefined;
}

/** Bytes of one code unit of a character set index. */
export function unitBytesOf(index: number | undefined): 1 | 2 | 4 {
  if (index === 2) return 2;
  return index === 4 ? 4 : 1;
}

/** An ETX is told from the first half of a Greek letter by what follows it: a separator, a switch, or nothing. */
function endsAt(value: Uint8Array, at: number): boolean {
  const next = value[at];
  return next === undefined || next === US || next === RS || next === STX;
}
