import t from 'tap';
import { prepareProbe } from '../matching/compare-person.js';
import { seededRandom } from '../testing/seeded-random.js';
import { BoundTables } from './bound-tables.js';
import { probe, randomEmbedding } from './gallery-test-fixture.js';
import { NOT_COMPARED, PersonBounds } from './person-bounds.js';

const SEED = 20261126;
const PERSONS = 20_000;
const COSINE_ERROR = 1e-6;

const CASES = [
  ['one finger', ['right-thumb']],
  ['four fingers', ['right-index', 'right-middle', 'left-index', 'left-middle']],
  ['a face and a finger', ['face', 'left-ring']],
  ['a finger nobody knows', ['unknown-finger', 'left-thumb']],
] as const;

t.test(
  `never lower than the bound of the cosines themselves, and hardly higher (seed ${SEED})`,
  async (t) => {
    for (const [name, positions] of CASES) {
      const random = seededRandom(SEED + positions.length);
      for (const quality of [5, 80]) {
        const probes = positions.map((position) =>
          prepareProbe(probe(position, [randomEmbedding(random)], { quality })),
        );
        const cosines = positions.map(() =>
          Float32Array.from({ length: PERSONS }, () =>
            random() < 0.1 ? NOT_COMPARED : Math.min(1.0000001, 2.2 * random() - 1.1),
          ),
        );
        // The ends of the steps and of the scale.
        [-1, 1, 0, 0.5, -1.0000001, 1.0000001].forEach((cosine, at) => {
          for (const each of cosines) each[at] = cosine;
        });
        for (const each of cosines) each[6] = NOT_COMPARED;
        const exact = new PersonBounds(probes, COSINE_ERROR);
        const tables = new BoundTables(probes, COSINE_ERROR);
        let most = 0;
        for (const isLoose of [false, true]) {
          for (let person = 0; person < PERSONS; person++) {
            const expected = exact.bound(cosines, person, isLoose);
            const found = tables.bound(cosines, person, isLoose);
            if (expected === Number.NEGATIVE_INFINITY) {
              if (found !== expected) t.fail(`person ${person} was compared with nothing`);
              continue;
            }
            if (found < expected - 1e-9) t.fail(`person ${person}: ${found} is below ${expected}`);
            most = Math.max(most, found - expected);
          }
        }
        t.ok(most < 0.06 * positions.length, `${name}, quality ${quality}: at most ${most} nats higher`);
      }
    }
  },
);
