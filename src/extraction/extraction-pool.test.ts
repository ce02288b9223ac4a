import t from 'tap';
import { createLog } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import type { ExtractionOutcome, Sample } from '../workflows/ports/samples.js';
import { openExtractionPool } from './extraction-pool.js';
import type { ExtractionProcess, ProcessAnswer } from './extraction-process.js';
import { ModelsExchangedError } from './model-integrity-error.js';

const log = createLog({ level: 'silent', component: 'test' });
const never = new AbortController().signal;
const sample = (byte: number): Sample => ({ position: 'unknown-finger', image: Uint8Array.of(byte) });
const outcome = (detail: string): ExtractionOutcome => ({
  kind: 'rejected',
  defect: 'no-finger-found',
  detail,
});

/** Workers whose answers the test gives by hand; `answers` holds the open ones, oldest first. */
function fakeWorkers() {
  const answers: { readonly image: number; readonly give: (answer: ProcessAnswer) => void }[] = [];
  const fake = { answers, started: 0, closed: 0, startFailure: undefined as Error | undefined };
  const start = async (): Promise<ExtractionProcess> => {
    if (fake.startFailure) throw fake.startFailure;
    fake.started += 1;
    let isAlive = true;
    return {
      isAlive: () => isAlive,
      run: ({ image }) =>
        new Promise((resolve) => {
          answers.push({
            image: image[0]!,
            give(answer) {
              isAlive = answer.kind === 'outcome';
              resolve(answer);
            },
          });
        }),
      async close() {
        fake.closed += 1;
      },
    };
  };
  return { fake, start };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

t.test('samples are worked on in order, as many at once as there are workers', async (t) => {
  const { fake, start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 2, log });
  const results = [1, 2, 3].map((byte) => pool.run(sample(byte), 'probe', never));
  await turn();
  t.same(
    fake.answers.map(({ image }) => image),
    [1, 2],
  );
  fake.answers[1]?.give({ kind: 'outcome', outcome: outcome('second') });
  await turn();
  t.equal(fake.answers[2]?.image, 3);
  fake.answers[0]?.give({ kind: 'outcome', outcome: outcome('first') });
  fake.answers[2]?.give({ kind: 'outcome', outcome: outcome('third') });
  t.same(await Promise.all(results), ['first', 'second', 'third'].map(outcome));
  await pool.close();
  t.equal(fake.closed, 2);
});

t.test(
  'samples of a border check go before bulk ones that came earlier; how long decoding took is told',
  async (t) => {
    const { fake, start } = fakeWorkers();
    const decoded: (readonly [number, number])[] = [];
    const pool = await openExtractionPool({ start, workers: 1, log });
    const classes = ['batch', 'batch', 'interactive', 'border', 'border'] as const;
    const results = classes.map((each, index) =>
      pool.run(sample(index), 'probe', never, each, ({ beganMsAgo, tookMs }) => {
        decoded.push([index, tookMs]);
        t.ok(beganMsAgo >= 0 && beganMsAgo < 10_000, 'since the sample was handed over, not since it waits');
      }),
    );
    for (const index of [0, 3, 4, 2, 1]) {
      await turn();
      const answer = fake.answers.at(-1)!;
      t.equal(answer.image, index);
      answer.give({ kind: 'outcome', outcome: outcome('x'), decodeMs: index / 10 });
    }
    await Promise.all(results);
    t.same(
      decoded,
      [0, 3, 4, 2, 1].map((index) => [index, index / 10]),
      'to whoever gave the sample',
    );
    await pool.close();
  },
);

t.test('a line that is full refuses', async (t) => {
  const { start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 1, backlogMax: 2, log });
  const results = [1, 2].map((byte) => pool.run(sample(byte), 'probe', never));
  for (const result of results) result.catch(() => {});
  t.doesNotThrow(() => pool.requireRoom(1), 'one is worked on, one waits');
  t.throws(() => pool.requireRoom(2), { code: 'overloaded', retryable: true });
  await pool.close();
  await t.rejects(results[1]!, { code: 'worker-crashed' });
});

t.test('a worker that misses its deadline costs its sample and is replaced', async (t) => {
  const { fake, start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 1, log });
  const [hanging, next] = [1, 2].map((byte) => pool.run(sample(byte), 'probe', never));
  await turn();
  fake.answers[0]?.give({ kind: 'late' });
  t.match(await hanging, { kind: 'rejected', defect: 'extraction-timeout' });
  await turn();
  t.equal(fake.started, 2);
  fake.answers[1]?.give({ kind: 'outcome', outcome: outcome('next') });
  t.same(await next, outcome('next'));
  await pool.close();
});

