import t from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import { bestViewSimilarity, vectorLength } from './cosine-similarity.js';
import { RowProducts } from './row-products.js';
import { GROUP_ROWS } from './segment-block-nodes.js';
import { EMBEDDING_DIMENSION as D } from './template.js';

t.test('cosines are those of the loop, bit for bit', async (t) => {
  const random = seededRandom(20261126);
  const any = () => Int8Array.from({ length: D }, () => Math.floor(random() * 256) - 128);
  const products = new RowProducts();
  const into = new Float64Array(GROUP_ROWS);
  for (const viewCount of [1, 2, 7, 300, 1]) {
    const views = Array.from({ length: viewCount }, any);
    if (viewCount === 2) views[0] = new Int8Array(D).fill(-128);
    if (viewCount === 7) views[3] = new Int8Array(D);
    const viewLengths = views.map(vectorLength);
    products.setViews({ views, viewLengths });
    for (const rowCount of [1, 5, GROUP_ROWS]) {
      const rows = Array.from({ length: rowCount }, any);
      rows[0] = new Int8Array(D).fill(-128);
      if (rowCount > 1) rows[1] = new Int8Array(D);
      if (rowCount > 2) rows[2] = views.at(-1)!;
      rows.forEach((row, index) => {
        products.rows.set(row, index * D);
      });
      into.fill(Number.NaN);
      products.cosines(rowCount, into);
      t.same(
        [...into.subarray(0, rowCount)],
        rows.map((row) => bestViewSimilarity(views, viewLengths, row)),
        `${viewCount} views, ${rowCount} rows`,
      );
      t.ok(into.subarray(rowCount).every(Number.isNaN), 'nothing is written behind');
    }
  }
});
