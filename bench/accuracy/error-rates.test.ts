import t from 'tap';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { accuracyBars } from './accuracy-bars.js';
import { atFalseMatchRate, equalErrorRate, errorCurve, sortTrials, type Trial } from './error-rates.js';
import { fingerBootstrap, orRuleOfThree } from './finger-bootstrap.js';
import { isResolved } from './resolved-rate.js';
import type { ScoredComparator } from './score-accuracy.js';

const mated = (score: number, finger = 0): Trial => ({
  score,
  isMated: true,
  probeFinger: finger,
  referenceFinger: finger,
});
const nonMated = (score: number, probeFinger = 0, referenceFinger = 1): Trial => ({
  score,
  isMated: false,
  probeFinger,
  referenceFinger,
});

t.test('equal error rate and FNMR at a FMR', async (t) => {
  const cases: readonly (readonly [string, readonly Trial[], number, number, number])[] = [
    // what, trials, EER, FNMR at FMR 0.25, threshold there
    ['apart', [mated(3), mated(4), nonMated(1), nonMated(2)], 0, 0, 3],
    ['the wrong way round', [mated(1), mated(2), nonMated(3), nonMated(4)], 1, 1, Number.POSITIVE_INFINITY],
    [
      'one of four each',
      [mated(9), mated(8), mated(7), mated(2), nonMated(5), nonMated(1), nonMated(0), nonMated(-1)],
      0.25,
      0,
      2,
    ],
    ['all equal', [mated(1), mated(1), nonMated(1), nonMated(1)], 0.5, 1, Number.POSITIVE_INFINITY],
    [
      'a mated pair without a template never matches',
      [mated(5), mated(Number.NEGATIVE_INFINITY), nonMated(1), nonMated(2)],
      0.5,
      0.5,
      5,
    ],
  ];
  for (const [what, trials, eer, fnmr, threshold] of cases) {
    const curve = errorCurve(sortTrials(trials))!;
    t.equal(equalErrorRate(curve), eer, `${what}: EER`);
    t.match(atFalseMatchRate(curve, 0.25), { fnmr, threshold }, what);
  }
  t.equal(errorCurve(sortTrials([mated(1)])), undefined, 'nothing to say without non-mated pairs');
});

t.test('agrees with counting at every threshold, weighted or not', async (t) => {
  const random = seededRandom(7);
  const trials = Array.from({ length: 400 }, (_, index): Trial => {
    const finger = Math.floor(random() * 6);
    const score = Math.round(random() * 40) / 10;
    return index % 3 === 0
      ? mated(score + 1, finger)
      : nonMated(score, finger, (finger + 1 + Math.floor(random() * 5)) % 6);
  });
  for (const weights of [undefined, [0, 1, 2, 0, 3, 0]]) {
    const curve = errorCurve(sortTrials(trials), weights)!;
    const weight = (trial: Trial) =>
      weights === undefined
        ? 1
        : weights[trial.probeFinger]! * (trial.isMated ? 1 : weights[trial.referenceFinger]!);
    const share = (isMated: boolean, isCounted: (trial: Trial) => boolean) => {
      const kind = trials.filter((trial) => trial.isMated === isMated);
      const sum = (of: readonly Trial[]) => of.reduce((total, trial) => total + weight(trial), 0);
      return sum(kind.filter(isCounted)) / sum(kind);
    };
    curve.threshold.forEach((threshold, index) => {
      const fmr = share(false, ({ score }) => score >= threshold);
      const fnmr = share(true, ({ score }) => score < threshold);
      if (Math.abs(fmr - curve.fmr[index]!) + Math.abs(fnmr - curve.fnmr[index]!) > 1e-9) {
        t.fail(`at ${threshold}`);
      }
    });
    t.ok(curve.threshold.length > 40);
  }
});

t.test('the bootstrap draws fingers and is the same for the same seed', async (t) => {
  const totals = new Set<number>();
  const intervals = () =>
    fingerBootstrap(20, 200, seededRandom(3), (weights) => {
      totals.add(weights.reduce((sum, weight) => sum + weight, 0));
      return [weights[0]! > 0 ? 1 : 0, weights.filter((weight) => weight > 0).length / 20, undefined];
    });
  const [first, distinct] = intervals();
  t.same([...totals], [20]);
  t.same(first, [0, 1]);
  t.ok(distinct![0] > 0.4 && distinct![1] < 0.85, 'about 1 - 1/e of the fingers are drawn at least once');
  t.same(intervals(), intervals());
});

t.test('no error seen is a bound by the rule of three, over fingers', async (t) => {
  t.same(orRuleOfThree(0, [0, 0], 10), [0, 0.3]);
  t.same(orRuleOfThree(0, [0, 0], 2), [0, 1]);
  t.same(orRuleOfThree(1, [1, 1], 10), [0.7, 1]);
  t.same(orRuleOfThree(0.1, [0.02, 0.2], 10), [0.02, 0.2]);
});

t.test('a rate is resolved by ten errors, or by the rule of three where none was seen', async (t) => {
  t.equal(isResolved({ rate: 1e-3, pairs: 10_000, isNoneSeen: false }), true);
  t.equal(isResolved({ rate: 1e-3, pairs: 9_999, isNoneSeen: false }), false);
  t.equal(isResolved({ rate: 1e-3, pairs: 3_000, isNoneSeen: true }), true);
  t.equal(isResolved({ rate: 1e-3, pairs: 2_999, isNoneSeen: true }), false);
});

t.test('a bar that so few images cannot show is not decided', async (t) => {
  const rate = (value: number, low: number, high: number) => ({ value, interval: [low, high] as const });
  const scored = (pairs: number, eer: ReturnType<typeof rate>, isFmrResolved: boolean): ScoredComparator => ({
    ...{ comparator: 'fused', set: 'a', protocol: 'all', fingers: 9, det: [], discard: [] },
    ...{ matedPairs: pairs, nonMatedPairs: 10 * pairs, eer },
    rankOne: { searches: 1, first: 1, galleryFingers: 1 },
    points: [{ wantedFmr: 1e-3, threshold: 1, fmr: 0, fnmr: eer, isResolved: isFmrResolved }],
  });
  const decided = (...of: Parameters<typeof scored>) =>
    accuracyBars([scored(...of)], {}, {}).map(({ isDecided }) => isDecided);
  t.same(decided(250, rate(0.01, 0, 0.02), true), [true, true]);
  t.same(decided(249, rate(0.01, 0, 0.02), true), [false, true], 'fewer than ten errors at 4 %');
  t.same(decided(250, rate(0.01, 0, 0.02), false), [true, false], 'a false match rate they cannot show');
  t.same(decided(250, rate(0, 0, 0.075), true), [false, true], '40 fingers without an error');
  t.same(decided(75, rate(0, 0, 0.03), true), [true, true], '100 fingers without an error, 75 pairs');
  t.same(decided(6, rate(0.8, 0.5, 1), true), [true, true], 'too many errors, however few the pairs');
});
