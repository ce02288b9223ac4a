import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { createShortMemory } from './short-memory.js';

const LONG_MS = 60_000;

t.test('what is kept is taken once', async (t) => {
  const memory = createShortMemory<string>({ bytesMax: 10, keepMs: LONG_MS });
  memory.keep('a', 'first', 4);
  memory.keep('b', 'second', 4);
  t.equal(memory.take('b'), 'second');
  t.equal(memory.take('a'), 'first');
  t.equal(memory.take('a'), undefined);
  t.equal(memory.take('c'), undefined);
});

t.test('the oldest make room, and what is taken or kept again takes none', async (t) => {
  const memory = createShortMemory<number>({ bytesMax: 10, keepMs: LONG_MS });
  memory.keep('a', 1, 5);
  memory.keep('b', 2, 5);
  memory.keep('a', 3, 5);
  memory.keep('c', 4, 5);
  t.equal(memory.take('b'), undefined, 'the oldest, as the other was kept again');
  t.equal(memory.take('a'), 3);
  memory.keep('d', 5, 5);
  t.equal(memory.take('c'), 4, 'what was taken left its room');
  t.equal(memory.take('d'), 5);
});

t.test('what has no room is not kept, and nothing goes for it', async (t) => {
  const memory = createShortMemory<number>({ bytesMax: 10, keepMs: LONG_MS });
  memory.keep('a', 1, 10);
  memory.keep('b', 2, 11);
  t.equal(memory.take('b'), undefined);
  t.equal(memory.take('a'), 1);
  memory.keep('a', 1, 1);
  memory.keep('a', 2, 11);
  t.equal(memory.take('a'), undefined, 'and what it takes the place of is gone');
});

t.test('after its time it is forgotten, whether somebody asks or not', async (t) => {
  const memory = createShortMemory<object>({ bytesMax: 10, keepMs: 20 });
  memory.keep('a', {}, 1);
  memory.keep('b', {}, 1);
  await pause(30);
  t.equal(memory.take('a'), undefined);
  await pause(60);
  memory.keep('c', {}, 9);
  t.ok(memory.take('c'), 'there is room for nine');
});
