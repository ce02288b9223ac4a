/** Ways to read memory: whichever is fastest on the machine is the bound. */
export const READ_METHODS = [
  /** WebAssembly, 16-byte loads combined with exclusive or (`read-module.ts`). */
  'wasm-simd',
  /** `Buffer.indexOf` of a byte that does not occur: the C library's memchr. */
  'memchr',
  /** `Buffer.equals` of two equal halves: the C library's memcmp. */
  'memcmp',
] as const;
export type ReadMethod = (typeof READ_METHODS)[number];

export type ReaderData = {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** Share of this thread; a multiple of 256. */
  readonly fromByte: number;
  readonly endByte: number;
  readonly control: Int32Array;
};

/** Words of `control`: number of the round, method of the round, threads that have finished it. */
export const CONTROL = { round: 0, method: 1, finished: 2, words: 3 } as const;

/** Method number that ends the thread. */
export const END = -1;
