import t from 'tap';
import { listImpressions } from './list-impressions.js';

const all = { fingers: Number.POSITIVE_INFINITY, impressions: Number.POSITIVE_INFINITY };

t.test('images by finger and impression, and nothing that lies beside them', async (t) => {
  const folder = t.testdir({
    '10_1.tif': '',
    '2_1.TIF': '',
    '2_1.xyt': 'minutiae of the same',
    '._2_1.tif': 'notes of a file system',
    '2_10.tif': '',
    '2_2.tif': '',
    'README.txt': '',
    'a_b.png': '',
  });
  const { impressions, leftOut } = listImpressions(`${folder}:500`, all);
  t.same(
    impressions.map(({ finger, impression }) => `${finger}_${impression}`),
    ['2_1', '2_2', '2_10', '10_1', 'a_b'],
  );
  t.equal(leftOut, 3);
  t.equal(listImpressions(`${folder}:500`, { fingers: 1, impressions: 2 }).impressions.length, 2);
});

t.test('one impression in two files would be a mated pair with itself', async (t) => {
  const folder = t.testdir({ '1_1.tif': '', '1_1.png': '', '1_2.tif': '' });
  t.throws(() => listImpressions(`${folder}:500`, all), {
    message: /one impression twice: 1_1\.\w+ and 1_1/,
  });
});

t.test('a folder without an image, and a resolution that is none', async (t) => {
  const folder = t.testdir({ '1_1.xyt': '' });
  t.throws(() => listImpressions(`${folder}:500`, all), { message: /holds no image/ });
  t.throws(() => listImpressions(folder, all), { message: /is not FOLDER:PPI/ });
});
