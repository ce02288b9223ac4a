import t from 'tap';
import { SearchBody } from '../../schemas/requests.js';
import { createFaultFinder } from './find-faults.js';

t.test('a long text is judged in linear time', async (t) => {
  const find = createFaultFinder(SearchBody);
  const startedAt = performance.now();
  const faults = find({ identity: { surname: `${'a'.repeat(200_000)}\u0001` } });
  t.ok(faults.length > 0);
  // A pattern that backtracks took a minute for this; linear, it takes about a millisecond.
  t.ok(performance.now() - startedAt < 2_000);
});

t.test('texts', async (t) => {
  const find = createFaultFinder(SearchBody);
  for (const surname of ['a', ' a', "O'Neill", 'Łoś', '王', 'a b'])
    t.same(find({ identity: { surname } }), [], surname);
  for (const surname of ['', ' ', '\t', 'a\nb', '\u007f', 'a\u0000'])
    t.not(find({ identity: { surname } }).length, 0, JSON.stringify(surname));
});
