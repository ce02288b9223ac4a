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
      description:
        'False while the gallery is loaded or a part of it is missing: the answer is not exhaustive.',
    }),
    referencesCompared: Type.Integer({ minimum: 0 }),
    threshold: Type.Number({ description: 'Fused score at and above which a candidate is a match.' }),
    overflow: Type.Boolean({
      description:
        'True where somebody at or above the threshold is not listed, as no more candidates were asked for.',
    }),
    referencesNotCompared: Type.Optional(
      Type.Array(
        Type.Object({
          reason: Type.Literal('template-version'),
          references: Type.Integer({ minimum: 0 }),
        }),
        { description: 'References that were left out, and why.' },
      ),
    ),
    shardsNotCompared: Type.Optional(
      Type.Array(
        Type.Object({
          shard: Type.Integer({ minimum: 0 }),
          references: Type.Integer({
            minimum: 0,
            description:
              'References of all systems it holds, as last counted: at most so many were left out.',
          }),
        }),
        {
          description:
            'Parts of a divided gallery that are not in the answer, or not wholly. Present where `complete` is false for it.',
        },
      ),
    ),
  },
  { title: 'GalleryFacts' },
);
