/** Scores of the minutiae of many pairs as lines of JSON, one for each probe, so that comparing, the dear part, is done once. */
import { seededRandom } from '../../src/testing/seeded-random.js';
import { areStrangers, minutiaeScoreOf, type PreparedImpression } from './prepared-gallery.js';

/** Finger, impression, score, and how many pairs this one stands for. */
export type ScoredWith = readonly [finger: number, impression: number, score: number, weight: number];

export type ScoredLine = {
  readonly chain: string;
  readonly finger: number;
  readonly impression: number;
  readonly others: readonly ScoredWith[];
};

/** Of pairs that score 0 one in so many is kept. */
export const ZEROS_PER_KEPT = 20;

/** Scores of the impression at `index` and the strangers behind it, so that each pair is compared once. */
export function scoreBehind(
  impressions: readonly PreparedImpression[],
  index: number,
): { readonly others: readonly ScoredWith[]; readonly pairs: number } {
  const probe = impressions[index]!;
  const strangers = impressions.slice(index + 1).filter((each) => areStrangers(probe, each));
  const random = seededRandom(index);
  const others = strangers.flatMap((reference): readonly ScoredWith[] => {
    const score = Math.round(minutiaeScoreOf(probe, reference) * 1e4) / 1e4;
    if (score === 0 && random() * ZEROS_PER_KEPT >= 1) return [];
    return [[reference.finger, reference.impression, score, score === 0 ? ZEROS_PER_KEPT : 1]];
  });
  return { others, pairs: strangers.length };
}
