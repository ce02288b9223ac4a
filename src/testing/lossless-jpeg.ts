/** A lossless JPEG of one component, encoded as plainly as the standard writes it (T.81 annex H): for tests and fuzzers. */
export type LosslessOptions = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitDepth?: number;
  readonly predictor?: number;
  readonly pointTransform?: number;
  readonly restartLines?: number;
};

/** Every category has a code of five bits, its own number: valid, and as far from optimal as may be. */
const CODE_BITS = 5;
const CATEGORIES = 17;

export function encodeLosslessJpeg(samples: ArrayLike<number>, options: LosslessOptions): Uint8Array {
  const { widthPx, heightPx, bitDepth = 8, predictor = 1, pointTransform = 0, restartLines = 0 } = options;
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xc3, [bitDepth, ...wide(heightPx), ...wide(widthPx), 1, 0, 0x11, 0]),
    segment(0xc4, [
      0,
      ...Array.from({ length: 16 }, (_, index) => (index === CODE_BITS - 1 ? CATEGORIES : 0)),
      ...Array(CATEGORIES).keys(),
    ]),
    ...(restartLines > 0 ? [segment(0xdd, wide(restartLines * widthPx))] : []),
    segment(0xda, [1, 0, 0, predictor, 0, pointTransform]),
    ...intervals(samples, { ...options, bitDepth, predictor, pointTransform, restartLines }),
    Buffer.from([0xff, 0xd9]),
  ]);
}

function intervals(samples: ArrayLike<number>, options: Required<LosslessOptions>): readonly Buffer[] {
  const { heightPx, restartLines } = options;
  const lines = restartLines > 0 ? restartLines : heightPx;
  const parts: Buffer[] = [];
  for (let first = 0, index = 0; first < heightPx; first += lines, index++) {
    if (index > 0) parts.push(Buffer.from([0xff, 0xd0 + ((index - 1) % 8)]));
    parts.push(interval(samples, options, { first, end: Math.min(first + lines, heightPx) }));
  }
  return parts;
}

function interval(
  samples: ArrayLike<number>,
  { widthPx, bitDepth, predictor, pointTransform }: Required<LosslessOptions>,
  { first, end }: { readonly first: number; readonly end: number },
): Buffer {
  let bits = '';
  const at = (x: number, y: number) => samples[y * widthPx + x]! >> pointTransform;
  for (let y = first; y < end; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [a, b, c] = [
        x > 0 ? at(x - 1, y) : 0,
        y > 0 ? at(x, y - 1) : 0,
        x > 0 && y > 0 ? at(x - 1, y - 1) : 0,
      ];
      const usual = [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][predictor]!;
      const start = 2 ** (bitDepth - pointTransform - 1);
      const prediction = y === first ? (x === 0 ? start : a) : x === 0 ? b : usual;
      bits += coded((at(x, y) - prediction) & 0xffff);
    }
  }
  return stuffed(bits);
}

/** The difference modulo 2^16, taken between -32767 and 32768. */
function coded(modulo: number): string {
  const difference = modulo > 0x8000 ? modulo - 0x1_0000 : modulo;
  const category = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const prefix = category.toString(2).padStart(CODE_BITS, '0');
  if (category === 0 || category === 16) return prefix;
  const value = difference < 0 ? difference + 2 ** category - 1 : difference;
  return prefix + value.toString(2).padStart(category, '0');
}

/** Filled up with ones, a zero behind every FF. */
function stuffed(bits: string): Buffer {
  const bytes: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    const byte = Number.parseInt(bits.slice(at, at + 8).padEnd(8, '1'), 2);
    bytes.push(...(byte === 0xff ? [0xff, 0] : [byte]));
  }
  return Buffer.from(bytes);
}

function segment(marker: number, content: readonly number[]): Buffer {
  return Buffer.from([0xff, marker, ...wide(content.length + 2), ...content]);
}

function wide(value: number): readonly number[] {
  return [value >> 8, value & 0xff];
}
