import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import t from 'tap';
import { orLate, timeLimit, withinTime } from './time-limit.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Whether nobody holds them but those who have to. */
async function collectNow(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await delay(1);
  }
}

t.test('a limit outlives the collection of garbage', { timeout: 20_000 }, async (t) => {
  const { signal } = new AbortController();
  const late = new Promise((resolve) => {
    timeLimit(signal, 60).signal.addEventListener('abort', (event) =>
      resolve((event.target as AbortSignal).reason),
    );
  });
  await collectNow();
  // It does not keep the process alive either; this timer does.
  const reason = await Promise.race([late, delay(10_000, 'never')]);
  t.equal((reason as DOMException).name, 'TimeoutError');
});

t.test('whoever is limited may give up before, for a reason of their own', async (t) => {
  const controller = new AbortController();
  const limit = timeLimit(controller.signal, 60_000);
  const left = new Error('caller left');
  setImmediate(() => controller.abort(left));
  await once(limit.signal, 'abort');
  t.equal(limit.signal.reason, left);
  limit.clear();
  t.ok(timeLimit(AbortSignal.abort(left), 60_000).signal.aborted, 'or have given up already');
});

t.test('what is over in time is not ended afterwards', async (t) => {
  const { signal } = new AbortController();
  let seen: AbortSignal | undefined;
  const work = async (limited: AbortSignal) => {
    seen = limited;
    return 'done';
  };
  t.equal(await withinTime(work, { ms: 5, signal }), 'done');
  await t.rejects(
    withinTime(async () => Promise.reject(new Error('failed')), { ms: 5, signal }),
    { message: 'failed' },
  );
  await delay(20);
  t.notOk(seen!.aborted);
});

t.test('work that heeds its signal ends with the time', async (t) => {
  const { signal } = new AbortController();
  const waits = (limited: AbortSignal) => delay(60_000, undefined, { signal: limited, ref: true });
  await t.rejects(withinTime(waits, { ms: 5, signal }), { name: 'AbortError' });
});

t.test('work that heeds no signal is waited for so long', async (t) => {
  t.equal(await orLate(delay(1, 'done'), 20_000, () => 'late'), 'done');
  t.equal(await orLate(delay(20_000, 'done', { ref: false }), 1, () => 'late'), 'late');
  const late = () => {
    throw new Error('late');
  };
  await t.rejects(orLate(delay(20_000, 'done', { ref: false }), 1, late), { message: 'late' });
  const failing = async (ms: number) => {
    await delay(ms);
    throw new Error('failed');
  };
  await t.rejects(
    orLate(failing(1), 20_000, () => 'late'),
    { message: 'failed' },
  );
  t.equal(await orLate(failing(20), 1, () => 'late'), 'late');
  await delay(40);
  t.pass('and its failure afterwards is nobody’s');
});
