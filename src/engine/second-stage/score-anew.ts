import { modalityOf } from '../../domain/positions.js';
import { byEvidence } from '../../matching/compare-person.js';
import { fusePositions } from '../../matching/fusion.js';
import { pairEvidence } from '../../matching/pair-evidence.js';
import type { Candidate, FurtherReference, PositionScore } from '../../workflows/ports/gallery.js';
import type { MinutiaeScore } from '../../workflows/ports/second-stage.js';
import { referencesOf } from './further-references.js';

/** By position and reference of it (`referencesOf`), what the second stage says; `undefined` where it was not asked. */
export type PositionsScored = readonly (readonly (MinutiaeScore | undefined)[])[];

/**
 * A candidate with what the second stage says, fused anew; the fused score is as it was where it compared nothing. Of the
 * references of a finger the one counts that says most of those that were compared; where the best by the first stage was
 * not, another counts only if it says more than that one did.
 */
export function scoredAnew(candidate: Candidate, scores: PositionsScored): Candidate {
  const positions = candidate.positions.map((position, index) => bestOf(position, scores[index]!));
  if (!positions.some(({ position }) => position.minutiae?.kind === 'compared')) {
    return { ...candidate, positions: positions.map(({ position }) => position) };
  }
  return {
    ...candidate,
    similarityScore: fusePositions(positions.map(({ evidence }) => evidence)),
    positions: positions.map(({ position }) => position),
  };
}

function bestOf(
  listed: PositionScore,
  scores: readonly (MinutiaeScore | undefined)[],
): ReturnType<typeof withMinutiae> {
  const { further: _, ...position } = listed;
  const [first, ...others] = referencesOf(listed).map((reference, index) =>
    withMinutiae(position, reference, scores[index]),
  );
  const compared = [first!, ...others].filter(isCompared);
  // Sorting keeps the order of what is equal: the first stage's.
  const [best = first!] = compared.sort((a, b) => byEvidence(a.evidence, b.evidence));
  if (isCompared(first!)) return best;
  // A poor print that can be compared does not hide a good one that cannot.
  const ofFirstStage = withMinutiae(position, position, undefined).evidence;
  return byEvidence(best.evidence, ofFirstStage) < 0 ? best : first!;
}

function isCompared({ position: { minutiae } }: ReturnType<typeof withMinutiae>): boolean {
  return minutiae?.kind === 'compared';
}

function withMinutiae(
  position: PositionScore,
  { templateId, similarityScore, logLikelihoodRatio, referenceQuality }: FurtherReference,
  minutiae: MinutiaeScore | undefined,
) {
  const evidence = pairEvidence({
    modality: modalityOf(position.probePosition),
    similarityScore,
    ...(minutiae === undefined ? {} : { minutiae: minutiae.kind === 'compared' ? minutiae : 'not-compared' }),
    probeQuality: position.probeQuality,
    referenceQuality,
  });
  const ofReference = { ...position, templateId, similarityScore, logLikelihoodRatio, referenceQuality };
  return {
    evidence,
    position:
      minutiae === undefined
        ? ofReference
        : { ...ofReference, logLikelihoodRatio: evidence.logLikelihoodRatio, minutiae },
  };
}
