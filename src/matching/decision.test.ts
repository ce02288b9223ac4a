import t from 'tap';
import { chanceNats } from './calibration.js';
import { decide, identificationThresholds, verificationThresholds } from './decision.js';

t.test('thresholds grow with the gallery and with what is asked', async (test) => {
  const sizes = [0, 1, 20, 1000, 1_000_000];
  const rates = [0.5, 0.1, 0.01, 0.001];
  for (const rate of rates) {
    const matches = sizes.map(
      (comparisons) => identificationThresholds({ comparisons, falsePositiveIdentificationRate: rate }).match,
    );
    test.same(
      matches,
      matches.toSorted((a, b) => a - b),
    );
  }
  const byRate = rates.map(
    (rate) => identificationThresholds({ comparisons: 1000, falsePositiveIdentificationRate: rate }).match,
  );
  test.same(
    byRate,
    byRate.toSorted((a, b) => a - b),
  );
  const byFmr = rates.map((rate) => verificationThresholds({ comparisons: 1, falseMatchRate: rate }).match);
  test.same(
    byFmr,
    byFmr.toSorted((a, b) => a - b),
  );
});

t.test('the band of inconclusive lies below match and never below zero', async (test) => {
  for (const comparisons of [0, 1, 10, 1000, 1e7]) {
    for (const rate of [1, 0.5, 0.01, 1e-6]) {
      const both = identificationThresholds({ comparisons, falsePositiveIdentificationRate: rate });
      test.ok(both.inconclusive <= both.match && both.inconclusive >= Math.min(0, both.match));
      test.equal(decide(both.match, both), 'match');
      test.equal(decide(both.inconclusive - 1e-9, both), 'no-match');
    }
  }
  const thousand = identificationThresholds({ comparisons: 1000, falsePositiveIdentificationRate: 0.01 });
  test.equal(decide(thousand.match - 1e-9, thousand), 'inconclusive');
  test.equal(decide(thousand.inconclusive, thousand), 'inconclusive');
});

const ONE_FINGER = [
  { comparisons: 1000, cosine: 0.959, expected: 'inconclusive', why: 'the median real mate' },
  { comparisons: 1000, cosine: 0.986, expected: 'match', why: 'the card recommends 0.985' },
  { comparisons: 1000, cosine: 0.9, expected: 'no-match', why: 'a stranger in twenty is as similar' },
  { comparisons: 20, cosine: 0.976, expected: 'match', why: 'the upper quarter of real mates' },
] as const;

t.test('one finger at FPIR 1 %', async (test) => {
  for (const { comparisons, cosine, expected, why } of ONE_FINGER) {
    const thresholds = identificationThresholds({ comparisons, falsePositiveIdentificationRate: 0.01 });
    test.equal(decide(chanceNats('fingerprint', cosine), thresholds), expected, why);
  }
});

t.test('one face is verified at its published threshold', async (test) => {
  const thresholds = verificationThresholds({ comparisons: 1, falseMatchRate: 0.001 });
  test.equal(decide(chanceNats('face', 0.404), thresholds), 'match');
  test.equal(decide(chanceNats('face', 0.402), thresholds), 'inconclusive');
});