t.test('a worker that crashes fails its sample, retryably, and is replaced', async (t) => {
  const { fake, start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 1, log });
  const [crashed, next] = [1, 2].map((byte) => pool.run(sample(byte), 'probe', never));
  crashed?.catch(() => {});
  await turn();
  fake.answers[0]?.give({ kind: 'crashed', fault: {} });
  await t.rejects(crashed!, { name: 'OperationalError', code: 'worker-crashed', retryable: true });
  await turn();
  fake.answers[1]?.give({ kind: 'outcome', outcome: outcome('next') });
  t.same(await next, outcome('next'));
  await pool.close();
});

t.test('a sample at which the worker fails is not tried again, and the worker is replaced', async (t) => {
  const { fake, start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 1, log });
  const failing = pool.run(sample(1), 'probe', never);
  failing.catch(() => {});
  await turn();
  fake.answers[0]?.give({ kind: 'faulted', fault: { name: 'TypeError' } });
  await t.rejects(failing, { name: 'OperationalError', code: 'worker-crashed', retryable: false });
  await turn();
  t.equal(fake.started, 2);
  await pool.close();
});

t.test('where no worker can be started again, samples fail until one can', async (t) => {
  const { fake, start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 1, log });
  const first = pool.run(sample(1), 'probe', never);
  first.catch(() => {});
  await turn();
  fake.startFailure = new OperationalError('model-unavailable', 'no device');
  fake.answers[0]?.give({ kind: 'crashed', fault: {} });
  await t.rejects(first, { code: 'worker-crashed' });
  await t.rejects(pool.run(sample(2), 'probe', never), { code: 'worker-crashed', retryable: true });
  fake.startFailure = undefined;
  const third = pool.run(sample(3), 'probe', never);
  await turn();
  fake.answers[1]?.give({ kind: 'outcome', outcome: outcome('third') });
  t.same(await third, outcome('third'));
  await pool.close();
});

t.test('who gives up is answered at once and costs nobody anything', async (t) => {
  const { fake, start } = fakeWorkers();
  const pool = await openExtractionPool({ start, workers: 1, log });
  const abort = new AbortController();
  const working = pool.run(sample(1), 'probe', abort.signal);
  const waiting = pool.run(sample(2), 'probe', abort.signal);
  const other = pool.run(sample(3), 'probe', never);
  for (const result of [working, waiting]) result.catch(() => {});
  await turn();
  abort.abort(new Error('gave up'));
  await t.rejects(working, { message: 'gave up' });
  await t.rejects(waiting, { message: 'gave up' });
  await t.rejects(pool.run(sample(4), 'probe', abort.signal), { message: 'gave up' });
  fake.answers[0]?.give({ kind: 'outcome', outcome: outcome('nobody wants it') });
  await turn();
  t.equal(fake.answers[1]?.image, 3, 'the one that waited in between was never begun');
  fake.answers[1]?.give({ kind: 'outcome', outcome: outcome('other') });
  t.same(await other, outcome('other'));
  await pool.close();
});

t.test('a pool whose workers cannot start does not open', async (t) => {
  const { fake, start } = fakeWorkers();
  fake.startFailure = new OperationalError('model-unavailable', 'no device', { retryable: false });
  await t.rejects(openExtractionPool({ start, workers: 2, log }), { code: 'model-unavailable' });
});

t.test('models that were exchanged are told once; what waits may be done by the next process', async (t) => {
  const { fake, start } = fakeWorkers();
  const told: Error[] = [];
  const onModelsExchanged = (error: Error) => told.push(error);
  const pool = await openExtractionPool({ start, workers: 1, log, onModelsExchanged });
  const first = pool.run(sample(1), 'probe', never);
  await turn();
  fake.startFailure = new ModelsExchangedError('others');
  fake.answers[0]?.give({ kind: 'late' });
  t.match(await first, { defect: 'extraction-timeout' });
  await turn();
  t.same(told, [fake.startFailure], 'before anybody sends another sample');
  for (const byte of [2, 3]) {
    await t.rejects(pool.run(sample(byte), 'probe', never), { code: 'worker-crashed', retryable: true });
  }
  t.equal(told.length, 1);
  await pool.close();
});

t.test('a start that fails otherwise is tried again, and told to nobody', async (t) => {
  const { fake, start } = fakeWorkers();
  const onModelsExchanged = () => t.fail('nothing was exchanged');
  const pool = await openExtractionPool({ start, workers: 1, log, onModelsExchanged });
  const first = pool.run(sample(1), 'probe', never);
  await turn();
  fake.startFailure = new OperationalError('model-unavailable', 'no memory', { retryable: false });
  fake.answers[0]?.give({ kind: 'late' });
  await first;
  await t.rejects(pool.run(sample(2), 'probe', never), { code: 'worker-crashed', retryable: true });
  await pool.close();
});
