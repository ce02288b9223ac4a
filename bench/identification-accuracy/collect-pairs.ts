import type { Weighted } from './calibration-fit.js';
import { cosineOf, minutiaeScoreOf, type PreparedImpression } from './prepared-gallery.js';
import { shareGlass } from './residues.js';

export type ScoredPair = {
  readonly finger: number;
  readonly otherFinger: number;
  readonly cosine: number;
  readonly minutiae: number;
  /** Worse of both samples. */
  readonly quality: number;
  /** How many pairs this one stands for. */
  readonly weight: number;
};

export type PairSample = {
  /** Every ordered pair of impressions of one finger. */
  readonly mated: readonly ScoredPair[];
  /** Drawn in strata, see `collectPairs`. */
  readonly nonMated: readonly ScoredPair[];
  /** Cosines of all non-mated pairs, each in one order. */
  readonly cosines: readonly Weighted[];
};

/** Of non-mated pairs, by their cosine: the lower nine tenths, the next nine hundredths, the uppermost hundredth. */
const STRATA = [0, 0.9, 0.99] as const;

/** How many are drawn of each stratum. */
export type PairsOfStrata = readonly [number, number, number];

/** `150000`, of each so many, or `900000,150000,150000`. */
export function readPairsOfStrata(text: string): PairsOfStrata {
  const counts = text.split(',').map(Number);
  const [most, more = most, fewest = most] = counts;
  const all = [most!, more!, fewest!] as const;
  if ((counts.length !== 1 && counts.length !== STRATA.length) || all.some((count) => !(count > 0)))
    throw new Error(`--pairs takes one count or ${STRATA.length}, not ${text}`);
  return all;
}

export function collectPairs(
  impressions: readonly PreparedImpression[],
  options: { readonly random: () => number; readonly pairsOfStrata: PairsOfStrata },
): PairSample {
  const mated = matedPairs(impressions).flatMap(([probe, reference]) => [
    scored(probe, reference, cosineOf(probe, reference), 1),
    scored(reference, probe, cosineOf(reference, probe), 1),
  ]);
  const { drawn, cosines } = drawNonMated(impressions, options);
  const nonMated = drawn.map(({ probe, reference, cosine, weight }) =>
    scored(probe, reference, cosine, weight),
  );
  return { mated, nonMated, cosines: Array.from(cosines, (score) => ({ score, weight: 1 })) };
}

/** Every pair of impressions of one finger, once. */
export function matedPairs(
  impressions: readonly PreparedImpression[],
): readonly (readonly [PreparedImpression, PreparedImpression])[] {
  return impressions.flatMap((probe, p) =>
    impressions
      .slice(p + 1)
      .filter(({ finger }) => finger === probe.finger)
      .map((reference) => [probe, reference] as const),
  );
}

export type DrawnPair = {
  readonly probe: PreparedImpression;
  readonly reference: PreparedImpression;
  readonly cosine: number;
  /** How many pairs this one stands for. */
  readonly weight: number;
};

/**
 * From all pairs of impressions of different fingers, each in one order, so many of each stratum; all cosines, ascending. Fingers
 * that left their print on each other's glass make no pair.
 */
export function drawNonMated(
  impressions: readonly PreparedImpression[],
  { random, pairsOfStrata }: { readonly random: () => number; readonly pairsOfStrata: PairsOfStrata },
): { readonly drawn: readonly DrawnPair[]; readonly cosines: Float32Array } {
  const count = impressions.length;
  const cosineOfPair = new Float32Array(count * count).fill(Number.NaN);
  impressions.forEach((probe, p) => {
    for (let r = p + 1; r < count; r++)
      if (impressions[r]!.finger !== probe.finger && !shareGlass(impressions[r]!.finger, probe.finger))
        cosineOfPair[p * count + r] = cosineOf(probe, impressions[r]!);
  });
  const ascending = Uint32Array.from(cosineOfPair.keys())
    .filter((index) => !Number.isNaN(cosineOfPair[index]!))
    .sort((a, b) => cosineOfPair[a]! - cosineOfPair[b]!);
  const drawn = STRATA.flatMap((from, stratum) => {
    const part = ascending.subarray(
      Math.floor(from * ascending.length),
      Math.floor((STRATA[stratum + 1] ?? 1) * ascending.length),
    );
    const chosen = draw(part, pairsOfStrata[stratum]!, random);
    return Array.from(chosen, (index) => ({
      probe: impressions[Math.floor(index / count)]!,
      reference: impressions[index % count]!,
      cosine: cosineOfPair[index]!,
      weight: part.length / chosen.length,
    }));
  });
  return { drawn, cosines: Float32Array.from(ascending, (index) => cosineOfPair[index]!) };
}

function scored(
  probe: PreparedImpression,
  reference: PreparedImpression,
  cosine: number,
  weight: number,
): ScoredPair {
  return {
    finger: probe.finger,
    otherFinger: reference.finger,
    cosine,
    minutiae: minutiaeScoreOf(probe, reference),
    quality: Math.min(probe.quality, reference.quality),
    weight,
  };
}

/** `count` of them without repetition, or all. */
function draw(from: Uint32Array, count: number, random: () => number): Uint32Array {
  if (from.length <= count) return from;
  const left = from.slice();
  for (let index = 0; index < count; index++) {
    const at = index + Math.floor(random() * (left.length - index));
    [left[index], left[at]] = [left[at]!, left[index]!];
  }
  return left.subarray(0, count);
}
