/**
 * 1:1 comparison by both stages. Every pair of fingers that can be compared is, as the best reference of a finger by
 * both stages need not be the best by one; the threads do the minutiae, the rest is a few inner products. Where it is no
 * match, the mirror images are looked at too (`check-mirrored.ts`).
 */
import { compareProbes } from '../../matching/compare.js';
import type { Comparator, Comparison } from '../../workflows/ports/gallery.js';
import type { MinutiaPair } from '../../workflows/ports/second-stage.js';
import { checkMirrored } from './check-mirrored.js';
import { keyOfPair, minutiaeOfPairs } from './minutiae-of-pairs.js';
import type { MinutiaePool } from './minutiae-pool.js';

export function createTwoStageComparator(pool: MinutiaePool): Comparator {
  return async (probes, references, { falseMatchRate, wantsPairs = false, signal }) => {
    const compared = { probes, references };
    const { scores, drawn } = await minutiaeOfPairs(pool, compared, { wantsPairs, signal });
    const comparison = compareProbes(probes, references, {
      falseMatchRate,
      minutiaeOf: (probeIndex, { templateId }) => scores.get(keyOfPair(probeIndex, templateId)),
    });
    const { decision, positions } = comparison;
    const mirrorCheck = await checkMirrored(pool, compared, { decision, falseMatchRate, signal });
    if (!wantsPairs) return { ...comparison, mirrorCheck };
    return { ...comparison, mirrorCheck, minutiaePairs: pairsOf(positions, drawn) };
  };
}

function pairsOf(
  positions: ReturnType<typeof compareProbes>['positions'],
  drawn: ReadonlyMap<string, readonly MinutiaPair[]>,
): NonNullable<Comparison['minutiaePairs']> {
  return positions.flatMap(({ probeIndex, templateId }) => {
    const pairs = drawn.get(keyOfPair(probeIndex, templateId));
    return pairs ? [{ probeIndex, templateId, pairs }] : [];
  });
}
