import type { OperationProblem } from './ports/operations.js';
import type { ExtractionOutcome, Sample } from './ports/samples.js';

type Template = Extract<ExtractionOutcome, { readonly kind: 'template' }>;

export type SingleSamples = {
  readonly samples: readonly Sample[];
  readonly outcomes: readonly Template[];
  /** Of each sample its index in the request: the fingers of a slap share one. */
  readonly sentAt: readonly number[];
};

/** Samples of one finger or face each, and what was extracted of each: every slap is replaced by its fingers. */
export function fingersOfSlaps(
  samples: readonly Sample[],
  outcomes: readonly Exclude<ExtractionOutcome, { readonly kind: 'rejected' }>[],
): SingleSamples {
  const singles = outcomes.flatMap((outcome, index) => {
    const parts = outcome.kind === 'slap' ? outcome.fingers : [{ sample: samples[index]!, outcome }];
    return parts.map((part) => ({ ...part, index }));
  });
  return {
    samples: singles.map(({ sample }) => sample),
    outcomes: singles.map(({ outcome }) => outcome),
    sentAt: singles.map(({ index }) => index),
  };
}

/** A problem with one of the single samples, pointing at the sample that was sent. */
export function pointingAtSent(
  problem: OperationProblem,
  { sentAt }: Pick<SingleSamples, 'sentAt'>,
): OperationProblem {
  const [, index] = /^\/samples\/(\d+)$/.exec(problem.pointer ?? '') ?? [];
  const sent = index === undefined ? undefined : sentAt[Number(index)];
  return sent === undefined ? problem : { ...problem, pointer: `/samples/${sent}` };
}
