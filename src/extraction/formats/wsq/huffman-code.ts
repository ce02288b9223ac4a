/**
 * The best Huffman code of at most 16 bits for counted symbols, in the canonical form of DHT segments (the procedure of
 * ITU-T T.81 annex K.2, which WSQ takes over). No code consists of ones only: bits that fill up a byte look like it.
 */
export type HuffmanCode = {
  /** Codes of each length, 1 to 16 bits. */
  readonly counts: Uint8Array;
  /** Symbols by rising length of their codes. */
  readonly values: Uint8Array;
  readonly codes: Uint16Array;
  readonly lengths: Uint8Array;
};

const SYMBOLS = 256;
const CODE_BITS_MAX = 16;

/** `frequencies` of the symbols 0 to 255; at least one is not 0. */
export function createHuffmanCode(frequencies: Uint32Array): HuffmanCode {
  const depths = depthsOf(frequencies);
  const perLength = limitLengths(depths);
  const values = [...depths.keys()]
    .filter((symbol) => symbol < SYMBOLS && depths[symbol]! > 0)
    .sort((left, right) => depths[left]! - depths[right]! || left - right);
  const codes = new Uint16Array(SYMBOLS);
  const lengths = new Uint8Array(SYMBOLS);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= CODE_BITS_MAX; length += 1) {
    for (let left = perLength[length]!; left > 0; left -= 1, index += 1, code += 1) {
      codes[values[index]!] = code;
      lengths[values[index]!] = length;
    }
    code <<= 1;
  }
  return {
    counts: Uint8Array.from(perLength.slice(1, CODE_BITS_MAX + 1)),
    values: Uint8Array.from(values),
    codes,
    lengths,
  };
}

/** Depth of every symbol in the tree, and of one more that takes the code of ones, being the rarest. */
function depthsOf(frequencies: Uint32Array): number[] {
  type Tree = { readonly weight: number; readonly symbols: readonly number[] };
  const trees: Tree[] = [{ weight: 1, symbols: [SYMBOLS] }];
  for (const [symbol, weight] of frequencies.entries())
    if (weight > 0) trees.push({ weight, symbols: [symbol] });
  const depths = new Array<number>(SYMBOLS + 1).fill(0);
  while (trees.length > 1) {
    trees.sort(
      (left, right) => right.weight - left.weight || Math.max(...left.symbols) - Math.max(...right.symbols),
    );
    const [second, first] = [trees.pop()!, trees.pop()!];
    const symbols = [...first.symbols, ...second.symbols];
    for (const symbol of symbols) depths[symbol]! += 1;
    trees.push({ weight: first.weight + second.weight, symbols });
  }
  return depths;
}

/** Codes of each length, index 0 to 16, without the additional symbol: pairs that are too deep move up (K.2). */
function limitLengths(depths: readonly number[]): number[] {
  const deepest = Math.max(...depths, CODE_BITS_MAX);
  const perLength = new Array<number>(deepest + 1).fill(0);
  for (const depth of depths) if (depth > 0) perLength[depth]! += 1;
  for (let length = deepest; length > CODE_BITS_MAX; length -= 1) {
    while (perLength[length]! > 0) {
      let shorter = length - 2;
      while (perLength[shorter] === 0) shorter -= 1;
      perLength[length]! -= 2;
      perLength[length - 1]! += 1;
      perLength[shorter + 1]! += 2;
      perLength[shorter]! -= 1;
    }
  }
  let longest = CODE_BITS_MAX;
  while (perLength[longest] === 0) longest -= 1;
  perLength[longest]! -= 1;
  return perLength;
}
