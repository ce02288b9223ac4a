import fc from 'fast-check';
import t from 'tap';
import { type Evidence, evidenceOf } from './calibration.js';
import { fusedUpperBound, fusePositions } from './fusion.js';

const SEED = 20261125;
const cosine = fc.double({ min: -1, max: 1, noNaN: true });
const evidence = cosine.map((value) => evidenceOf('fingerprint', value));

t.test('one position counts with its chance, none is nobody', async (test) => {
  const alone = evidenceOf('fingerprint', 0.985);
  test.ok(Math.abs(fusePositions([alone]) - alone.chanceNats) < 1e-12);
  test.equal(fusePositions([]), Number.NEGATIVE_INFINITY);
});

t.test('fused scores grow with every position and ignore the order', async () => {
  fc.assert(
    fc.property(
      fc.array(cosine, { minLength: 1, maxLength: 11 }),
      fc.nat(),
      cosine,
      (cosines, index, other) => {
        const of = (values: readonly number[]) =>
          fusePositions(values.map((each) => evidenceOf('face', each)));
        const at = index % cosines.length;
        const raised = cosines.with(at, Math.max(cosines[at]!, other));
        return of(raised) >= of(cosines) - 1e-9 && Math.abs(of(cosines.toReversed()) - of(cosines)) < 1e-9;
      },
    ),
    { seed: SEED },
  );
});

t.test('the upper bound holds for every choice of positions', async () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(evidence, fc.boolean()), { minLength: 1, maxLength: 8 }), (choices) => {
      const all = choices.map(([each]) => each);
      const chosen = choices.filter(([, isChosen]) => isChosen).map(([each]) => each);
      return fusePositions(chosen) <= fusedUpperBound(all) + 1e-9;
    }),
    { seed: SEED },
  );
});

t.test('four median fingers of a mate outweigh any one finger', async (test) => {
  // Medians of models/fingerprint-fusion.md.
  const median = evidenceOf('fingerprint', 0.6);
  const perfect = evidenceOf('fingerprint', 1);
  const stranger = evidenceOf('fingerprint', -0.01);
  test.ok(fusePositions([median, median, median, median]) > Math.log(1000) - Math.log(0.01));
  test.ok(fusePositions([perfect, stranger, stranger, stranger]) < fusePositions([median, median, median]));
});

t.test(`non-mated persons reach t nats with probability at most exp(-t) (seed ${SEED})`, async (test) => {
  const cosineOfChance = invert();
  let state = SEED;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return ((state >>> 8) + 0.5) / 2 ** 24;
  };
  const draws = 200_000;
  for (const positions of [1, 2, 4, 10]) {
    const scores = Array.from({ length: draws }, () =>
      fusePositions(
        Array.from(
          { length: positions },
          (): Evidence => evidenceOf('fingerprint', cosineOfChance(random())),
        ),
      ),
    );
    for (const threshold of [2, 4, 6]) {
      const found = scores.filter((score) => score >= threshold).length;
      const allowed = draws * Math.exp(-threshold);
      test.ok(
        found <= allowed + 4 * Math.sqrt(allowed),
        `${positions} positions, ${threshold} nats: ${found}`,
      );
    }
  }
});

/** Cosine that a non-mated pair exceeds with a given probability, by bisection on a table. */
function invert(): (probability: number) => number {
  const table = Array.from({ length: 20_001 }, (_, step) => {
    const value = step / 10_000 - 1;
    return { value, exceeded: Math.exp(-evidenceOf('fingerprint', value).chanceNats) };
  });
  return (probability) => {
    let [low, high] = [0, table.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (table[middle]!.exceeded > probability) low = middle;
      else high = middle;
    }
    return table[low]!.value;
  };
}
