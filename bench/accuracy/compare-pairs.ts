/** Every pair of templates through the hub's own comparison. The earlier image is the probe. */
import { comparePerson, prepareProbe } from '../../src/matching/compare-person.js';
import { bestViewSimilarity } from '../../src/matching/cosine-similarity.js';
import { compareMinutiae } from '../../src/matching/minutiae/compare-minutiae.js';
import type { DescribedMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import type { ProbeTemplate, ReferenceTemplate } from '../../src/matching/template.js';
import type { Comparator, RawPairs } from './raw-accuracy.js';
import type { ExtractedImage } from './timed-extraction.js';

type Prepared = {
  readonly index: number;
  readonly set: number;
  readonly probe: ReturnType<typeof prepareProbe>;
  readonly reference: ReferenceTemplate;
  readonly minutiae: DescribedMinutiae;
};

const COMPARATORS: Readonly<Partial<Record<Comparator, (probe: Prepared, reference: Prepared) => number>>> = {
  embedding: ({ probe }, { reference }) =>
    bestViewSimilarity(probe.views, probe.viewLengths, reference.embedding),
  minutiae: (probe, reference) => compareMinutiae(probe.minutiae, reference.minutiae).score,
  fused: ({ probe }, { reference }) => comparePerson([probe], [reference]).fusedScore,
};

export function comparePairs(extracted: readonly ExtractedImage[], isAcross: boolean): RawPairs {
  const prepared = extracted.flatMap(({ image, template, minutiae }, index) =>
    template && minutiae ? [prepare(index, image.set, template, minutiae)] : [],
  );
  const pairs = prepared.flatMap((probe, at) =>
    prepared
      .slice(at + 1)
      .filter((reference) => isAcross || reference.set === probe.set)
      .map((reference) => ({ probe, reference })),
  );
  const scores: Partial<Record<Comparator, number[]>> = {};
  const meanMs: Partial<Record<Comparator, number>> = {};
  for (const [name, compare] of Object.entries(COMPARATORS) as [
    Comparator,
    (typeof COMPARATORS)['fused'],
  ][]) {
    const startedAt = performance.now();
    scores[name] = pairs.map(({ probe, reference }) => compare!(probe, reference));
    meanMs[name] = (performance.now() - startedAt) / Math.max(1, pairs.length);
  }
  return {
    probe: pairs.map(({ probe }) => probe.index),
    reference: pairs.map(({ reference }) => reference.index),
    scores,
    meanMs,
  };
}

function prepare(index: number, set: number, template: ProbeTemplate, minutiae: DescribedMinutiae): Prepared {
  const { views, ...rest } = template;
  return {
    index,
    set,
    probe: prepareProbe(template),
    reference: { ...rest, embedding: views[0]! },
    minutiae,
  };
}
