import t from 'tap';
import { handAngles, type SkinCells } from './segment-slap-columns.js';

/** All of an image of 2,000 by 2,000 px at 500 ppi, as noise is taken for. */
function onePatch(side: number): SkinCells {
  const count = side * side;
  return {
    x: Float64Array.from({ length: count }, (_, index) => 0.4 * (index % side)),
    y: Float64Array.from({ length: count }, (_, index) => 0.4 * Math.floor(index / side)),
    patch: new Int32Array(count),
  };
}

t.test(
  'an image that is one patch of skin is looked at once, not once for every cell',
  { timeout: 20_000 },
  async (t) => {
    t.equal(handAngles(onePatch(250))[0], 0, 'no finger, and so upright is tried first');
  },
);

t.test('a patch that is a finger shows where it points', async (t) => {
  const lean = 0.3;
  const places = Array.from(
    { length: 3_000 },
    (_, index) => [(index % 40) * 0.4 - 8, Math.floor(index / 40) * 0.4 - 15] as const,
  );
  const [angle] = handAngles({
    x: Float64Array.from(places, ([x, y]) => x * Math.cos(lean) - y * Math.sin(lean)),
    y: Float64Array.from(places, ([x, y]) => x * Math.sin(lean) + y * Math.cos(lean)),
    patch: new Int32Array(places.length),
  });
  t.ok(Math.abs(angle! - lean) < 0.05, `${angle}`);
});
