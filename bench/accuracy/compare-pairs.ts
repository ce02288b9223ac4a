/** Every pair of templates through the hub's own comparison. The earlier image is the probe. */
import { comparePerson, prepareProbe } from '../../src/matching/compare-person.js';
import { bestViewSimilarity } from '../../src/matching/cosine-similarity.js';
import {
  type ComparisonBasis,
  compareAlone,
  compareMinutiae,
} from '../../src/matching/minutiae/compare-minutiae.js';
import type { DescribedMinutiae } from '../../src/matching/minutiae/describe-minutiae.js';
import type { ProbeTemplate, ReferenceTemplate } from '../../src/matching/template.js';
import type { Comparator } from './raw-accuracy.js';
import type { ExtractedImage } from './timed-extraction.js';

type Prepared = {
  readonly index: number;
  readonly set: number;
  readonly probe: ReturnType<typeof prepareProbe>;
  readonly reference: ReferenceTemplate;
  readonly minutiae: DescribedMinutiae;
};

/** `RawPairs` while they are compared: of millions of pairs nothing but numbers fits into memory. */
export type PairColumns = {
  readonly probe: Uint32Array;
  readonly reference: Uint32Array;
  readonly scores: Readonly<Record<Comparator, Float64Array>>;
  readonly meanMs: Readonly<Record<Comparator, number>>;
};

const BASES: readonly ComparisonBasis[] = ['ridges', 'minutiae-alone'];

export function comparePairs(extracted: readonly ExtractedImage[], isAcross: boolean): PairColumns {
  const prepared = extracted.flatMap(({ image, template, minutiae }, index) =>
    template && minutiae ? [prepare(index, image.set, template, minutiae)] : [],
  );
  const pairs = listPairs(prepared, isAcross);
  const count = pairs.probe.length;
  const [bases, pairCounts] = [new Uint8Array(count), new Uint16Array(count)];
  const embedding = timed(prepared, pairs, ({ probe }, { reference }) =>
    bestViewSimilarity(probe.views, probe.viewLengths, reference.embedding),
  );
  const minutiae = timed(prepared, pairs, (probe, reference, pair) => {
    const compared = compareMinutiae(probe.minutiae, reference.minutiae);
    bases[pair] = BASES.indexOf(compared.basis);
    pairCounts[pair] = compared.pairs.length;
    return compared.score;
  });
  const alone = timed(
    prepared,
    pairs,
    (probe, reference) => compareAlone(probe.minutiae, reference.minutiae).score,
  );
  const fused = timed(
    prepared,
    pairs,
    ({ probe }, { reference }, pair) =>
      comparePerson([probe], [reference], {
        minutiaeOf: () => ({
          kind: 'compared',
          basis: BASES[bases[pair]!]!,
          similarityScore: minutiae.scores[pair]!,
          pairCount: pairCounts[pair]!,
          templateVersion: 'of this run',
        }),
      }).fusedScore,
  );
  const indexOf = (place: number) => prepared[place]!.index;
  return {
    probe: pairs.probe.map(indexOf),
    reference: pairs.reference.map(indexOf),
    scores: {
      embedding: embedding.scores,
      minutiae: minutiae.scores,
      'minutiae-alone': alone.scores,
      fused: fused.scores,
    },
    meanMs: {
      embedding: embedding.meanMs,
      minutiae: minutiae.meanMs,
      'minutiae-alone': alone.meanMs,
      fused: fused.meanMs + minutiae.meanMs,
    },
  };
}

/** Places in `prepared`. */
type Pairs = { readonly probe: Uint32Array; readonly reference: Uint32Array };

function listPairs(prepared: readonly Prepared[], isAcross: boolean): Pairs {
  const isPair = (probe: number, reference: number) =>
    isAcross || prepared[probe]!.set === prepared[reference]!.set;
  let count = 0;
  eachPair(prepared.length, (probe, reference) => {
    if (isPair(probe, reference)) count += 1;
  });
  const pairs = { probe: new Uint32Array(count), reference: new Uint32Array(count) };
  let next = 0;
  eachPair(prepared.length, (probe, reference) => {
    if (!isPair(probe, reference)) return;
    pairs.probe[next] = probe;
    pairs.reference[next] = reference;
    next += 1;
  });
  return pairs;
}

function eachPair(count: number, visit: (probe: number, reference: number) => void): void {
  for (let probe = 0; probe < count; probe++)
    for (let reference = probe + 1; reference < count; reference++) visit(probe, reference);
}

function timed(
  prepared: readonly Prepared[],
  pairs: Pairs,
  compare: (probe: Prepared, reference: Prepared, pair: number) => number,
): { readonly scores: Float64Array; readonly meanMs: number } {
  const scores = new Float64Array(pairs.probe.length);
  const startedAt = performance.now();
  for (let pair = 0; pair < scores.length; pair++)
    scores[pair] = compare(prepared[pairs.probe[pair]!]!, prepared[pairs.reference[pair]!]!, pair);
  return { scores, meanMs: (performance.now() - startedAt) / Math.max(1, scores.length) };
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
