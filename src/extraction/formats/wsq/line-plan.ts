import type { Filters } from './read-tables.js';
import { type Line, walkLine } from './walk-line.js';

/** The products of one line: those of output i are `counts[i]` from `i * capacity` on, in the order of their addition. */
export type LinePlan = {
  readonly length: number;
  readonly capacity: number;
  readonly counts: Uint8Array;
  readonly sources: Int32Array;
  readonly factors: Float32Array;
  /** Beyond the line where the line is short for the filters. */
  readonly sourceMin: number;
  readonly sourceMax: number;
};

export function planLine(line: Line, filters: Filters): LinePlan {
  const capacity = (filters.low.length >> 1) + (filters.high.length >> 1) + 2;
  const counts = new Uint8Array(line.length);
  const sources = new Int32Array(line.length * capacity);
  const factors = new Float32Array(line.length * capacity);
  let sourceMin = 0;
  let sourceMax = 0;
  walkLine(line, filters, {
    clear: (output) => {
      counts[output] = 0;
    },
    add: (output, source, factor) => {
      const place = output * capacity + counts[output]!;
      sources[place] = source;
      factors[place] = factor;
      counts[output]! += 1;
      sourceMin = Math.min(sourceMin, source);
      sourceMax = Math.max(sourceMax, source);
    },
  });
  return { length: line.length, capacity, counts, sources, factors, sourceMin, sourceMax };
}

export type Lines = {
  readonly count: number;
  /** First sample of the first line. */
  readonly at: number;
  /** From one line to the next, and from one sample to the next: one of them is 1. */
  readonly pitch: number;
  readonly step: number;
};

/** Whether a line needs samples that lie in no row or column of the source at all. */
export function reachesOutside(
  { sourceMin, sourceMax }: LinePlan,
  from: Lines,
  sampleCount: number,
): boolean {
  const lastLine = from.at + (from.count - 1) * from.pitch;
  return from.at + sourceMin * from.step < 0 || lastLine + sourceMax * from.step >= sampleCount;
}

export type Join = {
  readonly source: Float32Array;
  readonly from: Lines;
  readonly target: Float32Array;
  readonly to: Lines;
};

/** Joins lines of `source` into lines of `target`, along the memory in either direction. */
export function joinByPlan(plan: LinePlan, join: Join): void {
  if (join.from.step === 1)
    for (let line = 0; line < join.from.count; line += 1) joinOneLine(plan, join, line);
  else for (let output = 0; output < plan.length; output += 1) joinOneOutput(plan, join, output);
}

/** All outputs of a row. */
function joinOneLine(plan: LinePlan, { source, from, target, to }: Join, line: number): void {
  const { length, capacity, counts, sources, factors } = plan;
  const base = from.at + line * from.pitch;
  let output = to.at + line * to.pitch;
  for (let index = 0; index < length; index += 1, output += 1) {
    let sum = 0;
    const first = index * capacity;
    for (let place = first, end = first + counts[index]!; place < end; place += 1) {
      sum = Math.fround(sum + Math.fround(source[base + sources[place]!]! * factors[place]!));
    }
    target[output] = sum;
  }
}

/** The same output of all columns. */
function joinOneOutput(plan: LinePlan, { source, from, target, to }: Join, output: number): void {
  const start = to.at + output * to.step;
  target.fill(0, start, start + from.count);
  const first = output * plan.capacity;
  for (let place = first, last = first + plan.counts[output]!; place < last; place += 1) {
    const factor = plan.factors[place]!;
    let sample = from.at + plan.sources[place]! * from.step;
    for (let at = start, end = start + from.count; at < end; at += 1, sample += 1) {
      target[at] = target[at]! + Math.fround(source[sample]! * factor);
    }
  }
}
