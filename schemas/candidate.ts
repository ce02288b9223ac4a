/** What an exhaustive search found, and the facts about the search itself. */
import { Type } from 'typebox';
import { oneOf, Position, Quality, System, Uuid } from './words.js';

export const Decision = oneOf(['match', 'inconclusive', 'no-match'], {
  title: 'MatchDecision',
  description:
    '`match`: the fused score reaches the threshold. `inconclusive`: it does not, but an examiner should look. ' +
    '`no-match`: listed only because more candidates were asked for.',
});

export const PositionScore = Type.Object(
  {
    probePosition: Position,
    referencePosition: Position,
    templateId: Uuid,
    similarityScore: Type.Number({
      minimum: -1,
      maximum: 1,
      description: 'Cosine similarity of the best view.',
    }),
    logLikelihoodRatio: Type.Number({
      description: 'Calibrated, natural logarithm, of this position alone.',
    }),
    probeQuality: Quality,
    referenceQuality: Quality,
  },
  { title: 'PositionScore' },
);

export const PositionScores = Type.Array(PositionScore, { maxItems: 200 });

export const Candidate = Type.Object(
  {
    system: System,
    subjectId: Uuid,
    rank: Type.Integer({ minimum: 1, description: 'From 1, over all systems searched.' }),
    similarityScore: Type.Number({
      description: 'Fused over all compared positions, in nats, on the scale of the threshold.',
    }),
    decision: Decision,
    positions: PositionScores,
  },
  { title: 'Candidate' },
);

export const GalleryFacts = Type.Object(
  {
    snapshot: Type.String({ description: 'Names the state of the gallery that was searched.' }),
    complete: Type.Boolean({
      description: 'False while the gallery is loaded: the answer is not exhaustive.',
    }),
    referencesCompared: Type.Integer({ minimum: 0 }),
    threshold: Type.Number({ description: 'Fused score at and above which a candidate is a match.' }),
  },
  { title: 'GalleryFacts' },
);
