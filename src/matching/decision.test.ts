import t from 'tap';
import { chanceNats } from './calibration.js';
import { decide, decideCandidate, identificationThresholds, verificationThresholds } from './decision.js';
import { pairEvidence } from './pair-evidence.js';

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
  { comparisons: 1000, cosine: 0.92, minutiae: 24, expected: 'match', why: 'a good mate' },
  { comparisons: 1000, cosine: 0.92, minutiae: 10, expected: 'inconclusive', why: 'a poor mate' },
  { comparisons: 1000, cosine: 0.8, minutiae: 1.5, expected: 'no-match', why: 'strangers are as similar' },
  { comparisons: 10, cosine: 0.92, minutiae: 13, expected: 'match', why: 'few are to be told apart' },
] as const;

t.test('one finger at FPIR 1 %', async (test) => {
  for (const { comparisons, cosine, minutiae, expected, why } of ONE_FINGER) {
    const thresholds = identificationThresholds({ comparisons, falsePositiveIdentificationRate: 0.01 });
    const { chanceNats } = pairEvidence({
      modality: 'fingerprint',
      similarityScore: cosine,
      minutiae: { basis: 'ridges', similarityScore: minutiae },
      probeQuality: 80,
      referenceQuality: 80,
    });
    test.equal(decide(chanceNats, thresholds), expected, `${why}: ${chanceNats.toFixed(1)} nats`);
  }
});

t.test("the search's own tail moves the threshold, within bounds", async (test) => {
  const options = { comparisons: 1000, falsePositiveIdentificationRate: 0.01 };
  const calibrated = identificationThresholds(options).match;
  const withTail = (shift: number, scale: number) => {
    const tail = { count: 200, from: Math.log(1000 / 200) + shift, scale };
    return identificationThresholds({ ...options, tails: [tail] }).match;
  };
  const rows = [
    // shift of the tail in nats, its scale, at least, at most
    [0, 1, calibrated - 0.01, calibrated + 0.01],
    [1, 1, calibrated + 0.1, calibrated + 1],
    [-1, 1, calibrated - 1, calibrated - 0.1],
    [0, 1.2, calibrated + 0.1, calibrated + 2.4],
    [50, 3, calibrated + 2.3, calibrated + 2.4],
    [-50, 0.1, calibrated - 2.4, calibrated - 2.3],
  ] as const;
  for (const [shift, scale, least, most] of rows) {
    const match = withTail(shift, scale);
    test.ok(match >= least && match <= most, `${shift} ${scale}: ${(match - calibrated).toFixed(2)}`);
  }
  const never = {
    comparisons: 1000,
    falsePositiveIdentificationRate: 0,
    tails: [{ count: 200, from: 2, scale: 1 }],
  };
  test.equal(
    identificationThresholds(never).match,
    Number.POSITIVE_INFINITY,
    'where no match is wanted, none is made',
  );
  const whole = { count: 200, from: 3, scale: 1.1 };
  const halves = [100, 100].map((count) => ({ ...whole, count }));
  test.ok(
    Math.abs(
      identificationThresholds({ ...options, tails: halves }).match -
        identificationThresholds({ ...options, tails: [whole] }).match,
    ) < 1e-9,
    'two shards are as one gallery',
  );
});

t.test('one face is verified at its published threshold', async (test) => {
  const thresholds = verificationThresholds({ comparisons: 1, falseMatchRate: 0.001 });
  test.equal(decide(chanceNats('face', 0.404), thresholds), 'match');
  test.equal(decide(chanceNats('face', 0.402), thresholds), 'inconclusive');
});

t.test('whom the second stage could not compare is shown and is no match', async (test) => {
  const thresholds = identificationThresholds({ comparisons: 1000, falsePositiveIdentificationRate: 0.01 });
  const similarityScore = thresholds.match + 1;
  const compared = {
    kind: 'compared',
    basis: 'ridges',
    similarityScore: 9,
    pairCount: 20,
    templateVersion: 'a',
  } as const;
  const late = { kind: 'not-compared', reason: 'late' } as const;
  const rows = [
    [[{}], 'match', 'the second stage was not asked'],
    [[{ minutiae: compared }], 'match', 'both stages'],
    [[{ minutiae: late }, { minutiae: compared }], 'match', 'one finger of two'],
    [[{ minutiae: late }], 'inconclusive', 'embeddings alone'],
    [[{ minutiae: { ...compared, basis: 'minutiae-alone' as const } }], 'inconclusive', 'another scale'],
  ] as const;
  for (const [positions, expected, why] of rows)
    test.equal(decideCandidate({ similarityScore, positions }, thresholds), expected, why);
  const weak = { similarityScore: thresholds.inconclusive - 1, positions: [{ minutiae: late }] };
  test.equal(decideCandidate(weak, thresholds), 'no-match');
  const undemanding = { match: 2, inconclusive: 1 };
  test.equal(decideCandidate({ similarityScore: 3, positions: [{ minutiae: late }] }, undemanding), 'match');
});
