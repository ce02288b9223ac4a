import t from 'tap';
import type { ServiceClass } from '../domain/service-class.js';
import { LIMITS } from '../platform/limits.js';
import { type ConnectionLine, createConnectionLine } from './connection-line.js';

const PATIENT = { border: 60_000, interactive: 60_000, batch: 60_000 };

/** Lines up, and notes in which order connections are lent; each is given back by hand. */
function lineUp(line: ConnectionLine) {
  const lent: string[] = [];
  const back: (() => void)[] = [];
  const giveBack = async () => {
    back.shift()?.();
    // Whoever is next learns of it in the turns that follow.
    await new Promise(setImmediate);
  };
  return {
    lent,
    giveBack,
    async end() {
      while (back.length > 0) await giveBack();
    },
    ask(serviceClass: ServiceClass, name: string = serviceClass) {
      void line.borrow(serviceClass).then((giveBack) => {
        lent.push(name);
        back.push(giveBack);
      });
    },
  };
}

/** A line all of whose connections are in use, by classes that give them back one after the other. */
async function fullLine(connections: number) {
  const line = createConnectionLine({ connections, waitMs: PATIENT });
  const queue = lineUp(line);
  for (let index = 0; index < connections; index++) queue.ask('border', 'first');
  await new Promise(setImmediate);
  queue.lent.length = 0;
  return { line, ...queue };
}

t.test('the most urgent class is next, within a class who came first', async (t) => {
  const { ask, giveBack, lent } = await fullLine(3);
  for (const [serviceClass, name] of [
    ['batch', 'batch 1'],
    ['interactive', 'interactive 1'],
    ['border', 'border 1'],
    ['border', 'border 2'],
    ['interactive', 'interactive 2'],
  ] as const) {
    ask(serviceClass, name);
  }
  for (let round = 0; round < 7; round++) await giveBack();
  t.same(lent, ['border 1', 'border 2', 'interactive 1', 'interactive 2', 'batch 1']);
});

t.test('a class nobody would ever reach gets one in so many', async (t) => {
  const { ask, giveBack, lent, end } = await fullLine(3);
  ask('batch');
  const rounds = LIMITS.classesPassedOverMax + 2;
  for (let index = 0; index < 2 * rounds; index++) ask('border');
  for (let round = 0; round < rounds; round++) await giveBack();
  t.equal(lent.filter((each) => each === 'batch').length, 1);
  t.equal(lent.indexOf('batch'), LIMITS.classesPassedOverMax);
  await end();
});

t.test('the last connections are kept for those who are urgent', async (t) => {
  const line = createConnectionLine({ connections: 4, waitMs: PATIENT });
  const { ask, lent, end } = lineUp(line);
  for (let index = 0; index < 4; index++) ask('batch');
  ask('interactive');
  ask('interactive');
  ask('border');
  await new Promise(setImmediate);
  t.same(lent, ['batch', 'batch', 'interactive', 'border']);
  t.same(
    line.waiting().map(({ serviceClass, count }) => [serviceClass, count]),
    [
      ['border', 0],
      ['interactive', 1],
      ['batch', 2],
    ],
  );
  await end();
});

t.test('a single connection is lent to every class', async (t) => {
  for (const serviceClass of ['border', 'interactive', 'batch'] as const) {
    const line = createConnectionLine({ connections: 1, waitMs: PATIENT });
    const giveBack = await line.borrow(serviceClass);
    giveBack();
    giveBack();
    (await line.borrow(serviceClass))();
    t.same(line.waiting()[0]!.count, 0, serviceClass);
  }
});

t.test('what is given back twice is lent once', async (t) => {
  const line = createConnectionLine({ connections: 2, waitMs: PATIENT });
  const giveBack = await line.borrow('border');
  const giveOtherBack = await line.borrow('border');
  giveBack();
  giveBack();
  const { ask, lent, end } = lineUp(line);
  ask('border', 'third');
  ask('border', 'fourth');
  await new Promise(setImmediate);
  t.same(lent, ['third']);
  giveOtherBack();
  await end();
});

t.test('each class waits so long, and says that connections were what ran out', async (t) => {
  const waits: [ServiceClass, boolean][] = [];
  const line = createConnectionLine({
    connections: 1,
    waitMs: { border: 5, interactive: 60_000, batch: 10 },
    onWaited: (serviceClass, waitedMs) => waits.push([serviceClass, waitedMs > 0]),
  });
  const giveBack = await line.borrow('border');
  const patient = line.borrow('interactive');
  const busy = { name: 'OperationalError', code: 'database-busy', retryable: true };
  await t.rejects(line.borrow('border'), { ...busy, serviceClass: 'border' });
  await t.rejects(line.borrow('batch'), { ...busy, retryAfterMs: LIMITS.databaseBusyRetryMs });
  giveBack();
  (await patient)();
  t.same(waits, [
    ['border', false],
    ['border', true],
    ['batch', true],
    ['interactive', true],
  ]);
});

t.test('the line has a length', async (t) => {
  const line = createConnectionLine({ connections: 1, waitMs: PATIENT, waitingMax: 1 });
  const giveBack = await line.borrow('border');
  const waiting = line.borrow('batch');
  await t.rejects(line.borrow('border'), { code: 'database-busy' });
  giveBack();
  (await waiting)();
});
