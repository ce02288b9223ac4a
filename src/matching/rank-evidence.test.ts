import t from 'tap';
import { PLACE_COST, PLACE_SHARE } from './rank-calibration.js';
import { rankEvidence } from './rank-evidence.js';

t.test('what a place adds falls with the place and grows with the gallery', async (test) => {
  const of = (rank: number, comparisons = 100_000, compared = 200) =>
    rankEvidence({ comparisons, secondStagePersons: compared })(rank);
  test.ok(of(1) > 5 && of(1) < Math.log(100_000), `${of(1)} nats for the first of 100,000`);
  for (let rank = 1; rank < 200; rank++) test.ok(of(rank) > of(rank + 1), `place ${rank}`);
  test.ok(of(1, 1_000_000) > of(1), 'to be first of more says more');
  test.ok(of(1, 100_000, 2_000) < of(1), 'and less where more places count');
  test.ok(of(20_000, 100_000, 20_000) < -1, 'far down it speaks against');
  test.ok(of(100_000, 100_000, 100_000) > Math.log(0.2), 'but never more than by what is kept for such');
});

t.test('of few references a place says nothing, of somewhat more a little', async (test) => {
  for (const references of [0, 1, 2, 5, 10])
    for (const rank of [1, Math.max(1, references)])
      test.equal(rankEvidence({ comparisons: references, secondStagePersons: 200 })(rank), 0);
  let before = 0;
  for (let references = 11; references < 400; references++) {
    const first = rankEvidence({ comparisons: references, secondStagePersons: 200 })(1);
    test.ok(first >= before && first - before < 0.3, `${references}: ${first} after ${before}`);
    before = first;
  }
});

t.test(
  'strangers reach a threshold no more often than it allows, if they are as the fit says',
  async (test) => {
    for (const [persons, compared] of [
      [15, 15],
      [100, 100],
      [2_000, 200],
      [2_000, 2_000],
      [100_000, 200],
      [100_000, 5_000],
      [100_000, 100_000],
      [10_000_000, 2_000],
    ] as const) {
      const added = rankEvidence({ comparisons: persons, secondStagePersons: compared });
      const excess = excessOf(persons);
      // Expected strangers at or above a score that exp(-t) of the gallery may reach, as a multiple of what it allows.
      let expected = 0;
      for (let rank = 1; rank <= compared; rank++) expected += Math.exp(added(rank) + excess(rank)) / persons;
      test.ok(expected <= 1 + 1e-9, `${expected} of 1 among ${persons}, ${compared} compared`);
      test.ok(expected > 0.7, 'and the bound is used, not wasted');
    }
  },
);

t.test('whoever has several references compared has no more places for it', async (test) => {
  for (const [persons, compared, references] of [
    [2_000, 200, 2],
    [100_000, 200, 4],
    [100_000, 20_000, 4],
  ] as const) {
    const comparisons = persons * references;
    const added = rankEvidence({ comparisons, secondStagePersons: compared });
    const excess = excessOf(persons);
    let expected = 0;
    // The best of so many reaches a score so many times as often.
    for (let rank = 1; rank <= compared; rank++)
      expected += (references * Math.exp(added(rank, references) + excess(rank))) / comparisons;
    test.ok(expected <= 1 + 1e-9, `${expected} of 1 among ${persons}, ${references} references each`);
    test.ok(expected > 0.7, 'and the bound is used, not wasted');
    test.ok(added(1, references) < added(1));
  }
});

/**
 * Nats by which strangers reach a score more often at a place than anywhere: as the fit says where it was made, in the first 6 %, and
 * below as much less as keeps the mean over all places at what the calibration says.
 */
function excessOf(persons: number): (rank: number) => number {
  const atTop = (rank: number) => PLACE_COST + (1 - PLACE_SHARE) * Math.log(persons / rank);
  const last = Math.floor(0.06 * persons);
  let top = 0;
  for (let rank = 1; rank <= last; rank++) top += Math.exp(atTop(rank));
  const below = Math.log((persons - top) / (persons - last));
  return (rank) => (rank <= last ? atTop(rank) : below);
}
