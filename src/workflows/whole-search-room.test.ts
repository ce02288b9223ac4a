import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { createWholeSearchRoom } from './whole-search-room.js';

const NEVER = new AbortController().signal;
const CROWDED = { code: 'overloaded', retryable: true, postponedMs: LIMITS.wholeSearchPostponedMs };

function crowdedRoom(placeMs = 5) {
  const time = { nowMs: 1_000 };
  const clock = { nowMs: () => time.nowMs, today: () => '2026-09-21' };
  const room = createWholeSearchRoom({ longMax: 2, clock, placeMs });
  const leave: (() => void)[] = [];
  const enter = () => room.within(() => new Promise<void>((resolve) => leave.push(resolve)), NEVER);
  const first = Promise.all([enter(), enter()]);
  return { room, time, leave, first };
}

/** Ends with its signal, as a search does. */
async function lasting(signal: AbortSignal): Promise<void> {
  await pause(5_000, undefined, { signal });
}

t.test('the first have the time they need, who comes later is broken off and postponed', async (t) => {
  const { room, leave, first } = crowdedRoom();
  await t.rejects(room.within(lasting, NEVER), CROWDED);
  t.equal(await room.within(async () => 'quick', NEVER), 'quick');
  for (const each of leave) each();
  await first;
  // There is room again, for as long as it takes.
  const signal = await room.within(async (signal) => signal, NEVER);
  t.equal(signal, NEVER);
});

t.test('nobody is let in while all of the first take long', async (t) => {
  const { room, time, leave, first } = crowdedRoom();
  time.nowMs += 5;
  t.equal(await room.within(async () => 'quick', NEVER), 'quick');
  time.nowMs += 1;
  await t.rejects(
    room.within(async () => t.fail('was let in'), NEVER),
    CROWDED,
  );
  leave[0]!();
  await nextTurn();
  t.equal(await room.within(async () => 'let in', NEVER), 'let in');
  leave[1]!();
  await first;
});

t.test('what fails by itself, or with the worker that closes, is not postponed', async (t) => {
  const { room, leave, first } = crowdedRoom(60_000);
  await t.rejects(
    room.within(() => Promise.reject(new Error('refused')), NEVER),
    { message: 'refused' },
  );
  const closing = new AbortController();
  const search = room.within(lasting, closing.signal);
  closing.abort();
  await t.rejects(search, { name: 'AbortError' });
  for (const each of leave) each();
  await first;
});
