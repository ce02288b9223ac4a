/** Waves as long as ridges are apart, alone and over each other: two crossing ones are an overlap, and nothing near it is. */
import t from 'tap';
import { createRandom } from '../../testing/synthetic/random.js';
import { CM2_OF_WINDOW, overlapCm2 } from './overlap.js';

const SIDE = 160;
const CELLS = SIDE / 8;
type Shape = (x: number, y: number) => number;

function overlapOf(at: Shape): number {
  const data = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) =>
    at((pixel % SIDE) - SIDE / 2, Math.floor(pixel / SIDE) - SIDE / 2),
  );
  const probability = new Float32Array(CELLS * CELLS).fill(1);
  const foreground = { columns: CELLS, rows: CELLS, probability };
  return overlapCm2({ image: { widthPx: SIDE, heightPx: SIDE, data }, foreground });
}

const degrees = (angle: number) => (angle * Math.PI) / 180;

/** Ridges across this direction, `period` px at 250 ppi apart. */
function wave(angle: number, period = 4.5): Shape {
  const [across, down] = [Math.cos(degrees(angle)), Math.sin(degrees(angle))];
  return (x, y) => Math.sin((2 * Math.PI * (x * across + y * down)) / period);
}

const ring: Shape = (x, y) => Math.sin((2 * Math.PI * Math.hypot(x, y)) / 4.5);

function both(first: Shape, second: Shape, weight = 1): Shape {
  return (x, y) => first(x, y) + weight * second(x, y);
}

/** The second only within so many px of the middle. */
function within(radius: number, first: Shape, second: Shape): Shape {
  return (x, y) => (Math.hypot(x, y) < radius ? first(x, y) + second(x, y) : first(x, y));
}

/** The darker of both, as ridges are negative: a platen that was not wiped. */
const darker =
  (first: Shape, second: Shape): Shape =>
  (x, y) =>
    Math.min(first(x, y), second(x, y));

const WHOLE = 81 * CM2_OF_WINDOW;

t.test('two directions that cross are an overlap as large as they are', async (t) => {
  t.ok(overlapOf(both(wave(20), wave(80))) > 0.9 * WHOLE);
  t.ok(overlapOf(both(wave(20), wave(110))) > 0.9 * WHOLE);
  t.ok(overlapOf(darker(wave(20), wave(80))) > 0.9 * WHOLE, 'the darker of both');
  t.ok(overlapOf(both(wave(20), wave(80), 0.6)) > 0.9 * WHOLE, 'the second fainter');
  t.ok(overlapOf(both(ring, wave(25))) > 0.2 * WHOLE, 'a whorl under another print');
  const part = overlapOf(within(40, wave(20), wave(80)));
  t.ok(part > 0.1 * WHOLE && part < 0.6 * WHOLE, `a part of it: ${part}`);
});

t.test('one direction is none, straight, bent or broken', async (t) => {
  const random = createRandom('overlap');
  t.equal(overlapOf(wave(20)), 0);
  t.ok(overlapOf(ring) < 4 * CM2_OF_WINDOW, 'a whorl');
  t.ok(overlapOf((x, y) => wave(20)(x, y + 0.01 * x * x)) < 4 * CM2_OF_WINDOW, 'an arch');
  t.equal(
    overlapOf((x, y) => wave(20)(x, y) + random.normal(1)),
    0,
    'noise',
  );
  t.equal(
    overlapOf((x, y) => (Math.abs(x - y) < 3 || Math.abs(x + y - 20) < 2 ? 0.8 : wave(20)(x, y))),
    0,
    'creases',
  );
  const beside: Shape = (x, y) => (x + y < 0 ? wave(20)(x, y) : wave(70)(x, y));
  t.ok(overlapOf(beside) < 4 * CM2_OF_WINDOW, 'two beside each other, which touch along a line');
});

t.test('what is too faint, or runs nearly alike, is none', async (t) => {
  t.equal(overlapOf(both(wave(20), wave(80), 0.1)), 0);
  t.equal(overlapOf(both(wave(20), wave(38))), 0);
});

t.test('lines of a sensor along its rows or columns are no second finger', async (t) => {
  t.equal(overlapOf(both(wave(30), wave(90))), 0);
  t.equal(overlapOf(both(wave(60), wave(0))), 0);
  t.ok(overlapOf(both(wave(30), wave(80))) > 0.9 * WHOLE, 'ten degrees aside it is one');
});
