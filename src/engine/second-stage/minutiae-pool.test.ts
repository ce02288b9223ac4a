import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { ServiceClass } from '../../domain/service-class.js';
import { createCarried } from '../../platform/carried.js';
import { LIMITS } from '../../platform/limits.js';
import { randomMinutiaeBytes } from '../../testing/random-minutiae.js';
import { openMinutiaePool } from './minutiae-pool.js';
import { workMinutiaeTask } from './minutiae-task.js';

const FINGERS = 24;
const references = Array.from({ length: FINGERS }, (_, finger) => randomMinutiaeBytes(finger));
const probes = [randomMinutiaeBytes(3, 2), randomMinutiaeBytes(17, 1)];
/** More than one part, in an order of its own. */
const pairs = probes
  .flatMap((_, probe) => references.map((_, reference) => ({ probe, reference })))
  .reverse();
const signal = new AbortController().signal;

t.test('threads give what one comparison after the other gives, in the order asked', async (t) => {
  const pool = openMinutiaePool({ threads: 2 });
  t.teardown(() => pool.close());
  t.ok(pairs.length > LIMITS.minutiaePairsOfPart, 'there are several parts');
  const expected = workMinutiaeTask({ probes, references, pairs, wantsPairs: true });
  const results = await pool.compare(
    { probes, references, pairs, wantsPairs: true, limitMs: 60_000 },
    signal,
  );
  t.same(results, expected);
  const scores = results.map((result) => (result?.kind === 'compared' ? result.similarityScore : 0));
  const best = scores.map((score, index) => ({ score, ...pairs[index]! })).sort((a, b) => b.score - a.score);
  t.match(
    best
      .slice(0, 2)
      .map(({ probe, reference }) => [probe, reference])
      .sort(),
    [
      [0, 3],
      [1, 17],
    ],
  );
  const mated = results[pairs.findIndex(({ probe, reference }) => probe === 0 && reference === 3)];
  if (mated?.kind !== 'compared') throw new Error('the mated pair was not compared');
  t.equal(mated.pairs?.length, mated.pairCount);
  for (const { probe, reference } of mated.pairs ?? []) t.ok(Math.abs(probe.x - reference.x - 16) < 1);
});

t.test('threads are lent to the most urgent class first, and to each one in so many', async (t) => {
  const classInHand = createCarried<ServiceClass>();
  const pool = openMinutiaePool({ threads: 1, classInHand: classInHand.current });
  t.teardown(() => pool.close());
  const done: ServiceClass[] = [];
  const onePair = { probes, references, pairs: pairs.slice(0, 1), limitMs: 60_000 };
  const ask = (serviceClass: ServiceClass) =>
    classInHand.run(serviceClass, async () => {
      await pool.compare(onePair, signal);
      done.push(serviceClass);
    });
  const first = pool.compare(onePair, signal);
  const border = Array.from({ length: 2 * LIMITS.classesPassedOverMax }, () => 'border' as const);
  await Promise.all([first, ...(['batch', 'interactive', ...border] as const).map(ask)]);
  t.same(done.slice(0, LIMITS.classesPassedOverMax), border.slice(0, LIMITS.classesPassedOverMax));
  t.equal(done[LIMITS.classesPassedOverMax], 'batch', 'who came first of those who were passed over');
  t.equal(done.indexOf('interactive'), 2 * LIMITS.classesPassedOverMax + 1);
});

t.test('bytes that are no template cost their own pair', async (t) => {
  const pool = openMinutiaePool({ threads: 1 });
  t.teardown(() => pool.close());
  const results = await pool.compare(
    {
      probes: [probes[0]!, Uint8Array.of(1, 2, 3)],
      references: [references[3]!, new Uint8Array()],
      pairs: [
        { probe: 0, reference: 0 },
        { probe: 0, reference: 1 },
        { probe: 1, reference: 0 },
      ],
      limitMs: 60_000,
    },
    signal,
  );
  t.same(
    results.map((result) => result?.kind),
    ['compared', 'unreadable', 'unreadable'],
  );
});

/** Threads that are given work and never answer, or die of it. */
function entryThat(directory: string, body: string): string {
  const file = join(directory, 'thread.mjs');
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${body}\n`);
  return file;
}

t.test('what waits when the time is over has no result; what runs is waited for', async (t) => {
  const entry = entryThat(
    t.testdir({}),
    `parentPort.on('message', (task) => setTimeout(() => parentPort.postMessage(task.pairs.map(() => ({ kind: 'unreadable' }))), 300));`,
  );
  const pool = openMinutiaePool({ threads: 1, entry });
  t.teardown(() => pool.close());
  const results = await pool.compare({ probes, references, pairs, limitMs: 50 }, signal);
  t.equal(results.length, pairs.length);
  t.equal(results.filter((result) => result !== undefined).length, LIMITS.minutiaePairsOfPart);
  t.equal(results.at(-1), undefined);
});

t.test('who gives up leaves the line', async (t) => {
  const pool = openMinutiaePool({ threads: 1 });
  t.teardown(() => pool.close());
  const gone = new AbortController();
  const waiting = pool.compare({ probes, references, pairs, limitMs: 60_000 }, gone.signal);
  const behind = pool.compare({ probes, references, pairs: pairs.slice(0, 1), limitMs: 60_000 }, signal);
  gone.abort();
  await t.rejects(waiting, { name: 'AbortError' });
  t.equal((await behind).length, 1);
  await t.rejects(pool.compare({ probes, references, pairs, limitMs: 1_000 }, gone.signal), {
    name: 'AbortError',
  });
});

t.test('a line that is too long is refused, a closed pool says so', async (t) => {
  const pool = openMinutiaePool({ threads: 1, pairsWaitingMax: pairs.length });
  const one = { probes, references, pairs, limitMs: 60_000 };
  const first = pool.compare(one, signal);
  await t.rejects(pool.compare(one, signal), { code: 'overloaded' });
  await first;
  await pool.close();
  await t.rejects(pool.compare(one, signal), { code: 'worker-crashed' });
});

t.test('a line of bulk that is full refuses bulk, and nobody else', async (t) => {
  let inHand: ServiceClass = 'batch';
  const options = { threads: 1, pairsWaitingMax: pairs.length, classInHand: () => inHand };
  const pool = openMinutiaePool(options);
  const one = { probes, references, pairs, limitMs: 60_000 };
  const first = pool.compare(one, signal);
  await t.rejects(pool.compare(one, signal), { code: 'overloaded' });
  inHand = 'border';
  const second = pool.compare(one, signal);
  t.equal((await second).length, pairs.length);
  t.equal((await first).length, pairs.length);
  await pool.close();
});

t.test('a thread that dies costs what it was working on, and is replaced', async (t) => {
  const entry = entryThat(
    t.testdir({}),
    `parentPort.on('message', (task) => {
       if (task.probes[0].length === 1) throw new Error('dies');
       parentPort.postMessage(task.pairs.map(() => ({ kind: 'unreadable' })));
     });`,
  );
  const pool = openMinutiaePool({ threads: 1, entry });
  t.teardown(() => pool.close());
  const one = { references, pairs: [{ probe: 0, reference: 0 }], limitMs: 60_000 };
  const deadly = pool.compare({ ...one, probes: [Uint8Array.of(0)] }, signal);
  const behind = pool.compare({ ...one, probes }, signal);
  await t.rejects(deadly, { code: 'worker-crashed' });
  t.same(await behind, [{ kind: 'unreadable' }]);
});
