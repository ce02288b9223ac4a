import t from 'tap';
import { shareGlass } from './residues.js';

t.test('the first finger of a batch is printed where the last left its print, and so on', async (t) => {
  t.ok(shareGlass(0, 15));
  t.ok(shareGlass(15, 0));
  t.ok(shareGlass(7, 8));
  t.ok(shareGlass(16 * 200 + 3, 16 * 200 + 12));
});

t.test('no other finger of the batch, and none of another, shares it', async (t) => {
  const sharing = Array.from({ length: 64 }, (_, other) => other).filter((other) => shareGlass(19, other));
  t.same(sharing, [28]);
});

t.test('fingers of several files are told apart', async (t) => {
  t.notOk(shareGlass(3, 1_000_000 + 12));
  t.ok(shareGlass(1_000_000 + 3, 1_000_000 + 12));
});
