import { RECORD_MINUTIAE } from '../../domain/minutiae-bytes.js';
import type { EncodedMinutiae } from '../../matching/template.js';
import type { MinutiaeScore } from '../../workflows/ports/second-stage.js';
import type { PairResult } from './minutiae-task.js';

/** Templates of both sides of a pair of fingers, as far as they are there. */
export type SidesOfPair = {
  readonly probe: EncodedMinutiae | undefined;
  readonly reference: EncodedMinutiae | undefined;
};

/** Why a pair cannot be compared by minutiae; `undefined` where it can. */
export function whyNotCompared({ probe, reference }: SidesOfPair): MinutiaeScore | undefined {
  if (probe === undefined) return { kind: 'not-compared', reason: 'no-minutiae-of-probe' };
  if (reference === undefined) return { kind: 'not-compared', reason: 'no-minutiae-of-reference' };
  const isOfRecord = [probe, reference].some(({ templateVersion }) => templateVersion === RECORD_MINUTIAE);
  if (!isOfRecord && probe.templateVersion !== reference.templateVersion)
    return { kind: 'not-compared', reason: 'minutiae-version' };
  return undefined;
}

/** What became of a pair that was put to the threads. */
export function scoreOfResult(result: PairResult | undefined, templateVersion: string): MinutiaeScore {
  if (result === undefined) return { kind: 'not-compared', reason: 'late' };
  if (result.kind === 'unreadable') return { kind: 'not-compared', reason: 'minutiae-unreadable' };
  const { basis, similarityScore, pairCount } = result;
  return { kind: 'compared', basis, similarityScore, pairCount, templateVersion };
}
