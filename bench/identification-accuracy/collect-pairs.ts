import type { Weighted } from './calibration-fit.js';
import { areStrangers, cosineOf, minutiaeScoreOf, type PreparedImpression } from './prepared-gallery.js';
import type { ScoredLine } from './scored-pairs.js';

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
  /** Each in one order; of those that score 0 by minutiae a part, which stands for all (`scored-pairs.ts`). */
  readonly nonMated: readonly ScoredPair[];
  /** Cosines of all non-mated pairs, each in one order. */
  readonly cosines: readonly Weighted[];
};

/** `scored`: what `score-pairs` wrote of the same impressions, all of them. */
export function collectPairs(
  impressions: readonly PreparedImpression[],
  scored: readonly ScoredLine[],
): PairSample {
  const keyOf = ({ finger, impression }: { readonly finger: number; readonly impression: number }) =>
    `${finger}_${impression}`;
  const known = new Map(impressions.map((each) => [keyOf(each), each]));
  const lines = new Map(scored.map((line) => [keyOf(line), line]));
  const missing = impressions.filter((each) => !lines.has(keyOf(each))).length;
  if (missing > 0 || lines.size !== known.size)
    throw new Error(
      `the pairs are of other impressions: ${missing} of ${known.size} have no line, of ${lines.size} lines; score-pairs goes on where it stopped`,
    );
  const mated = matedPairs(impressions).flatMap(([probe, reference]) => [
    pairOf(probe, reference, { minutiae: minutiaeScoreOf(probe, reference), weight: 1 }),
    pairOf(reference, probe, { minutiae: minutiaeScoreOf(reference, probe), weight: 1 }),
  ]);
  const nonMated = impressions.flatMap((probe) =>
    lines
      .get(keyOf(probe))!
      .others.map(([finger, impression, minutiae, weight]) =>
        pairOf(probe, known.get(keyOf({ finger, impression }))!, { minutiae, weight }),
      ),
  );
  return { mated, nonMated, cosines: nonMatedCosines(impressions) };
}

function nonMatedCosines(impressions: readonly PreparedImpression[]): readonly Weighted[] {
  const cosines: Weighted[] = [];
  impressions.forEach((probe, index) => {
    for (const reference of impressions.slice(index + 1))
      if (areStrangers(probe, reference)) cosines.push({ score: cosineOf(probe, reference), weight: 1 });
  });
  return cosines;
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

function pairOf(
  probe: PreparedImpression,
  reference: PreparedImpression,
  { minutiae, weight }: { readonly minutiae: number; readonly weight: number },
): ScoredPair {
  return {
    finger: probe.finger,
    otherFinger: reference.finger,
    cosine: cosineOf(probe, reference),
    minutiae,
    quality: Math.min(probe.quality, reference.quality),
    weight,
  };
}
