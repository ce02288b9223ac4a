import type { Modality } from '../domain/positions.js';
import { type Evidence, evidenceOf } from './calibration.js';
import { EMBEDDING_NATS_MAX } from './fingerprint-calibration.js';
import { minutiaeEvidence, type ScoreOfMinutiae } from './minutiae-evidence.js';
import { firstStageQualityWeight, qualityWeight, weighedRatio } from './quality-weight.js';

/** What both stages say of one pair of samples. */
export type PairScores = {
  readonly modality: Modality;
  /** Cosine of the embeddings, the first stage. */
  readonly similarityScore: number;
  /** The second stage: what it says, or that it could not compare the pair; absent where it was not asked. */
  readonly minutiae?: ScoreOfMinutiae | 'not-compared';
  readonly probeQuality: number;
  readonly referenceQuality: number;
};

/**
 * Evidence of one pair, in nats. Whatever it is made of, two things hold: a non-mated pair reaches t nats of chance with
 * probability at most exp(-t), and the mean of exp(0.6 x LLR) over non-mated pairs stays below 1 (`fusion.ts`).
 */
export function pairEvidence(scores: PairScores): Evidence {
  const { modality, similarityScore, minutiae, probeQuality, referenceQuality } = scores;
  const first = evidenceOf(modality, similarityScore);
  if (modality === 'face') return first;
  const { chanceNats, logLikelihoodRatio } =
    minutiae === undefined
      ? first
      : isOnRidges(minutiae)
        ? minutiaeEvidence(first, minutiae)
        : embeddingAlone(first);
  const weigh = minutiae === undefined ? firstStageQualityWeight : qualityWeight;
  const weight = weigh(probeQuality, referenceQuality);
  return { chanceNats, logLikelihoodRatio: weighedRatio(weight, logLikelihoodRatio) };
}

function isOnRidges(minutiae: ScoreOfMinutiae | 'not-compared'): minutiae is ScoreOfMinutiae {
  return minutiae !== 'not-compared' && minutiae.basis === 'ridges';
}

/**
 * Where the minutiae should have had a say and have none: no more is believed than the calibration allows an embedding, and as a
 * further finger it may speak against the person but not for them. So embeddings alone never make a match.
 */
function embeddingAlone({ chanceNats, logLikelihoodRatio }: Evidence): Evidence {
  if (!Number.isFinite(EMBEDDING_NATS_MAX)) return { chanceNats, logLikelihoodRatio };
  return {
    chanceNats: Math.min(EMBEDDING_NATS_MAX, chanceNats),
    logLikelihoodRatio: Math.min(0, logLikelihoodRatio),
  };
}
