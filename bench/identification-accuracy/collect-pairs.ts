import type { Weighted } from './calibration-fit.js';
import { cosineOf, minutiaeScoreOf, type PreparedImpression } from './prepared-gallery.js';

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
  /** Cosines of all non-mated pairs of one probe and one reference a finger. */
  readonly cosines: readonly Weighted[];
};

/** Of non-mated pairs, by their cosine: the lower nine tenths, the next nine hundredths, the uppermost hundredth. */
const STRATA = [0, 0.9, 0.99] as const;

export function collectPairs(
  impressions: readonly PreparedImpression[],
  options: { readonly random: () => number; readonly pairsPerStratum: number },
): PairSample {
  const byFinger = new Map<number, PreparedImpression[]>();
  for (const each of impressions) byFinger.set(each.finger, [...(byFinger.get(each.finger) ?? []), each]);
  const fingers = [...byFinger.values()];
  const mated = fingers.flatMap((ofOne) =>
    ofOne.flatMap((probe) =>
      ofOne
        .filter((reference) => reference !== probe)
        .map((reference) => scored(probe, reference, cosineOf(probe, reference), 1)),
    ),
  );
  // One probe and one reference a finger, so that no finger counts more than another.
  const probes = fingers.map((ofOne) => ofOne[0]!);
  const references = fingers.map((ofOne) => ofOne.at(-1)!);
  const cosines = new Float32Array(probes.length * references.length).fill(Number.NaN);
  probes.forEach((probe, p) => {
    references.forEach((reference, r) => {
      if (p !== r) cosines[p * references.length + r] = cosineOf(probe, reference);
    });
  });
  const known = [...cosines.keys()].filter((index) => !Number.isNaN(cosines[index]!));
  known.sort((a, b) => cosines[a]! - cosines[b]!);
  const nonMated = STRATA.flatMap((from, stratum) => {
    const part = known.slice(
      Math.floor(from * known.length),
      Math.floor((STRATA[stratum + 1] ?? 1) * known.length),
    );
    const chosen = draw(part, options.pairsPerStratum, options.random);
    return chosen.map((index) => {
      const probe = probes[Math.floor(index / references.length)]!;
      const reference = references[index % references.length]!;
      return scored(probe, reference, cosines[index]!, part.length / chosen.length);
    });
  });
  return { mated, nonMated, cosines: known.map((index) => ({ score: cosines[index]!, weight: 1 })) };
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
function draw(from: readonly number[], count: number, random: () => number): readonly number[] {
  if (from.length <= count) return from;
  const left = [...from];
  return Array.from({ length: count }, () => {
    const at = Math.floor(random() * left.length);
    const chosen = left[at]!;
    left[at] = left.at(-1)!;
    left.pop();
    return chosen;
  });
}
