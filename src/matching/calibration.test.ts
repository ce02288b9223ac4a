import t from 'tap';
import { MODALITIES } from '../domain/positions.js';
import {
  chanceNats,
  evidenceOf,
  LOG_LIKELIHOOD_RATIO_MAX,
  LOG_LIKELIHOOD_RATIO_MIN,
  logLikelihoodRatio,
} from './calibration.js';
import { FURTHER_POSITION_SHARE } from './fusion.js';

for (const modality of MODALITIES) {
  t.test(`${modality}: evidence grows with the cosine and stays within its caps`, async (test) => {
    for (let step = 1; step <= 20_000; step++) {
      const [lower, upper] = [(step - 1) / 10_000 - 1, step / 10_000 - 1];
      if (!(chanceNats(modality, upper) > chanceNats(modality, lower))) test.fail(`chance at ${upper}`);
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

const ANCHORS = [
  { modality: 'fingerprint', cosine: 0.588, fmr: 0.5, source: 'card, non-mated median' },
  { modality: 'fingerprint', cosine: 0.947, fmr: 0.01, source: 'card, non-mated 99 %' },
  { modality: 'fingerprint', cosine: 0.97, fmr: 0.001, source: 'card, non-mated 99.9 %' },
  { modality: 'fingerprint', cosine: 0.985, fmr: 1e-5, source: 'card, recommended for 1,000 fingers' },
  { modality: 'face', cosine: 0.403, fmr: 0.001, source: 'measured on ORL' },
] as const;

t.test('anchors stand as published', async (test) => {
  for (const { modality, cosine, fmr, source } of ANCHORS)
    test.ok(Math.abs(Math.exp(-chanceNats(modality, cosine)) / fmr - 1) < 1e-9, source);
});
