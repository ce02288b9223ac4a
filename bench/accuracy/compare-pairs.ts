/** Every pair of templates through the hub's own comparison. The earlier image is the probe. */
import { comparePerson, prepareProbe } from '../../src/matching/compare-person.js';
import { bestViewSimilarity } from '../../src/matching/cosine-similarity.js';
import {
  compareAlone,
  compareMinutiae,
  type MinutiaeComparison,
} from '../../src/matching/minutiae/compare-minutiae.js';
import type { DescribedMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import type { ProbeTemplate, ReferenceTemplate } from '../../src/matching/template.js';
import type { MinutiaeScore } from '../../src/workflows/ports/second-stage.js';
import type { RawPairs } from './raw-accuracy.js';
import type { ExtractedImage } from './timed-extraction.js';

type Prepared = {
  readonly index: number;
  readonly set: number;
  readonly probe: ReturnType<typeof prepareProbe>;
  readonly reference: ReferenceTemplate;
  readonly minutiae: DescribedMinutiae;
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
  const embedding = timed(pairs, ({ probe: { probe }, reference: { reference } }) =>
    bestViewSimilarity(probe.views, probe.viewLengths, reference.embedding),
  );
  const minutiae = timed(pairs, ({ probe, reference }) =>
    compareMinutiae(probe.minutiae, reference.minutiae),
  );
  const alone = timed(
    pairs,
    ({ probe, reference }) => compareAlone(probe.minutiae, reference.minutiae).score,
  );
  const fused = timed(
    pairs,
    ({ probe, reference }, index) =>
      comparePerson([probe.probe], [reference.reference], () => toScore(minutiae.results[index]!)).fusedScore,
  );
  return {
    probe: pairs.map(({ probe }) => probe.index),
    reference: pairs.map(({ reference }) => reference.index),
    scores: {
      embedding: embedding.results,
      minutiae: minutiae.results.map(({ score }) => score),
      'minutiae-alone': alone.results,
      fused: fused.results,
    },
    meanMs: {
      embedding: embedding.meanMs,
      minutiae: minutiae.meanMs,
      'minutiae-alone': alone.meanMs,
      fused: fused.meanMs + minutiae.meanMs,
    },
  };
}

type Pair = { readonly probe: Prepared; readonly reference: Prepared };

function timed<Result>(pairs: readonly Pair[], compare: (pair: Pair, index: number) => Result) {
  const startedAt = performance.now();
  const results = pairs.map(compare);
  return { results, meanMs: (performance.now() - startedAt) / Math.max(1, pairs.length) };
}

function toScore({ basis, score, pairs }: MinutiaeComparison): MinutiaeScore {
  return {
    kind: 'compared',
    basis,
    similarityScore: score,
    pairCount: pairs.length,
    templateVersion: 'of this run',
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
