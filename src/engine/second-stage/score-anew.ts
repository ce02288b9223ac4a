import { modalityOf } from '../../domain/positions.js';
import { fusePositions } from '../../matching/fusion.js';
import { pairEvidence } from '../../matching/pair-evidence.js';
import type { Candidate, PositionScore } from '../../workflows/ports/gallery.js';
import type { MinutiaeScore } from '../../workflows/ports/second-stage.js';

/** By position, what the second stage says of it; `undefined` where it was not asked. */
export type PositionsScored = readonly (MinutiaeScore | undefined)[];

/** A candidate with what the second stage says, fused anew; the fused score is as it was where it compared nothing. */
export function scoredAnew(candidate: Candidate, scores: PositionsScored): Candidate {
  const positions = candidate.positions.map((position, index) => withMinutiae(position, scores[index]));
  if (!scores.some((score) => score?.kind === 'compared')) {
    return { ...candidate, positions: positions.map(({ position }) => position) };
  }
  return {
    ...candidate,
    similarityScore: fusePositions(positions.map(({ evidence }) => evidence)),
    positions: positions.map(({ position }) => position),
  };
}

function withMinutiae(position: PositionScore, minutiae: MinutiaeScore | undefined) {
  const { similarityScore, probeQuality, referenceQuality } = position;
  const evidence = pairEvidence({
    modality: modalityOf(position.probePosition),
    similarityScore,
    ...(minutiae === undefined ? {} : { minutiae: minutiae.kind === 'compared' ? minutiae : 'not-compared' }),
    probeQuality,
    referenceQuality,
  });
  const { logLikelihoodRatio } = evidence;
  const scored = minutiae === undefined ? position : { ...position, logLikelihoodRatio, minutiae };
  return { evidence, position: scored };
}
