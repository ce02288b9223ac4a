import t from 'tap';
import { sweepInTurn } from './sweep-in-turn.js';

/** Finds so much to do in each turn, and fails where it says so. */
function sweepOf(...turns: readonly (number | Error)[]) {
  const left = [...turns];
  return async () => {
    const turn = left.shift() ?? 0;
    if (turn instanceof Error) throw turn;
    return turn;
  };
}

t.test('a sweep that fails keeps no other waiting, and is told when nothing is left', async (t) => {
  const first = new Error('first');
  const sweep = sweepInTurn([
    sweepOf(1, first, 7),
    sweepOf(new Error('second'), 9),
    sweepOf(2, 3, 4),
    sweepOf(0, 5),
  ]);
  t.equal(await sweep(), 3);
  t.equal(await sweep(), 8, 'without those that failed');
  t.equal(await sweep(), 4);
  await t.rejects(sweep(), /second/, 'the first failure');
  t.equal(await sweep(), 16, 'the next round asks all again');
  t.equal(await sweep(), 0);
});
