import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { fitSearchTail, scoreReachedBy } from './search-tail.js';

const SEED = 4;

/** The best `count` of `persons` strangers whose scores are exponential with a scale, a shift and mates on top. */
function search(
  random: () => number,
  options: { readonly scale?: number; readonly shift?: number; readonly mates?: readonly number[] } = {},
): readonly number[] {
  const { scale = 1, shift = 0, mates = [] } = options;
  const strangers = Array.from({ length: PERSONS }, () => shift - scale * Math.log(1 - random()));
  return [...strangers, ...mates].sort((a, b) => b - a).slice(0, 200);
}

const PERSONS = 5_000;
const EXPECTED = 0.01;
/** What 5,000 strangers reach in one search of a hundred where the calibration is right. */
const CALIBRATED = Math.log(PERSONS / EXPECTED);

t.test(`a tail as calibrated moves nothing, another one does (seed ${SEED})`, async (test) => {
  const random = seededRandom(SEED);
  const mean = (options: Parameters<typeof search>[1]) => {
    const reached = Array.from({ length: 60 }, () =>
      scoreReachedBy(EXPECTED, [fitSearchTail(search(random, options))!]),
    );
    return reached.reduce((sum, score) => sum + score, 0) / reached.length - CALIBRATED;
  };
  const rows = [
    // what, options, mean shift at least, at most
    ['as calibrated', {}, -0.3, 0.3],
    ['strangers one nat higher', { shift: 1 }, 0.7, 1.3],
    ['mates of six systems on top, to the side of caution', { mates: [30, 28, 25, 20, 19, 14] }, -0.3, 1.1],
    ['a heavier end, drawn to the calibration by half', { scale: 1.3 }, 1.5, 4],
    ['a lighter end', { scale: 0.8 }, -3, -1],
  ] as const;
  for (const [what, options, least, most] of rows) {
    const shift = mean(options);
    test.ok(shift >= least && shift <= most, `${what}: ${shift.toFixed(2)} nats`);
  }
});

t.test('too few scores have no tail', async (test) => {
  for (const scores of [[], [5], Array.from({ length: 49 }, () => 3)])
    test.equal(fitSearchTail(scores), undefined);
  const infinite = [...Array.from({ length: 60 }, (_, index) => 9 - index / 10), Number.NEGATIVE_INFINITY];
  test.ok(Number.isFinite(fitSearchTail(infinite)!.from), 'who could not be compared has no score');
  const equal = fitSearchTail(Array.from({ length: 60 }, () => 3))!;
  test.ok(
    equal.scale > 0 && Number.isFinite(scoreReachedBy(0.001, [equal])),
    'equal scores have one all the same',
  );
});
