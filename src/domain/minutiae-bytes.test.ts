import t from 'tap';
import { decodeMinutiae, encodeMinutiae, MAXIMUM_MINUTIAE_BYTES } from './minutiae-bytes.js';
import {
  MAXIMUM_MINUTIAE,
  MAXIMUM_RIDGE_CELLS,
  type MinutiaeTemplate,
  NO_RIDGES,
} from './minutiae-template.js';

function templateOf(count: number, columns: number, rows: number): MinutiaeTemplate {
  return {
    x: Int16Array.from({ length: count }, (_, index) => 9 * index),
    y: Int16Array.from({ length: count }, (_, index) => 500 - 7 * index),
    direction: Uint8Array.from({ length: count }, (_, index) => (index * 37) & 255),
    type: Uint8Array.from({ length: count }, (_, index) => index % 3),
    quality: Uint8Array.from({ length: count }, (_, index) => index % 101),
    ridges: {
      columns,
      rows,
      orientation: Uint8Array.from({ length: columns * rows }, (_, cell) => cell & 255),
      wave: Uint8Array.from({ length: columns * rows }, (_, cell) =>
        (cell & 255) === NO_RIDGES ? 0 : (cell * 13) & 255,
      ),
    },
  };
}

t.test('a template survives its bytes', async (t) => {
  for (const template of [
    templateOf(0, 0, 0),
    templateOf(40, 47, 48),
    { ...templateOf(12, 20, 30), origin: { x: 64, y: 0 } },
    { ...templateOf(12, 20, 30), origin: { x: 0, y: 4000 } },
    templateOf(MAXIMUM_MINUTIAE, MAXIMUM_RIDGE_CELLS, MAXIMUM_RIDGE_CELLS),
  ]) {
    const bytes = encodeMinutiae(template);
    t.same(decodeMinutiae(bytes), { kind: 'template', template });
    t.ok(bytes.length <= MAXIMUM_MINUTIAE_BYTES);
  }
  const { ridges, ...rest } = templateOf(MAXIMUM_MINUTIAE, MAXIMUM_RIDGE_CELLS, MAXIMUM_RIDGE_CELLS);
  const longest = {
    ...rest,
    ridges: { ...ridges, orientation: ridges.orientation.map((each) => each % NO_RIDGES) },
  };
  t.equal(encodeMinutiae(longest).length, MAXIMUM_MINUTIAE_BYTES);
});

t.test('what is too large is not written', async (t) => {
  t.throws(() => encodeMinutiae(templateOf(MAXIMUM_MINUTIAE + 1, 8, 8)), RangeError);
  t.throws(() => encodeMinutiae(templateOf(1, MAXIMUM_RIDGE_CELLS + 1, 1)), RangeError);
  const template = templateOf(1, 8, 8);
  t.throws(() => encodeMinutiae({ ...template, ridges: { ...template.ridges, rows: 9 } }), RangeError);
});

t.test('bytes that are no template are refused with a reason', async (t) => {
  const count = 40;
  const bytes = encodeMinutiae(templateOf(count, 47, 48));
  for (let length = 0; length < bytes.length; length += 7)
    t.equal(decodeMinutiae(bytes.subarray(0, length)).kind, 'unreadable');
  t.equal(decodeMinutiae(Uint8Array.of(...bytes, 0)).kind, 'unreadable', 'one byte more');
  const changed = (at: number, value: number) =>
    decodeMinutiae(Uint8Array.from(bytes).fill(value, at, at + 1)).kind;
  t.equal(changed(0, 0), 'unreadable', 'magic');
  t.equal(changed(2, 1), 'unreadable', 'version');
  t.equal(changed(3, 255), 'unreadable', 'count');
  t.equal(changed(4, 255), 'unreadable', 'columns');
  t.equal(changed(10 + 5 * count, 3), 'unreadable', 'type');
  t.equal(changed(10 + 6 * count, 101), 'unreadable', 'quality');
  t.equal(changed(10 + 6 * count, 100), 'template');
});
