import { isPalmSample } from '../domain/palm-positions.js';
import type { OperationProblem } from './ports/operations.js';
import type { AnySample, ExtractionOutcome, PalmSample, Sample } from './ports/samples.js';

type Template = Extract<ExtractionOutcome, { readonly kind: 'template' }>;

/** A palm print that is kept: nothing was extracted of it. */
export type PalmPrint = {
  readonly sample: PalmSample;
  readonly image: Extract<ExtractionOutcome, { readonly kind: 'image' }>['image'];
  /** Its index in the request. */
  readonly sentAt: number;
};

export type SingleSamples = {
  readonly samples: readonly Sample[];
  readonly outcomes: readonly Template[];
  /** Of each sample its index in the request: the fingers of a slap share one. */
  readonly sentAt: readonly number[];
  /** Apart from what can be compared. */
  readonly palmPrints: readonly PalmPrint[];
};

type Single = { readonly sample: Sample; readonly outcome: Template; readonly index: number };

/** Samples of one finger or face each, and what was extracted of each: every slap is replaced by its fingers. */
export function fingersOfSlaps(
  samples: readonly AnySample[],
  outcomes: readonly Exclude<ExtractionOutcome, { readonly kind: 'rejected' }>[],
): SingleSamples {
  const singles: Single[] = [];
  const palmPrints: PalmPrint[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const sample = samples[index]!;
    if (outcome.kind === 'slap') singles.push(...outcome.fingers.map((finger) => ({ ...finger, index })));
    else if (outcome.kind === 'image' && isPalmSample(sample)) {
      palmPrints.push({ sample, image: outcome.image, sentAt: index });
    } else if (outcome.kind === 'template' && !isPalmSample(sample)) {
      singles.push({ sample, outcome, index });
    } else throw new Error('the outcome is of another kind of sample');
  }
  return {
    samples: singles.map(({ sample }) => sample),
    outcomes: singles.map(({ outcome }) => outcome),
    sentAt: singles.map(({ index }) => index),
    palmPrints,
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
