import t from 'tap';
import { MODALITIES } from '../domain/positions.js';
import {
  chanceNats,
  evidenceOf,
  LOG_LIKELIHOOD_RATIO_MAX,
  LOG_LIKELIHOOD_RATIO_MIN,
  logLikelihoodRatio,
} from './calibration.js';
import {
  BOTH_CHANCE,
  BOTH_RATIO,
  EMBEDDING_CHANCE,
  EMBEDDING_RATIO,
  MINUTIAE_CHANCE,
  QUALITY_WEIGHTS,
} from './fingerprint-calibration.js';
import { FURTHER_POSITION_SHARE } from './fusion.js';

const FITTED = {
  BOTH_CHANCE,
  BOTH_RATIO,
  EMBEDDING_CHANCE,
  EMBEDDING_RATIO,
  MINUTIAE_CHANCE,
  QUALITY_WEIGHTS,
};

for (const modality of MODALITIES) {
  t.test(`${modality}: evidence grows with the cosine and stays within its caps`, async (test) => {
    for (let step = 1; step <= 20_000; step++) {
      const [lower, upper] = [(step - 1) / 10_000 - 1, step / 10_000 - 1];
      if (!(chanceNats(modality, upper) >= chanceNats(modality, lower))) test.fail(`chance at ${upper}`);
      if (logLikelihoodRatio(modality, upper) < logLikelihoodRatio(modality, lower))
        test.fail(`likelihood ratio at ${upper}`);
    }
    test.equal(logLikelihoodRatio(modality, 1), LOG_LIKELIHOOD_RATIO_MAX);
    test.equal(logLikelihoodRatio(modality, -1), LOG_LIKELIHOOD_RATIO_MIN);
    test.equal(chanceNats(modality, -1), 0);
    test.same(evidenceOf(modality, 1.0001), evidenceOf(modality, 1));
    test.same(evidenceOf(modality, -1.0001), evidenceOf(modality, -1));
  });

  t.test(
    `${modality}: a further non-mated position multiplies the odds by less than one on average`,
    async (test) => {
      // The mean over non-mated pairs: chance is exponentially distributed, so exp(-chance) is uniform.
      let mean = 0;
      const steps = 40_000;
      for (let step = 0; step < steps; step++) {
        const [lower, upper] = [step / (steps / 2) - 1, (step + 1) / (steps / 2) - 1];
        const share = Math.exp(-chanceNats(modality, lower)) - Math.exp(-chanceNats(modality, upper));
        mean += share * Math.exp(FURTHER_POSITION_SHARE * logLikelihoodRatio(modality, upper));
      }
      mean +=
        Math.exp(-chanceNats(modality, 1)) * Math.exp(FURTHER_POSITION_SHARE * LOG_LIKELIHOOD_RATIO_MAX);
      test.ok(mean < 1, `mean ${mean.toFixed(3)}`);
      test.comment(`mean factor ${mean.toFixed(3)}`);
    },
  );
}

t.test(
  'a face that has aged does not undo a finger that matches, one of somebody else does',
  async (test) => {
    for (const cosine of [0.27, 0.3, 0.35, 0.4])
      test.equal(logLikelihoodRatio('face', cosine), 0, `${cosine} says nothing beside fingers`);
    test.ok(logLikelihoodRatio('face', 0.2) > -1 && logLikelihoodRatio('face', 0.2) < 0);
    test.ok(logLikelihoodRatio('face', 0.05) < -3, 'a stranger of the middle');
    test.ok(logLikelihoodRatio('face', 0.45) > 1, 'for a person it says what it said');
  },
);

t.test('the anchor of faces stands as published', async (test) => {
  test.ok(Math.abs(Math.exp(-chanceNats('face', 0.403)) / 1e-3 - 1) < 1e-6, 'measured on ORL');
});

t.test('nothing is no number, whatever comes in', async (test) => {
  for (const cosine of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2, -2]) {
    for (const modality of MODALITIES) {
      const { chanceNats, logLikelihoodRatio } = evidenceOf(modality, cosine);
      test.ok(Number.isFinite(chanceNats) && Number.isFinite(logLikelihoodRatio), `${modality} ${cosine}`);
    }
  }
  test.same(
    evidenceOf('fingerprint', Number.NaN),
    evidenceOf('fingerprint', -1),
    'no number is no evidence for',
  );
});

t.test('the fitted table is one that can be read', async (test) => {
  for (const [name, knots] of Object.entries(FITTED)) {
    test.ok(knots.length >= 2, name);
    knots.slice(1).forEach(([at, value], index) => {
      const [before, valueBefore] = knots[index]!;
      if (!(at > before && value >= valueBefore)) test.fail(`${name}: knot ${index + 1} does not rise`);
    });
  }
  test.equal(FITTED.EMBEDDING_CHANCE[0]![1], 0);
  test.equal(FITTED.BOTH_CHANCE[0]![1], 0);
  test.ok(FITTED.BOTH_CHANCE.at(-1)![1] <= Math.log(1e8) + 0.01, 'no more than 1e-8 is ever believed');
  test.ok(FITTED.EMBEDDING_RATIO[0]![1] < 0 && FITTED.EMBEDDING_RATIO.at(-1)![1] > 0);
  test.ok(FITTED.QUALITY_WEIGHTS.every(([, weight]) => weight > 0 && weight <= 1));
});
