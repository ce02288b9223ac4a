import t from 'tap';
import { PLACE_COST, PLACE_SHARE } from './rank-calibration.js';
import { rankEvidence } from './rank-evidence.js';

t.test(
  'what a place adds falls with the place, grows with the gallery, and is never negative',
  async (test) => {
    const of = (rank: number, comparisons = 100_000, compared = 200) =>
      rankEvidence({ comparisons, secondStagePersons: compared })(rank);
    test.ok(of(1) > 5 && of(1) < Math.log(100_000), `${of(1)} nats for the first of 100,000`);
    for (let rank = 1; rank < 200; rank++) test.ok(of(rank) >= of(rank + 1), `place ${rank}`);
    test.ok(of(1, 1_000_000) > of(1), 'to be first of more says more');
    test.ok(of(1, 100_000, 2_000) < of(1), 'and less where more places count');
    test.equal(of(1, 1, 1), 0, 'to be first of one says nothing');
    test.equal(rankEvidence({ comparisons: 0, secondStagePersons: 0 })(1), 0);
    test.equal(of(150, 200), 0);
  },
);

t.test(
  'strangers reach a threshold no more often than it allows, if they are as the fit says',
  async (test) => {
    for (const [persons, compared] of [
      [2_000, 200],
      [100_000, 200],
      [100_000, 5_000],
      [10_000_000, 2_000],
    ] as const) {
      // Expected strangers at or above a score that exp(-t) of the gallery may reach, as a multiple of what it allows.
      const added = rankEvidence({ comparisons: persons, secondStagePersons: compared });
      let expected = 0;
      for (let rank = 1; rank <= compared; rank++) {
        if (added(rank) > 0)
          expected +=
            Math.exp(PLACE_COST + added(rank) + (1 - PLACE_SHARE) * Math.log(persons / rank)) / persons;
      }
      test.ok(expected <= 1 + 1e-9, `${expected} of 1 among ${persons}, ${compared} compared`);
      test.ok(expected > 0.4, 'and the bound is used, not wasted');
    }
  },
);
