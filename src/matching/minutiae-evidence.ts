import type { MinutiaeScore } from '../workflows/ports/second-stage.js';
import { cappedRatio, type Evidence } from './calibration.js';
import {
  BOTH_CHANCE,
  BOTH_RATIO,
  EMBEDDING_NATS_MAX,
  EMBEDDING_SHARE,
  MINUTIAE_CHANCE,
} from './fingerprint-calibration.js';
import { interpolateKnots } from './interpolate-knots.js';

/** On which scale the score is (`minutiae/compare-minutiae.ts`), and the score. */
export type ScoreOfMinutiae = Pick<
  Extract<MinutiaeScore, { readonly kind: 'compared' }>,
  'basis' | 'similarityScore'
>;

/**
 * Both stages of one pair of fingers. Chances of both are added, the embedding's with the share that logistic regression
 * gave it: they are not independent. What the sum is worth was measured on pairs that have both.
 *
 * Scores of minutiae alone, without ridges, are on a scale that nothing is calibrated for: they say nothing here.
 */
export function minutiaeEvidence(embedding: Evidence, { basis, similarityScore }: ScoreOfMinutiae): Evidence {
  if (basis !== 'ridges') return embedding;
  const score = Number.isNaN(similarityScore) ? 0 : similarityScore;
  const ofEmbedding = Math.min(EMBEDDING_NATS_MAX, embedding.chanceNats);
  const sum = interpolateKnots(MINUTIAE_CHANCE, score) + EMBEDDING_SHARE * ofEmbedding;
  return {
    chanceNats: interpolateKnots(BOTH_CHANCE, sum),
    logLikelihoodRatio: cappedRatio(interpolateKnots(BOTH_RATIO, sum)),
  };
}
