import { createHash } from 'node:crypto';
import t from 'tap';
import type { MinutiaeTemplate } from '../../domain/minutiae-template.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { compareAlone, compareMinutiae } from './compare-minutiae.js';
import { describeMinutiae } from './describe-minutiae.js';
import { exponential } from './exponential.js';
import { CYLINDER_TABLES } from './minutia-cylinders.js';
import { cosineOfTurn, DIRECTION_COSINES, DIRECTION_SINES, sineOfTurn } from './turn-tables.js';

t.test('tables are these, to the last bit', async (t) => {
  const rows: readonly (readonly [name: string, table: Float64Array, sha256: string])[] = [
    [
      'cosines of directions',
      DIRECTION_COSINES,
      '558623c702a0fccc88b512e7bf85b2c8012c0e918bd5a5b90150a1c01b0b3be3',
    ],
    [
      'sines of directions',
      DIRECTION_SINES,
      'ea97662b40c6800abb2b01d0bddfa7badf3b9100e3652430407d4dbff1b22f6b',
    ],
    [
      'weights of places',
      CYLINDER_TABLES.places,
      '9bd1a33b26fe6cc0ba7f5c3c5edb4ebd463fbbabe68382a14c432bc2947b2f0d',
    ],
    [
      'weights of directions',
      CYLINDER_TABLES.directions,
      '7129a576e9c88e45846cef7152f9ea761fad20f3a7253f797517f472a1d47538',
    ],
  ];
  for (const [name, table, sha256] of rows) t.equal(digest(table), sha256, name);
});

t.test('they agree with the engine as far as the engine is right', async (t) => {
  for (const whole of [1, 3, 10, 14, 18, 256, 32640]) {
    for (let part = -whole; part <= 2 * whole; part++) {
      const angle = (2 * Math.PI * part) / whole;
      const isNear =
        Math.abs(sineOfTurn(part, whole) - Math.sin(angle)) < 4e-15 &&
        Math.abs(cosineOfTurn(part, whole) - Math.cos(angle)) < 4e-15;
      if (!isNear) t.fail(`${part} of ${whole}`);
    }
  }
  for (let power = 0; power > -50; power -= 0.37) {
    const expected = Math.exp(power);
    if (Math.abs(exponential(power) - expected) > 1e-13 * expected) t.fail(`e to ${power}`);
  }
  t.equal(exponential(-1000), 0);
  t.throws(() => exponential(0.1), RangeError);
});

t.test('quarters are exact', async (t) => {
  const sines = [0, 1, 2, 3, 4, -1].map((part) => sineOfTurn(part, 4) + 0);
  const cosines = [0, 1, 2, 3, 4, -1].map((part) => cosineOfTurn(part, 4) + 0);
  t.same(sines, [0, 1, 0, -1, 0, -1]);
  t.same(cosines, [1, 0, -1, 0, 1, 0]);
});

t.test('scores are these, to the last bit', async (t) => {
  const random = seededRandom(20261126);
  const below = (count: number) => Math.floor(count * random());
  const first = drawnTemplate(below);
  const second = { ...drawnTemplate(below), x: first.x.map((x) => x + below(120)), y: first.y };
  const [a, b] = [describeMinutiae(first), describeMinutiae({ ...second, direction: first.direction })];
  t.equal(compareMinutiae(a, b).score, 85.18078943046427);
  t.equal(compareAlone(a, b).score, 18.007747722344615);
});

function drawnTemplate(below: (count: number) => number): MinutiaeTemplate {
  const draw = (count: number, length = 40) => Array.from({ length }, () => below(count));
  return {
    x: Int16Array.from(draw(2600)),
    y: Int16Array.from(draw(3000)),
    direction: Uint8Array.from(draw(256)),
    type: Uint8Array.from(draw(3)),
    quality: Uint8Array.from(draw(101)),
    ridges: {
      columns: 34,
      rows: 38,
      orientation: Uint8Array.from(draw(9, 34 * 38), (each) => 10 * each),
      wave: Uint8Array.from({ length: 34 * 38 }, (_, cell) => (cell * 37) & 255),
    },
  };
}

/** Of the numbers' bits, high bytes first. */
function digest(table: Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(8 * table.length));
  for (const [index, value] of table.entries()) bytes.setFloat64(8 * index, value);
  return createHash('sha256').update(new Uint8Array(bytes.buffer)).digest('hex');
}
