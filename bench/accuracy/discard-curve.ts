/**
 * Error against discard (Grother and Tabassi 2007): the mated pairs are thrown away from the worst quality on (of the
 * worse of the two images), and the FNMR of the rest is read at a threshold that stays. If quality predicts the outcome
 * the curve falls; at best it falls as fast as one discards the failing pairs.
 */
import type { RawAccuracy } from './raw-accuracy.js';

export type QualityPair = { readonly quality: number; readonly isMatch: boolean };

/** Points from nothing discarded to nineteen twentieths. */
export function discardCurve(pairs: readonly QualityPair[]): readonly (readonly [number, number])[] {
  const sorted = [...pairs].sort((a, b) => a.quality - b.quality);
  return Array.from({ length: 20 }, (_, step) => step / 20).flatMap((share) => {
    const kept = sorted.slice(Math.round(share * sorted.length));
    if (kept.length === 0) return [];
    return [[share, kept.filter(({ isMatch }) => !isMatch).length / kept.length] as const];
  });
}

/** The worse quality of a pair; an image without a template has none and is discarded first. */
export function pairQuality({ images }: RawAccuracy, probe: number, reference: number): number {
  return Math.min(images[probe]!.quality ?? -1, images[reference]!.quality ?? -1);
}
