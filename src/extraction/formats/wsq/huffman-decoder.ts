/** Symbol and length of the code that starts a window of bits: canonical Huffman codes as in JPEG, up to 16 bits. */
export type HuffmanDecoder = {
  /** By the first `SHORT_BITS` bits: `length << 8 | symbol`, 0 where the code is longer or there is none. */
  readonly short: Uint16Array;
  /** The first code that is too large for each length, aligned to 16 bits; index 0 to 16. */
  readonly limits: Int32Array;
  /** What to add to a code of a length to get the index of its symbol. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
};

/** 8 KiB per table: stays in the first-level cache together with the data. */
export const SHORT_BITS = 12;
const CODE_BITS_MAX = 16;

/** `undefined` where a length has more codes than fit: such a table decodes nothing without doubt. */
export function createHuffmanDecoder(counts: Uint8Array, values: Uint8Array): HuffmanDecoder | undefined {
  const short = new Uint16Array(1 << SHORT_BITS);
  const limits = new Int32Array(CODE_BITS_MAX + 1);
  const offsets = new Int32Array(CODE_BITS_MAX + 1);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= CODE_BITS_MAX; length += 1) {
    code <<= 1;
    offsets[length] = index - code;
    const count = counts[length - 1]!;
    if (code + count > 1 << length) return undefined;
    for (let end = index + count; index < end; index += 1, code += 1) {
      if (length > SHORT_BITS) continue;
      const spare = SHORT_BITS - length;
      short.fill((length << 8) | values[index]!, code << spare, (code + 1) << spare);
    }
    limits[length] = code << (CODE_BITS_MAX - length);
  }
  return { short, limits, offsets, values: values.slice() };
}

/** The entry of a code longer than `SHORT_BITS` at the start of 16 bits; 0 where no code begins like this. */
export function findLongCode({ limits, offsets, values }: HuffmanDecoder, window: number): number {
  for (let length = SHORT_BITS + 1; length <= CODE_BITS_MAX; length += 1) {
    if (window >= limits[length]!) continue;
    const symbol = values[(window >>> (CODE_BITS_MAX - length)) + offsets[length]!];
    return symbol === undefined ? 0 : (length << 8) | symbol;
  }
  return 0;
}
