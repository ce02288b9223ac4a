import { areStrangers, cosineOf, type PreparedImpression } from './prepared-gallery.js';

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

export type DrawnPair = {
  readonly probe: PreparedImpression;
  readonly reference: PreparedImpression;
};

/**
 * From all pairs of impressions of different fingers, each in one order, so many of each stratum. Fingers that
 * left their print on each other's glass make no pair.
 */
export function drawNonMated(
  impressions: readonly PreparedImpression[],
  { random, pairsOfStrata }: { readonly random: () => number; readonly pairsOfStrata: PairsOfStrata },
): readonly DrawnPair[] {
  const count = impressions.length;
  const cosineOfPair = new Float32Array(count * count).fill(Number.NaN);
  impressions.forEach((probe, p) => {
    for (let r = p + 1; r < count; r++)
      if (areStrangers(probe, impressions[r]!))
        cosineOfPair[p * count + r] = cosineOf(probe, impressions[r]!);
  });
  const ascending = Uint32Array.from(cosineOfPair.keys())
    .filter((index) => !Number.isNaN(cosineOfPair[index]!))
    .sort((a, b) => cosineOfPair[a]! - cosineOfPair[b]!);
  return STRATA.flatMap((from, stratum) => {
    const part = ascending.subarray(
      Math.floor(from * ascending.length),
      Math.floor((STRATA[stratum + 1] ?? 1) * ascending.length),
    );
    const chosen = draw(part, pairsOfStrata[stratum]!, random);
    return Array.from(chosen, (index) => ({
      probe: impressions[Math.floor(index / count)]!,
      reference: impressions[index % count]!,
    }));
  });
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
