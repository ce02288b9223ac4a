import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { createLimitedRoom } from './limited-room.js';

const never = new AbortController().signal;

t.test('so many are inside at once, who waits comes in order, and a failure leaves its place', async (t) => {
  const room = createLimitedRoom(2);
  const inside: number[] = [];
  const leave: ((error?: Error) => void)[] = [];
  const visits = [0, 1, 2, 3].map((who) =>
    room.within(() => {
      inside.push(who);
      return new Promise<number>((resolve, reject) => {
        leave[who] = (error) => (error ? reject(error) : resolve(who));
      });
    }, never),
  );
  await nextTurn();
  t.same(inside, [0, 1]);
  leave[1]!(new Error('refused'));
  await t.rejects(visits[1]!, { message: 'refused' });
  await nextTurn();
  t.same(inside, [0, 1, 2]);
  leave[0]!();
  await nextTurn();
  t.same(inside, [0, 1, 2, 3]);
  leave[2]!();
  leave[3]!();
  t.same(await Promise.all([visits[0], visits[2], visits[3]]), [0, 2, 3]);
});

t.test('who gives up waiting never comes in and takes no place', async (t) => {
  const room = createLimitedRoom(1);
  const gone = new AbortController();
  let leave: () => void = () => {};
  const first = room.within(() => new Promise<void>((resolve) => (leave = resolve)), never);
  const given = room.within(async () => t.fail('came in'), gone.signal);
  const last = room.within(async () => 'last', never);
  await nextTurn();
  gone.abort();
  await t.rejects(given, { name: 'AbortError' });
  leave();
  await first;
  t.equal(await last, 'last');
  await t.rejects(
    room.within(async () => t.fail('came in'), gone.signal),
    { name: 'AbortError' },
  );
});
