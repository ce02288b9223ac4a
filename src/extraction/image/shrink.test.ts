import t from 'tap';
import { roundHalfEven, shrink } from './shrink.js';

t.test('every output pixel is the mean of the input pixels whose centres it covers', async (t) => {
  for (const [widthPx, heightPx, ratio] of [
    [40, 30, 0.5],
    [37, 53, 250 / 569],
    [64, 64, 0.25],
    [33, 47, 250 / 300],
  ] as const) {
    const data = Float32Array.from({ length: widthPx * heightPx }, (_, index) => (index * 7919) % 251);
    const image = { widthPx, heightPx, data };
    const small = shrink(image, ratio);
    let largest = 0;
    for (let y = 0; y < small.heightPx; y++) {
      for (let x = 0; x < small.widthPx; x++) {
        const expected = naiveMean(image, small, x, y);
        largest = Math.max(largest, Math.abs(small.data[y * small.widthPx + x]! - expected));
      }
    }
    t.ok(largest < 1e-3, `${widthPx} x ${heightPx} at ${ratio}: ${largest}`);
  }
});

t.test('at ratio 1 nothing changes', async (t) => {
  const image = { widthPx: 2, heightPx: 1, data: Float32Array.of(3, 4) };
  t.equal(shrink(image, 1), image);
});

t.test('a long thin image keeps a pixel of its short side: the mean of all', async (t) => {
  const image = { widthPx: 1000, heightPx: 2, data: new Float32Array(2000).fill(7) };
  const small = shrink(image, 0.1);
  t.same(small, { widthPx: 100, heightPx: 1, data: new Float32Array(100).fill(7) });
});

t.test('sides are rounded as in Python', async (t) => {
  t.same([0.5, 1.5, 2.5, 186.5, 187.5, 2.4, -0.5, -1.5].map(roundHalfEven), [0, 2, 2, 186, 188, 2, -0, -2]);
});

type Size = { readonly widthPx: number; readonly heightPx: number };

function naiveMean(image: Size & { readonly data: Float32Array }, small: Size, x: number, y: number): number {
  const covers = (pixel: number, index: number, scale: number) =>
    pixel + 0.5 > index * scale + 1e-9 && pixel + 0.5 <= (index + 1) * scale + 1e-9;
  const values: number[] = [];
  for (let row = 0; row < image.heightPx; row++) {
    if (!covers(row, y, image.heightPx / small.heightPx)) continue;
    for (let column = 0; column < image.widthPx; column++) {
      if (!covers(column, x, image.widthPx / small.widthPx)) continue;
      values.push(image.data[row * image.widthPx + column]!);
    }
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
