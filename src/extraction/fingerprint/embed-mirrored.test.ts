import t from 'tap';
import { seededRandom } from '../../testing/seeded-random.js';
import { warp } from '../image/warp.js';
import { mirrorFusion, mirrorRows } from './embed-mirrored.js';

const random = seededRandom(1);
const values = (count: number) => Float32Array.from({ length: count }, () => random());

t.test('rows are mirrored, plane by plane', async (t) => {
  t.same([...mirrorRows(Float32Array.of(1, 2, 3, 4, 5, 6), 3)], [3, 2, 1, 6, 5, 4]);
  const planes = values(4 * 7 * 7);
  t.same(mirrorRows(mirrorRows(planes, 7), 7), planes);
});

t.test('what is joined with the texture is mirrored as the image is', async (t) => {
  const inputs = {
    texture: values(4),
    minutiae: Float32Array.of(10, 20, 0.5, 0.9),
    ridges: values(4 * 4),
    pose: { x: 30, y: 40, angle: 0.25 },
  };
  const mirrored = mirrorFusion(inputs, 100);
  t.same(mirrored.pose, { x: 69, y: 40, angle: -0.25 });
  t.same(mirrored.minutiae.slice(0, 2), Float32Array.of(89, 20));
  t.ok(Math.abs(mirrored.minutiae[2]! - (Math.PI - 0.5)) < 1e-6);
  const [cosine, sine, skin, period] = [0, 4, 8, 12];
  for (const [plane, sign] of [
    [cosine, 1],
    [sine, -1],
    [skin, 1],
    [period, 1],
  ] as const) {
    t.equal(mirrored.ridges[plane], sign * inputs.ridges[plane + 1]!);
    t.equal(mirrored.ridges[plane + 3], sign * inputs.ridges[plane + 2]!);
  }
  const back = mirrorFusion(mirrored, 100);
  t.same([back.ridges, back.pose, back.texture], [inputs.ridges, inputs.pose, inputs.texture]);
  t.ok(back.minutiae.every((each, index) => Math.abs(each - inputs.minutiae[index]!) < 1e-5));
});

t.test('no minutiae are none in the mirror image', async (t) => {
  const none = new Float32Array(4);
  const inputs = { texture: none, minutiae: none, ridges: values(16), pose: { x: 1, y: 2, angle: 0 } };
  t.same(mirrorFusion(inputs, 50).minutiae, none);
});

t.test('the window of the mirrored image under the mirrored pose is the mirrored window', async (t) => {
  const [widthPx, heightPx, sidePx] = [40, 30, 12];
  const data = values(widthPx * heightPx);
  const pose = { x: 17.3, y: 14.1, angle: 0.4 };
  const window = new Float32Array(sidePx * sidePx);
  const there = new Float32Array(sidePx * sidePx);
  warp(
    { widthPx, heightPx, data },
    { centreX: pose.x, centreY: pose.y, angle: pose.angle, sidePx },
    window,
    0,
  );
  const { x, y, angle } = mirrorFusion(
    { texture: window, minutiae: new Float32Array(4), ridges: values(16), pose },
    widthPx,
  ).pose;
  const flopped = { widthPx, heightPx, data: mirrorRows(data, widthPx) };
  warp(flopped, { centreX: x, centreY: y, angle, sidePx }, there, 0);
  const mirrored = mirrorRows(window, sidePx);
  t.ok(there.every((value, index) => Math.abs(value - mirrored[index]!) < 1e-4));
});
