/** What an exhaustive search found, and the facts about the search itself. */
import { Type } from 'typebox';
import { oneOf, Position, Quality, System, Uuid } from './words.js';

export const Decision = oneOf(['match', 'inconclusive', 'no-match'], {
  title: 'MatchDecision',
  description:
    '`match`: the fused score reaches the threshold. `inconclusive`: it does not, but an examiner should look. ' +
    '`no-match`: listed only because more candidates were asked for.',
});

const MinutiaeScore = Type.Union(
  [
    Type.Object({
      kind: Type.Literal('compared'),
      basis: oneOf(['ridges', 'minutiae-alone'], {
        description: 'Scale of the score; `minutiae-alone` where one side has no ridge field.',
      }),
      similarityScore: Type.Number({ minimum: 0, description: 'Grows with what corresponds; no upper end.' }),
      pairCount: Type.Integer({ minimum: 0, description: 'Minutiae that correspond.' }),
      templateVersion: Type.String({
        description:
          'Chain of models that made both templates; minutiae-record/1 where one is of another system.',
      }),
    }),
    Type.Object({
      kind: Type.Literal('not-compared'),
      reason: oneOf(
        [
          'no-minutiae-of-probe',
          'no-minutiae-of-reference',
          'minutiae-version',
          'minutiae-unreadable',
          'not-selected',
          'late',
        ],
        {
          description:
            '`no-minutiae-of-reference`: enrolled before there was a second stage. `not-selected`: the first stage put the ' +
            'person too far down. `late`: the time of the second stage was over.',
        },
      ),
    }),
  ],
  {
    title: 'MinutiaeScore',
    description: 'The second stage, of fingers. What it did not compare is decided by the embeddings alone.',
  },
);

export const PositionScore = Type.Object(
  {
    probeIndex: Type.Optional(
      Type.Integer({ minimum: 0, description: 'From 0, in the order of the samples or probes.' }),
    ),
    probePosition: Position,
    referencePosition: Position,
    templateId: Uuid,
    similarityScore: Type.Number({
      minimum: -1,
      maximum: 1,
      description:
        'Cosine similarity of the best view; 0 where the probe is a record of minutiae, which has none.',
    }),
    logLikelihoodRatio: Type.Number({
      description:
        'Calibrated, natural logarithm, of this position alone, of both stages where both compared it.',
    }),
    probeQuality: Quality,
    referenceQuality: Quality,
    templateVersion: Type.Optional(
      Type.String({ description: 'Chain of models that made both templates; others are never compared.' }),
    ),
    minutiae: Type.Optional(MinutiaeScore),
  },
  { title: 'PositionScore' },
);

export const PositionScores = Type.Array(PositionScore, { maxItems: 200 });

export const MirrorCheck = Type.Object(
  {
    outcome: oneOf(['not-asked', 'not-needed', 'not-possible', 'nothing-found', 'mirrored-image'], {
      description:
        '`not-asked`: nobody asked to look (`checkMirrored`). `not-needed`: the images match as they are. `not-possible`: ' +
        'nothing there that could be compared so, as of faces, and in searches by slaps, which are refused where they are mirrored. ' +
        '`nothing-found`: the mirror images do not match either. ' +
        '`mirrored-image`: the images match when they are mirrored, and do not as they are.',
    }),
    samples: Type.Optional(
      Type.Array(Type.Object({ probeIndex: Type.Integer({ minimum: 0 }), position: Position }), {
        description: 'With `mirrored-image`: the samples that match so, by their place in `samples`.',
      }),
    ),
    detail: Type.Optional(Type.String({ description: 'What to do about it.' })),
  },
  {
    title: 'MirrorCheck',
    description:
      'Whether fingerprints would match were their images mirrored, as a device or driver that is set up wrongly makes them. ' +
      'A warning: a mirror image makes no match and names nobody. It is a second test at the rate that was asked for.',
  },
);

export const Candidate = Type.Object(
  {
    system: System,
    subjectId: Uuid,
    rank: Type.Integer({ minimum: 1, description: 'From 1, over all systems searched.' }),
    similarityScore: Type.Number({
      description: 'Fused over all compared positions, in nats, on the scale of the threshold.',
    }),
    rankEvidence: Type.Optional(
      Type.Number({
        description:
          'Part of the score, in nats: what it says to stand at this place among all references by the embedding; below 0 ' +
          'far down the list. Only in searches by one finger, and only of candidates whose minutiae were compared.',
      }),
    ),
    decision: Decision,
    positions: PositionScores,
  },
  { title: 'Candidate' },
);

export const GalleryFacts = Type.Object(
  {
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
    secondStage: Type.Optional(
      Type.Object(
        {
          personsCompared: Type.Integer({ minimum: 0 }),
          personsNotCompared: Type.Integer({
            minimum: 0,
            description:
              'Persons good enough for it who were not, at least: there were more than it takes, its time was over, or their minutiae ' +
              'are of another version.',
          }),
        },
        {
          description:
            'Persons whose fingers were compared again by minutiae. Present where the probes had any.',
        },
      ),
    ),
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
