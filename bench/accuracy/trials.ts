/**
 * Which pairs of the raw file make an experiment. `all`: every pair of images. `fvc`: every mated pair, and of different
 * fingers the first impressions only, as the Fingerprint Verification Competitions count.
 */
import { pairQuality } from './discard-curve.js';
import type { Trial } from './error-rates.js';
import type { Comparator, RawAccuracy } from './raw-accuracy.js';

export type Protocol = 'all' | 'fvc';

/** A trial and the worse quality of its two images. */
export type RatedTrial = Trial & { readonly quality: number };

export function trialsOf(
  raw: RawAccuracy,
  { comparator, set, protocol }: { comparator: Comparator; set: number | undefined; protocol: Protocol },
): readonly RatedTrial[] {
  const { images, pairs } = raw;
  const { ofImage } = fingerNumbers(raw, set);
  const first = firstImpressions(raw);
  const isInside = (image: number) => set === undefined || images[image]!.set === set;
  const trial = (probe: number, reference: number, score: number): RatedTrial[] => {
    if (!isInside(probe) || !isInside(reference)) return [];
    const [probeFinger, referenceFinger] = [ofImage[probe]!, ofImage[reference]!];
    const isMated = probeFinger === referenceFinger;
    if (!isMated && protocol === 'fvc' && !(first.has(probe) && first.has(reference))) return [];
    const quality = pairQuality(raw, probe, reference);
    return [{ score, isMated, probeFinger, referenceFinger, quality }];
  };
  const scores = pairs.scores[comparator]!;
  const scored = pairs.probe.flatMap((probe, pair) => trial(probe, pairs.reference[pair]!, scores[pair]!));
  const failed = failedPairs(raw).flatMap(([probe, reference]) =>
    trial(probe, reference, Number.NEGATIVE_INFINITY),
  );
  return [...scored, ...failed];
}

/** Fingers of a set (or of all) numbered from 0; for images outside the set the number means nothing. */
export function fingerNumbers(
  { images }: RawAccuracy,
  set: number | undefined,
): { readonly ofImage: readonly number[]; readonly count: number } {
  const numbers = new Map<string, number>();
  const ofImage = images.map((image) => {
    if (set !== undefined && image.set !== set) return -1;
    const key = `${image.set}/${image.finger}`;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
  return { ofImage, count: numbers.size };
}

function firstImpressions({ images }: RawAccuracy): ReadonlySet<number> {
  const seen = new Set<string>();
  return new Set(
    images.flatMap((image, index) => {
      const key = `${image.set}/${image.finger}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [index];
    }),
  );
}

/**
 * Pairs of which at least one image gave no template: they never match, whoever they are. Of one set, or of different ones
 * where those were compared too, so that a rate counts them beside their like.
 */
function failedPairs({ images, pairs }: RawAccuracy): readonly (readonly [number, number])[] {
  const isAcross = pairs.probe.some(
    (probe, pair) => images[probe]!.set !== images[pairs.reference[pair]!]!.set,
  );
  return images.flatMap((probe, at) =>
    images.slice(at + 1).flatMap((reference, offset) => {
      const isFailed = probe.defect !== undefined || reference.defect !== undefined;
      return isFailed && (isAcross || probe.set === reference.set) ? [[at, at + 1 + offset] as const] : [];
    }),
  );
}
