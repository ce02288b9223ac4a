import sharp from 'sharp';
import t from 'tap';
import { renderPortrait } from './face/render-portrait.js';
import { createSyntheticFace } from './face/synthetic-face.js';
import { faceImages } from './face-images.js';

const face = createSyntheticFace('test/a');

t.test('the same names give the same portrait, another name another one', async (t) => {
  const again = renderPortrait(createSyntheticFace('test/a'), 'first');
  const first = renderPortrait(face, 'first');
  t.equal(Buffer.compare(first.pixels, again.pixels), 0);
  t.ok(difference(first.pixels, renderPortrait(face, 'second').pixels) > 5);
});

t.test('without difficulty two portraits differ by light and background alone', async (t) => {
  const [one, other] = ['first', 'second'].map(
    (seed) => renderPortrait(face, seed, { difficulty: 0 }).pixels,
  );
  t.ok(difference(one!, other!) < difference(...usualPair()), 'less than usual portraits do');
});

t.test('faces of two names are two faces', async (t) => {
  const other = createSyntheticFace('test/b');
  t.notSame(other.features, face.features);
  t.notOk(other.canvas.height.every((value, at) => value === face.canvas.height[at]));
});

t.test('every place of a face has a colour, and what covers it covers it wholly', async (t) => {
  for (const seed of ['c', 'd', 'e', 'f']) {
    const { canvas, surface, features } = createSyntheticFace(`test/${seed}`);
    for (const [name, plane] of Object.entries({ ...canvas, ...surface })) {
      t.ok(
        plane.every((value) => Number.isFinite(value)),
        `${name} of ${seed}`,
      );
    }
    t.ok(features.head.chinY > features.mouth.y + features.mouth.lower, 'the mouth is above the chin');
  }
});

t.test('images are JPEG files of the size the EES asks for', async (t) => {
  const [image, other] = await faceImages('test/a', ['first', 'second']);
  t.match(await sharp(image).metadata(), { format: 'jpeg', width: 600, height: 800, channels: 3 });
  t.ok(image!.length < 300_000);
  t.not(Buffer.compare(image!, other!), 0);
});

function usualPair(): [Uint8Array, Uint8Array] {
  return [renderPortrait(face, 'first').pixels, renderPortrait(face, 'second').pixels];
}

/** Mean of the absolute differences of their values. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, at) => sum + Math.abs(value - b[at]!), 0) / a.length;
}
