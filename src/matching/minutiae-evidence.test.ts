import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { cappedRatio, type Evidence, evidenceOf } from './calibration.js';
import { BOTH_CHANCE, BOTH_RATIO, EMBEDDING_NATS_MAX } from './fingerprint-calibration.js';
import { FURTHER_POSITION_SHARE } from './fusion.js';
import { interpolateKnots } from './interpolate-knots.js';
import { minutiaeEvidence } from './minutiae-evidence.js';
import { pairEvidence } from './pair-evidence.js';

const onRidges = (similarityScore: number) => ({ basis: 'ridges', similarityScore }) as const;

const NOTHING: Evidence = { chanceNats: 0, logLikelihoodRatio: 0 };

t.test('evidence grows with both scores', async (test) => {
  for (let step = 1; step <= 4_000; step++) {
    const [lower, upper] = [(step - 1) / 100, step / 100];
    const [weak, strong] = [
      minutiaeEvidence(NOTHING, onRidges(lower)),
      minutiaeEvidence(NOTHING, onRidges(upper)),
    ];
    if (strong.chanceNats < weak.chanceNats) test.fail(`chance at ${upper}`);
    if (strong.logLikelihoodRatio < weak.logLikelihoodRatio) test.fail(`ratio at ${upper}`);
  }
  for (let cosine = -1; cosine < 1; cosine += 0.01) {
    const [weak, strong] = [evidenceOf('fingerprint', cosine), evidenceOf('fingerprint', cosine + 0.01)];
    for (const score of [0, 2, 5, 20, 35])
      if (
        minutiaeEvidence(strong, onRidges(score)).chanceNats <
        minutiaeEvidence(weak, onRidges(score)).chanceNats
      )
        test.fail(`cosine ${cosine}, minutiae ${score}`);
  }
});

t.test('a further non-mated finger multiplies the odds by less than one on average', async (test) => {
  const { share, mean } = meanFactor(1);
  test.ok(Math.abs(share - 1) < 1e-9, 'all non-mated pairs are counted');
  test.ok(mean < 1, `mean factor ${mean.toFixed(3)}`);
  // What comparing the further references of a finger costs, with more of them than there are.
  const references = 2 * (1 + LIMITS.secondStageFurtherReferencesMax);
  const bestOf = meanFactor(references);
  test.ok(Math.abs(bestOf.share - 1) < 1e-9);
  test.ok(mean < bestOf.mean && bestOf.mean < 1, `best of ${references}: ${bestOf.mean.toFixed(3)}`);
});

/**
 * By how much the best of so many references of a stranger's finger multiplies the odds, however they depend on one
 * another. What strangers reach is in the table itself: a sum is exceeded with probability exp(-chance).
 */
function meanFactor(references: number) {
  let mean = 0;
  let share = 0;
  for (let step = 1; step <= 4_000; step++) {
    const [from, to] = [(step - 1) / 100, step / 100];
    const reached = (sum: number) =>
      sum === 0 ? 1 : Math.min(1, references * Math.exp(-interpolateKnots(BOTH_CHANCE, sum)));
    const between = reached(from) - (step === 4_000 ? 0 : reached(to));
    share += between;
    mean += between * Math.exp(FURTHER_POSITION_SHARE * cappedRatio(interpolateKnots(BOTH_RATIO, to)));
  }
  return { share, mean };
}

t.test('without a second stage a pair is worth what its embedding says', async (test) => {
  const pair = {
    modality: 'fingerprint',
    similarityScore: 0.97,
    probeQuality: 80,
    referenceQuality: 60,
  } as const;
  test.same(pairEvidence(pair), evidenceOf('fingerprint', 0.97));
  test.ok(
    pairEvidence({ ...pair, minutiae: onRidges(35) }).chanceNats >
      pairEvidence({ ...pair, minutiae: onRidges(15) }).chanceNats,
  );
  const good = { probeQuality: 100, referenceQuality: 100 } as const;
  const unlike = { ...pair, ...good, similarityScore: 0, minutiae: onRidges(1) };
  const { logLikelihoodRatio } = pairEvidence(unlike);
  test.ok(logLikelihoodRatio < 0, 'what differs in both stages speaks against');
  const ofPoorReference = pairEvidence({ ...unlike, referenceQuality: 10 }).logLikelihoodRatio;
  test.ok(ofPoorReference > logLikelihoodRatio && ofPoorReference < 0, 'less so where a sample is poor');
  const noNumber = pairEvidence({ ...pair, minutiae: onRidges(Number.NaN) });
  test.ok(
    Number.isFinite(noNumber.chanceNats) && Number.isFinite(noNumber.logLikelihoodRatio),
    'never no number',
  );
  test.same(
    pairEvidence({ ...pair, minutiae: { basis: 'minutiae-alone', similarityScore: 15 } }),
    pairEvidence({ ...pair, minutiae: 'not-compared' }),
    'nor does a score on another scale say anything',
  );
});

t.test('an embedding alone neither decides nor speaks for a person', async (test) => {
  const pair = { modality: 'fingerprint', probeQuality: 80, referenceQuality: 80 } as const;
  test.ok(EMBEDDING_NATS_MAX < -Math.log(0.01), 'not even at a false match rate of 1 %');
  for (const similarityScore of [0.3, 0.6, 1]) {
    const { chanceNats, logLikelihoodRatio } = pairEvidence({
      ...pair,
      similarityScore,
      minutiae: 'not-compared',
    });
    if (!(chanceNats <= EMBEDDING_NATS_MAX && logLikelihoodRatio <= 0))
      test.fail(`cosine ${similarityScore}`);
  }
  const against = { ...pair, similarityScore: -0.1 } as const;
  test.ok(
    pairEvidence({ ...against, minutiae: 'not-compared' }).logLikelihoodRatio < 0,
    'against one it does',
  );
  const [near, far] = [0.5, 1].map((similarityScore) =>
    pairEvidence({ ...pair, similarityScore, minutiae: onRidges(3) }),
  );
  test.same(near, far, 'beside minutiae it is believed no more than that either');
});
