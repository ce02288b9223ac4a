import { buildFloatSegmentGraph, FLOAT_RELATIVE_ERROR, type FloatPrecision } from './float-segment-graph.js';
import { buildSegmentGraph, type ProbeCoding, type SegmentLayout } from './segment-graph.js';

/**
 * How the rows of a segment are multiplied with probes: 8-bit integers, with the probe coded in one of two ways, or
 * floating point for execution providers without 8-bit products. Answers are the same byte for byte: what the graph
 * says only has to be good enough to know which persons may be in the list; these are scored exactly.
 */
export type SegmentArithmetic = ProbeCoding | FloatPrecision;

/** What three roundings of 2^-24 may have taken from a cosine, taken twice and rounded up. */
const SINGLE_PRECISION_ERROR = 1e-6;

export function isFloat(arithmetic: SegmentArithmetic): arithmetic is FloatPrecision {
  return arithmetic === 'float16' || arithmetic === 'float32';
}

/** Most that a cosine of the graph is off, as cosines are at most 1. */
export function cosineError(arithmetic: SegmentArithmetic): number {
  return SINGLE_PRECISION_ERROR + (isFloat(arithmetic) ? FLOAT_RELATIVE_ERROR[arithmetic] : 0);
}

export function buildGraph(
  layout: SegmentLayout,
  arithmetic: SegmentArithmetic,
  constantsFile: string,
): Uint8Array {
  return isFloat(arithmetic)
    ? buildFloatSegmentGraph(layout, arithmetic, constantsFile)
    : buildSegmentGraph(layout, arithmetic, constantsFile);
}
