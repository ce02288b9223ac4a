import fc from 'fast-check';
import t from 'tap';
import { bestViewSimilarity, innerProduct, vectorLength } from './cosine-similarity.js';

const SEED = 20261125;
const bytes = (length: number) =>
  fc.array(fc.integer({ min: -128, max: 127 }), { minLength: length, maxLength: length });
const pair = fc.integer({ min: 1, max: 300 }).chain((length) => fc.tuple(bytes(length), bytes(length)));

function naiveInnerProduct(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0);
}

t.test('inner products equal the naive ones, at any offset', async (test) => {
  fc.assert(
    fc.property(pair, fc.integer({ min: 0, max: 9 }), ([a, b], offset) => {
      const rows = Int8Array.from([...Array<number>(offset).fill(99), ...b, 99]);
      const expected = naiveInnerProduct(a, b);
      return (
        innerProduct(Int8Array.from(a), rows, offset) === expected &&
        innerProduct(Int32Array.from(a), rows, offset) === expected
      );
    }),
    { seed: SEED },
  );
  test.equal(innerProduct(new Int8Array(256).fill(-128), new Int8Array(256).fill(-128), 0), 4_194_304);
});

function similarity(views: readonly Int8Array[], embedding: Int8Array): number {
  return bestViewSimilarity(views, views.map(vectorLength), embedding);
}

t.test('cosines are cosines', async (test) => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const lengths = Math.sqrt(naiveInnerProduct(a, a)) * Math.sqrt(naiveInnerProduct(b, b));
      const expected = lengths === 0 ? 0 : naiveInnerProduct(a, b) / lengths;
      return Math.abs(similarity([Int8Array.from(a)], Int8Array.from(b)) - expected) < 1e-12;
    }),
    { seed: SEED },
  );
  test.equal(similarity([new Int8Array(4)], Int8Array.of(1, 2, 3, 4)), 0, 'zeros are similar to nothing');
  test.equal(vectorLength(Int8Array.of(3, 4)), 5);
  const views = [Int8Array.of(1, 0), Int8Array.of(0, 1), Int8Array.of(-1, 0)];
  test.equal(similarity(views, Int8Array.of(0, 5)), 1);
});

/** An embedding of this squared length: the largest squares first. */
function ofSquaredLength(squared: number): Int8Array {
  const embedding = new Int8Array(256);
  for (let d = 0, rest = squared; rest > 0; d++) {
    embedding[d] = Math.min(127, Math.floor(Math.sqrt(rest)));
    rest -= embedding[d]! ** 2;
  }
  return embedding;
}

t.test('no rounding takes a cosine out of -1 to 1', async (test) => {
  const beyond: number[] = [];
  for (let squared = 1; squared <= 20_000; squared++) {
    const embedding = ofSquaredLength(squared);
    const opposite = embedding.map((value) => -value);
    const most = similarity([embedding], embedding);
    const least = similarity([opposite], embedding);
    if (most > 1 || most < 1 - 1e-12 || least < -1 || least > -1 + 1e-12) beyond.push(squared);
  }
  test.same(beyond, []);
});
