import { strict as assert } from 'node:assert';
import { isUuid } from '../domain/ids.js';

/** 32-bit words of one identifier. */
export const UUID_WORDS = 4;

/** Writes an identifier as four words, most significant first: words compared one by one sort as the texts do. */
export function writeUuid(text: string, into: Uint32Array, at: number): void {
  assert(isUuid(text), 'identifiers of a gallery are UUIDs');
  into[at] = Number.parseInt(text.slice(0, 8), 16);
  into[at + 1] = Number.parseInt(text.slice(9, 13) + text.slice(14, 18), 16);
  into[at + 2] = Number.parseInt(text.slice(19, 23) + text.slice(24, 28), 16);
  into[at + 3] = Number.parseInt(text.slice(28), 16);
}

export function readUuid(words: Uint32Array, at: number): string {
  const hex = (index: number) => words[at + index]!.toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(0), hex(1), hex(2), hex(3)];
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}

/** Many identifiers, one after the other. */
export function uuidWords(texts: readonly string[]): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(texts.length * UUID_WORDS);
  texts.forEach((text, index) => {
    writeUuid(text, words, index * UUID_WORDS);
  });
  return words;
}
