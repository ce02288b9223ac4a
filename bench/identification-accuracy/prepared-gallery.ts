/** Impressions made ready to be compared many times: lengths of the views, descriptors of the minutiae when first needed. */
import { bestViewSimilarity, vectorLength } from '../../src/matching/cosine-similarity.js';
import { compareMinutiae } from '../../src/matching/minutiae/compare-minutiae.js';
import { type DescribedMinutiae, describeMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import { shareGlass } from './residues.js';
import type { StoredImpression } from './template-file.js';

export type PreparedImpression = StoredImpression & {
  readonly viewLengths: readonly number[];
  readonly described: () => DescribedMinutiae;
};

export function prepareImpression(impression: StoredImpression): PreparedImpression {
  let described: DescribedMinutiae | undefined;
  return {
    ...impression,
    viewLengths: impression.views.map(vectorLength),
    described: () => {
      described ??= describeMinutiae(impression.minutiae);
      return described;
    },
  };
}

export function cosineOf(probe: PreparedImpression, reference: PreparedImpression): number {
  return bestViewSimilarity(probe.views, probe.viewLengths, reference.views[0]!);
}

export function minutiaeScoreOf(probe: PreparedImpression, reference: PreparedImpression): number {
  return compareMinutiae(probe.described(), reference.described()).score;
}

/** Different fingers, of which neither left its print on the other's glass. */
export function areStrangers(probe: PreparedImpression, reference: PreparedImpression): boolean {
  return probe.finger !== reference.finger && !shareGlass(probe.finger, reference.finger);
}
