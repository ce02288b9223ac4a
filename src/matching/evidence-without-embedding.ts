import { aloneEvidence } from './alone-evidence.js';
import type { Evidence } from './calibration.js';
import { minutiaeEvidence, type ScoreOfMinutiae } from './minutiae-evidence.js';
import { qualityWeight, weighedRatio } from './quality-weight.js';

/**
 * What minutiae say of a pair of fingers where the probe has no embedding: a record of minutiae, or the mirror image of a probe. By
 * ridges it is what both stages would say had the embedding said nothing, which is less than is so: the table of both
 * counts strangers whose embeddings helped them.
 */
export function evidenceWithoutEmbedding(
  minutiae: ScoreOfMinutiae,
  { probeQuality, referenceQuality }: { readonly probeQuality: number; readonly referenceQuality: number },
): Evidence {
  if (minutiae.basis !== 'ridges') return aloneEvidence(minutiae.similarityScore);
  const { chanceNats, logLikelihoodRatio } = minutiaeEvidence(SAYS_NOTHING, minutiae);
  const weight = qualityWeight(probeQuality, referenceQuality);
  return { chanceNats, logLikelihoodRatio: weighedRatio(weight, logLikelihoodRatio) };
}

const SAYS_NOTHING: Evidence = { chanceNats: 0, logLikelihoodRatio: 0 };
