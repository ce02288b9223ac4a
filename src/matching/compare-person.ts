import { comparablePositions, modalityOf, type Position } from '../domain/positions.js';
import type { MinutiaeScore } from '../workflows/ports/second-stage.js';
import type { Evidence } from './calibration.js';
import { bestViewSimilarity, vectorLength } from './cosine-similarity.js';
import { evidenceWithoutEmbedding } from './evidence-without-embedding.js';
import { fusePositions } from './fusion.js';
import { pairEvidence } from './pair-evidence.js';
import type { ProbeTemplate, ReferenceTemplate } from './template.js';

/** A probe whose views' lengths are known, so that a search computes them once. */
export type PreparedProbe = ProbeTemplate & {
  readonly viewLengths: readonly number[];
  readonly comparable: ReadonlySet<Position>;
};

/** What the second stage said of a probe, by its index, and a reference; `undefined` where it was not asked. */
export type MinutiaeOfPair<Reference> = (
  probeIndex: number,
  reference: Reference,
) => MinutiaeScore | undefined;

export type ComparedPosition<Reference> = {
  readonly probeIndex: number;
  readonly reference: Reference;
  /** 0 where the probe has no embedding. */
  readonly similarityScore: number;
  readonly minutiae?: MinutiaeScore;
  readonly chanceNats: number;
  readonly logLikelihoodRatio: number;
};

/** The reference of a finger that was chosen for a probe, and the next best ones of that finger. */
export type ChosenPosition<Reference> = ComparedPosition<Reference> & {
  /** The better ones first; absent where none were asked for. */
  readonly further?: readonly ComparedPosition<Reference>[];
};

export type PersonComparison<Reference> = {
  /** Fused, in nats; minus infinity where nothing could be compared. */
  readonly fusedScore: number;
  /** In the order of the probes. */
  readonly positions: readonly ChosenPosition<Reference>[];
};

export type ComparePersonOptions<Reference> = {
  readonly minutiaeOf?: MinutiaeOfPair<Reference>;
  /** So many more references of each finger that was compared are named. */
  readonly furtherMax?: number;
};

export function prepareProbe(probe: ProbeTemplate): PreparedProbe {
  return {
    ...probe,
    viewLengths: probe.views.map(vectorLength),
    comparable: new Set(comparablePositions(probe.position)),
  };
}

/**
 * Compares probes with every reference of one person and fuses. Each probe gets the comparable reference of the
 * highest log likelihood ratio; a reference serves one probe only, and so does a finger or face of the person, of which
 * there may be references of several encounters. The strongest pair chooses first, so that no impression proves the
 * same thing twice. Ties fall to the earlier probe, then the earlier reference.
 */
export function comparePerson<Reference extends ReferenceTemplate>(
  probes: readonly PreparedProbe[],
  references: readonly Reference[],
  { minutiaeOf = () => undefined, furtherMax = 0 }: ComparePersonOptions<Reference> = {},
): PersonComparison<Reference> {
  const pairs = comparablePairs(probes, references, minutiaeOf);
  pairs.sort(byEvidence);
  const usedProbes = new Set<number>();
  const usedReferences = new Set<Reference>();
  const usedPositions = new Set<Position>();
  const positions = pairs.filter(({ probeIndex, reference }) => {
    const position = positionOfPair(probes[probeIndex]!, reference);
    if (usedProbes.has(probeIndex) || usedReferences.has(reference) || usedPositions.has(position))
      return false;
    usedProbes.add(probeIndex);
    usedReferences.add(reference);
    if (position !== 'unknown-finger') usedPositions.add(position);
    return true;
  });
  positions.sort((a, b) => a.probeIndex - b.probeIndex);
  const chosen =
    furtherMax === 0
      ? positions
      : positions.map((position) => withFurther(position, furtherOf(position, pairs).slice(0, furtherMax)));
  return { fusedScore: fusePositions(positions), positions: chosen };
}

/** The pair that says more comes first. */
export function byEvidence(a: Evidence, b: Evidence): number {
  return b.logLikelihoodRatio - a.logLikelihoodRatio || b.chanceNats - a.chanceNats;
}

/** References of the same finger, which serve no other probe. Of references that name none it is not known which finger they are. */
function furtherOf<Reference extends ReferenceTemplate>(
  { probeIndex, reference }: ComparedPosition<Reference>,
  pairs: readonly ComparedPosition<Reference>[],
): readonly ComparedPosition<Reference>[] {
  if (reference.position === 'unknown-finger' || modalityOf(reference.position) === 'face') return [];
  return pairs.filter(
    (pair) =>
      pair.probeIndex === probeIndex &&
      pair.reference !== reference &&
      pair.reference.position === reference.position,
  );
}

function withFurther<Reference>(
  position: ComparedPosition<Reference>,
  further: readonly ComparedPosition<Reference>[],
): ChosenPosition<Reference> {
  return further.length === 0 ? position : { ...position, further };
}

/** Which finger (or face) of the person a pair is about, where the probe or the reference says so. */
function positionOfPair(probe: PreparedProbe, reference: ReferenceTemplate): Position {
  return reference.position === 'unknown-finger' ? probe.position : reference.position;
}

/** References the most compared probe is compared with. */
export function comparisonsPerProbe(
  probes: readonly PreparedProbe[],
  references: readonly ReferenceTemplate[],
): number {
  return Math.max(
    0,
    ...probes.map((probe) => references.filter((reference) => isComparable(probe, reference)).length),
  );
}

function comparablePairs<Reference extends ReferenceTemplate>(
  probes: readonly PreparedProbe[],
  references: readonly Reference[],
  minutiaeOf: MinutiaeOfPair<Reference>,
): ComparedPosition<Reference>[] {
  return probes.flatMap((probe, probeIndex) =>
    references
      .filter((reference) => isComparable(probe, reference))
      .map((reference) => ({ reference, minutiae: minutiaeOf(probeIndex, reference) }))
      // Without an embedding there is no evidence but that of the minutiae.
      .filter(({ minutiae }) => probe.views.length > 0 || minutiae?.kind === 'compared')
      .map(({ reference, minutiae }) => comparePair({ probe, probeIndex }, reference, minutiae)),
  );
}

export function isComparable(probe: PreparedProbe, reference: ReferenceTemplate): boolean {
  return (
    reference.templateVersion === probe.templateVersion &&
    probe.comparable.has(reference.position) &&
    (probe.views.length > 0 || probe.minutiae !== undefined)
  );
}

function comparePair<Reference extends ReferenceTemplate>(
  { probe, probeIndex }: { readonly probe: PreparedProbe; readonly probeIndex: number },
  reference: Reference,
  minutiae: MinutiaeScore | undefined,
): ComparedPosition<Reference> {
  if (probe.views.length === 0 && minutiae?.kind === 'compared') {
    return {
      probeIndex,
      reference,
      similarityScore: 0,
      minutiae,
      ...evidenceWithoutEmbedding(minutiae, {
        probeQuality: probe.quality,
        referenceQuality: reference.quality,
      }),
    };
  }
  const similarityScore = bestViewSimilarity(probe.views, probe.viewLengths, reference.embedding);
  const evidence = pairEvidence({
    modality: modalityOf(probe.position),
    similarityScore,
    ...(minutiae === undefined ? {} : { minutiae: minutiae.kind === 'compared' ? minutiae : 'not-compared' }),
    probeQuality: probe.quality,
    referenceQuality: reference.quality,
  });
  return {
    probeIndex,
    reference,
    similarityScore,
    ...(minutiae === undefined ? {} : { minutiae }),
    ...evidence,
  };
}
