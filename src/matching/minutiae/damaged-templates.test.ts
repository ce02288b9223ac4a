import t from 'tap';
import { decodeMinutiae, encodeMinutiae } from '../../domain/minutiae-bytes.js';
import {
  MAXIMUM_MINUTIAE,
  MAXIMUM_RIDGE_CELLS,
  type MinutiaeTemplate,
  NO_RIDGES,
  type RidgeField,
  WITHOUT_RIDGES,
} from '../../domain/minutiae-template.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { compareMinutiae } from './compare-minutiae.js';
import { describeMinutiae } from './describe-minutiae.js';

const SEED = 20261126;

function template(change: Partial<MinutiaeTemplate> = {}): MinutiaeTemplate {
  const random = seededRandom(SEED);
  const draw = (count: number) => Array.from({ length: 9 }, () => Math.floor(count * random()));
  return {
    x: Int16Array.from(draw(80 * 12)),
    y: Int16Array.from(draw(80 * 10)),
    direction: Uint8Array.from(draw(256)),
    type: Uint8Array.from(draw(3)),
    quality: Uint8Array.from(draw(101)),
    ridges: {
      columns: 12,
      rows: 10,
      orientation: Uint8Array.from({ length: 120 }, (_, cell) => cell),
      wave: Uint8Array.from({ length: 120 }, (_, cell) => (cell * 29) & 255),
    },
    ...change,
  };
}

const EMPTY: MinutiaeTemplate = {
  x: new Int16Array(0),
  y: new Int16Array(0),
  direction: new Uint8Array(0),
  type: new Uint8Array(0),
  quality: new Uint8Array(0),
  ridges: WITHOUT_RIDGES,
};

/** As if no skin touched at one cell, but its wave is left. */
function withoutOrientation(cell: number): RidgeField {
  const { ridges } = template();
  return { ...ridges, orientation: ridges.orientation.map((each, at) => (at === cell ? NO_RIDGES : each)) };
}

t.test('templates survive their bytes', async (t) => {
  for (const each of [template(), template({ ridges: WITHOUT_RIDGES }), EMPTY]) {
    t.same(decodeMinutiae(encodeMinutiae(each)), { kind: 'template', template: each });
  }
});

t.test('what is no template is neither written nor read', async (t) => {
  const at = (values: Int16Array, place: number) =>
    Int16Array.from(values, (value, i) => (i === 4 ? place : value));
  const rows: readonly (readonly [what: string, change: Partial<MinutiaeTemplate>, isTemplate: boolean])[] = [
    ['at the right edge', { x: at(template().x, 80 * 12 - 1) }, true],
    ['beyond it', { x: at(template().x, 80 * 12) }, false],
    ['at the lower edge', { y: at(template().y, 80 * 10 - 1) }, true],
    ['beyond it', { y: at(template().y, 80 * 10) }, false],
    ['at the upper edge', { y: at(template().y, 0) }, true],
    ['above it', { y: at(template().y, -1) }, false],
    [
      'without a field, as far out as any finger',
      { x: at(template().x, 11_999), ridges: WITHOUT_RIDGES },
      true,
    ],
    ['without a field, farther', { x: at(template().x, 12_000), ridges: WITHOUT_RIDGES }, false],
    ['a type that does not exist', { type: new Uint8Array(9).fill(3) }, false],
    ['a quality above 100', { quality: new Uint8Array(9).fill(101) }, false],
    ['a wave too few', { ridges: { ...template().ridges, wave: new Uint8Array(119) } }, false],
    ['a wave where no ridges are', { ridges: withoutOrientation(3) }, false],
    ['columns without rows', { ridges: { ...WITHOUT_RIDGES, columns: 3 } }, false],
  ];
  for (const [what, change, isTemplate] of rows) {
    const changed = template(change);
    if (isTemplate)
      t.same(decodeMinutiae(encodeMinutiae(changed)), { kind: 'template', template: changed }, what);
    else t.throws(() => encodeMinutiae(changed), RangeError, what);
  }
  t.throws(() => encodeMinutiae(template({ x: new Int16Array(8) })), RangeError, 'one x is missing');
  const many = new Uint8Array(MAXIMUM_MINUTIAE + 1);
  const x = new Int16Array(many.length);
  t.throws(
    () => encodeMinutiae({ x, y: x, direction: many, type: many, quality: many, ridges: WITHOUT_RIDGES }),
    RangeError,
  );
  const columns = MAXIMUM_RIDGE_CELLS + 1;
  t.throws(
    () =>
      encodeMinutiae(
        template({
          ridges: { columns, rows: 1, orientation: new Uint8Array(columns), wave: new Uint8Array(columns) },
        }),
      ),
    RangeError,
  );
});

t.test('bytes that are no template are refused with a reason', async (t) => {
  const bytes = encodeMinutiae(template());
  for (let length = 0; length < bytes.length; length++)
    t.equal(decodeMinutiae(bytes.subarray(0, length)).kind, 'unreadable');
  const rows = [
    ['magic', 0, 0],
    ['version', 2, 1],
    ['count', 3, 255],
    ['columns', 4, 13],
    ['no columns', 4, 0],
    ['x', 10, 0x7f],
    ['x below 0', 10, 0xff],
    ['type', 10 + 5 * 9, 3],
    ['quality', 10 + 6 * 9, 101],
    ['a cell that has no ridges, and so no wave', 10 + 7 * 9, 255],
  ] as const;
  for (const [what, at, value] of rows) {
    const decoded = decodeMinutiae(Uint8Array.from(bytes).fill(value, at, at + 1));
    t.match(decoded, { kind: 'unreadable', reason: String }, what);
  }
});

t.test(
  'damaged bytes are refused, or are a template that is written as it was and can be compared',
  async (t) => {
    const random = seededRandom(SEED + 1);
    const whole = describeMinutiae(template());
    let accepted = 0;
    for (let draw = 0; draw < 3000; draw++) {
      const bytes = encodeMinutiae(template(draw % 2 === 0 ? {} : { ridges: WITHOUT_RIDGES }));
      for (let count = 1 + Math.floor(3 * random()); count > 0; count--) {
        bytes[Math.floor(random() * (random() < 0.5 ? 10 + 7 * 9 : bytes.length))] = Math.floor(
          256 * random(),
        );
      }
      const decoded = decodeMinutiae(bytes);
      if (decoded.kind === 'unreadable') continue;
      accepted++;
      if (Buffer.compare(encodeMinutiae(decoded.template), bytes) !== 0)
        t.fail(`draw ${draw} was written otherwise`);
      const { score } = compareMinutiae(describeMinutiae(decoded.template), whole);
      // Nine minutiae, of which two make the movement, and nine blocks of ridges.
      if (!(score >= 0 && score <= 3 * 7 + 1.5 * 9)) t.fail(`draw ${draw} scores ${score}`);
    }
    t.ok(accepted > 300 && accepted < 2700, `${accepted} of 3000 are templates`);
  },
);
