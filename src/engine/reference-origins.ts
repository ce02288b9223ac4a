import { categoryNumber } from '../domain/record-category.js';
import type { GallerySearch, ReferenceOrigin } from '../workflows/ports/gallery.js';

/** Sets of references a search may be narrowed to, by the number of an origin; `undefined`: to all. */
export type AllowedOrigins = Uint8Array | undefined;

const LETTER_BITS = 5;
const LETTER_MASK = 0b11111;
const STATE_BITS = 3 * LETTER_BITS;
/** Columns hold numbers of two bytes. */
const ORIGINS_MAX = 0x10000;

/** An origin in 23 bits: three letters of five bits, then the number of the category. */
export function packOrigin({ memberState, category }: ReferenceOrigin): number {
  return packState(memberState) | (categoryNumber(category) << STATE_BITS);
}

function packState(memberState: string): number {
  if (!/^[A-Z]{3}$/.test(memberState)) throw new Error('a Member State is named by three capital letters');
  let packed = 0;
  for (let at = 0; at < 3; at++) packed |= (memberState.charCodeAt(at) & LETTER_MASK) << (at * LETTER_BITS);
  return packed;
}

/**
 * The origins there are, numbered in the order they came: a few hundred, so that a reference holds two bytes. A number
 * means the same as long as the process runs; files hold what `packOrigin` gives.
 */
export class ReferenceOrigins {
  readonly #packed: number[] = [];
  readonly #numbers = new Map<number, number>();

  numberOf(packed: number): number {
    const known = this.#numbers.get(packed);
    if (known !== undefined) return known;
    const number = this.#packed.length;
    if (number === ORIGINS_MAX) throw new Error('more origins of references than a column can hold');
    this.#packed.push(packed);
    this.#numbers.set(packed, number);
    return number;
  }

  packed(number: number): number {
    return this.#packed[number]!;
  }

  /** All conditions, where there are several. */
  allowed(by: Pick<GallerySearch, 'memberStates' | 'categories' | 'excludedOrigins'>): AllowedOrigins {
    if (by.memberStates === undefined && by.categories === undefined && !by.excludedOrigins?.length) {
      return undefined;
    }
    const states = by.memberStates && new Set(by.memberStates.map(packState));
    const categories = by.categories && new Set(by.categories.map(categoryNumber));
    const excluded = (by.excludedOrigins ?? []).map((each) => ({
      state: each.memberState === undefined ? undefined : packState(each.memberState),
      categories: new Set(each.categories.map(categoryNumber)),
    }));
    return Uint8Array.from(this.#packed, (packed) => {
      const state = packed & ((1 << STATE_BITS) - 1);
      const category = packed >>> STATE_BITS;
      if (states?.has(state) === false || categories?.has(category) === false) return 0;
      const isExcluded = excluded.some(
        (each) => (each.state === undefined || each.state === state) && each.categories.has(category),
      );
      return isExcluded ? 0 : 1;
    });
  }
}
