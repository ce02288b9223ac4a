/**
 * Huffman code of the lossless process: each code stands for the number of bits of a difference, 0 to 16 (T.81, table
 * H.2). Looked up by its next 16 bits, so that a sample costs one step whatever its code.
 */
import type { ByteReader } from '../byte-reader.js';

/** For every 16 bits: the category in the upper bits, the length of its code in the lower five; 0 where there is none. */
export type DifferenceCode = Uint16Array;

const BITS_MAX = 16;
export const CATEGORY_MAX = 16;

export function readDifferenceCode(segment: ByteReader): DifferenceCode {
  const counts = segment.take(BITS_MAX, 'BITS');
  const total = counts.reduce((sum, count) => sum + count, 0);
  const categories = segment.take(total, 'HUFFVAL');
  const table = new Uint16Array(1 << BITS_MAX);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= BITS_MAX; length++) {
    for (let count = counts[length - 1]!; count > 0; count--) {
      const category = categories[index++]!;
      if (category > CATEGORY_MAX)
        segment.fail('out-of-range', 'HUFFVAL', `a category above ${CATEGORY_MAX}`);
      const span = 1 << (BITS_MAX - length);
      if (code + span > table.length)
        segment.fail('inconsistent', 'BITS', 'more codes than their lengths allow');
      table.fill((category << 5) | length, code, code + span);
      code += span;
    }
  }
  return table;
}
