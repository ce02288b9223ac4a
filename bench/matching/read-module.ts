/**
 * A WebAssembly module written byte by byte, that reads memory and does nothing else worth time:
 * `read(from: i32, end: i32) -> i32` combines all bytes from..end (a multiple of 128) with exclusive or, in 16-byte
 * loads into four accumulators. It imports its memory (`m.m`, shared) so that threads read one buffer.
 */
declare global {
  /** What of WebAssembly is used; the compiler knows it only together with everything a browser has. */
  namespace WebAssembly {
    class Memory {
      constructor(size: { initial: number; maximum: number; shared: boolean });
      readonly buffer: SharedArrayBuffer;
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

const LANES = 4;
const STEP_BYTES = 128;

export function readModule(pages: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One type: (i32, i32) -> i32.
    ...section(1, [1, 0x60, 2, I32, I32, 1, I32]),
    // Import m.m, a shared memory (flag 3) of fixed size.
    ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 3, ...unsigned(pages), ...unsigned(pages)]),
    ...section(3, [1, 0]),
    ...section(7, [1, 4, ...Buffer.from('read'), 0, 0]),
    ...section(10, [1, ...sized(body())]),
  ]);
}

const I32 = 0x7f;
const V128 = 0x7b;

function body(): readonly number[] {
  return [
    // Locals 2..5: the accumulators, zero at first.
    ...[1, LANES, V128],
    ...[0x03, 0x40],
    ...Array.from({ length: STEP_BYTES / 16 }, (_, index) => combine(2 + (index % LANES), 16 * index)).flat(),
    // from += 128; again while from < end
    ...[0x20, 0, 0x41, ...signed(STEP_BYTES), 0x6a, 0x22, 0, 0x20, 1, 0x49, 0x0d, 0, 0x0b],
    ...[0x20, 2, 0x20, 3, ...XOR, 0x20, 4, ...XOR, 0x20, 5, ...XOR],
    // i32x4.extract_lane 0
    ...[0xfd, 27, 0, 0x0b],
  ];
}

const XOR = [0xfd, 81];

/** accumulator ^= v128.load(from + offset) */
function combine(accumulator: number, offset: number): readonly number[] {
  return [0x20, accumulator, 0x20, 0, 0xfd, 0, 0, ...unsigned(offset), ...XOR, 0x21, accumulator];
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content];
}

function unsigned(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** LEB128 of a positive number whose sixth bit would otherwise be read as its sign. */
function signed(value: number): readonly number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)];
}
