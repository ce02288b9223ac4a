/** What a WebAssembly module written byte by byte is put together from. */
declare global {
  /** What of WebAssembly is used; the compiler knows it only together with everything a browser has. */
  namespace WebAssembly {
    class Memory {
      constructor(size: { initial: number; maximum?: number; shared?: boolean });
      readonly buffer: ArrayBuffer | SharedArrayBuffer;
      grow(pages: number): number;
    }
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Instance {
      constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>);
      readonly exports: Readonly<Record<string, unknown>>;
    }
  }
}

export const WASM_PAGE_BYTES = 65_536;

export const VALUE_TYPES = { i32: 0x7f, v128: 0x7b } as const;

/**
 * A module of one function, exported under `name`: parameters are i32, `memoryType` that of the memory it imports as
 * `m.m`, and `code` its locals and instructions without the last `end`.
 */
export function moduleOfOneFunction(options: {
  readonly name: string;
  readonly parameterCount: number;
  readonly results: readonly number[];
  readonly memoryType: readonly number[];
  readonly code: readonly number[];
}): Uint8Array<ArrayBuffer> {
  const parameters = Array.from({ length: options.parameterCount }, () => VALUE_TYPES.i32);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, ...vector(parameters), ...vector(options.results)]),
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, ...options.memoryType]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...vector(Array.from(options.name, (letter) => letter.charCodeAt(0))), 0, 0]),
    ...section(10, [1, ...vector([...options.code, 0x0b])]),
  ]);
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...vector(content)];
}

function vector(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content];
}

/** LEB128. */
export function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** LEB128 of a positive number whose sixth bit would otherwise be read as its sign. */
export function signed(value: number): readonly number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)];
}

export const I32_ADD = 0x6a;

export const get = (local: number): readonly number[] => [0x20, local];
export const set = (local: number): readonly number[] => [0x21, local];
export const constant = (value: number): readonly number[] => [0x41, ...signed(value)];

/** `local += bytes` */
export const advance = (local: number, bytes: number): readonly number[] => [
  ...get(local),
  ...constant(bytes),
  I32_ADD,
  ...set(local),
];

/** `local += bytes`, and back to the beginning of the loop while it is below `end`. */
export const repeatBelow = (local: number, bytes: number, end: number): readonly number[] => [
  ...[...get(local), ...constant(bytes), I32_ADD, 0x22, local, ...get(end), 0x49, 0x0d, 0],
];

/** The four 32-bit integers of a vector, added. */
export const sumOfLanes = (local: number): readonly number[] =>
  // i32x4.extract_lane
  [0, 1, 2, 3].flatMap((lane) => [...get(local), 0xfd, 0x1b, lane, ...(lane === 0 ? [] : [I32_ADD])]);
