import { Tensor } from 'onnxruntime-node';
import type { PreparedProbe } from '../matching/compare-person.js';
import { FLOAT_PROBE_DIVISOR } from '../matching/float-segment-graph.js';
import { isFloat, type SegmentArithmetic } from '../matching/segment-arithmetic.js';
import { type ProbeCoding, probeZeroPoint } from '../matching/segment-graph.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';

/**
 * Probes as a segment graph takes them. All get as many views as the one with the most: a probe with fewer repeats
 * its first, which changes no maximum.
 */
export function probeTensors(
  probes: readonly PreparedProbe[],
  arithmetic: SegmentArithmetic,
): { readonly probe: Tensor; readonly scale: Tensor } {
  const viewCount = Math.max(...probes.map(({ views }) => views.length));
  const shape = [probes.length, viewCount, 1];
  if (!isFloat(arithmetic))
    return {
      probe: codedViews(probes, viewCount, arithmetic),
      scale: new Tensor('float32', inverseLengths(probes, viewCount, 1), shape),
    };
  return {
    probe: dividedViews(probes, viewCount),
    scale: new Tensor('float32', inverseLengths(probes, viewCount, FLOAT_PROBE_DIVISOR), shape),
  };
}

function inverseLengths(
  probes: readonly PreparedProbe[],
  viewCount: number,
  numerator: number,
): Float32Array<ArrayBuffer> {
  const scale = new Float32Array(probes.length * viewCount);
  eachView(probes, viewCount, ({ length }, at) => {
    scale[at] = length === 0 ? 0 : numerator / length;
  });
  return scale;
}

function codedViews(probes: readonly PreparedProbe[], viewCount: number, coding: ProbeCoding): Tensor {
  const parts = coding === 'split' ? 2 : 1;
  const bytes = new Uint8Array(probes.length * parts * viewCount * EMBEDDING_DIMENSION);
  eachView(probes, viewCount, ({ view }, at) => {
    const probeIndex = Math.floor(at / viewCount);
    const first = (probeIndex * parts * viewCount + (at % viewCount)) * EMBEDDING_DIMENSION;
    writeView(bytes, first, view, coding, viewCount * EMBEDDING_DIMENSION);
  });
  const dimensions =
    coding === 'split'
      ? [probes.length, 2, viewCount, EMBEDDING_DIMENSION]
      : [probes.length, viewCount, EMBEDDING_DIMENSION];
  return new Tensor('uint8', bytes, dimensions);
}

function dividedViews(probes: readonly PreparedProbe[], viewCount: number): Tensor {
  const values = new Float32Array(probes.length * viewCount * EMBEDDING_DIMENSION);
  eachView(probes, viewCount, ({ view }, at) => {
    for (let d = 0; d < EMBEDDING_DIMENSION; d++)
      values[at * EMBEDDING_DIMENSION + d] = view[d]! / FLOAT_PROBE_DIVISOR;
  });
  return new Tensor('float32', values, [probes.length, viewCount, EMBEDDING_DIMENSION]);
}

function eachView(
  probes: readonly PreparedProbe[],
  viewCount: number,
  take: (view: { readonly view: Int8Array; readonly length: number }, at: number) => void,
): void {
  probes.forEach(({ views, viewLengths }, probeIndex) => {
    for (let viewIndex = 0; viewIndex < viewCount; viewIndex++) {
      const taken = viewIndex < views.length ? viewIndex : 0;
      take({ view: views[taken]!, length: viewLengths[taken]! }, probeIndex * viewCount + viewIndex);
    }
  });
}

function writeView(
  bytes: Uint8Array,
  at: number,
  view: Int8Array,
  coding: ProbeCoding,
  partStride: number,
): void {
  const zero = probeZeroPoint(coding);
  for (let d = 0; d < EMBEDDING_DIMENSION; d++) {
    const value = view[d]!;
    if (coding === 'direct') bytes[at + d] = value + zero;
    else {
      bytes[at + d] = (value >> 1) + zero;
      bytes[at + partStride + d] = (value & 1) + zero;
    }
  }
}
