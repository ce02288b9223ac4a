import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startExtractionProcess } from './extraction-process.js';
import { ModelsExchangedError } from './model-integrity-error.js';

const setup = { modelsDirectory: 'nowhere', executionProvider: 'cpu' } as const;
const sample = { position: 'face', image: Uint8Array.of(7) } as const;

type Tap = Pick<typeof t, 'testdir'>;

/** A worker that does this with its task. */
function entry(t: Tap, onTask: string, onSetup = `process.send({ kind: 'ready' })`): string {
  const path = join(t.testdir({}), 'worker.mjs');
  writeFileSync(
    path,
    `process.on('disconnect', () => process.exit());
    process.on('message', ({ kind, task }) => { if (kind === 'setup') { ${onSetup} } else { ${onTask} } });`,
  );
  return path;
}

t.test('a sample goes in, an outcome comes out', async (t) => {
  const answer = `process.send({ kind: 'outcome', outcome: { kind: 'rejected', detail: String(task.sample.image) } })`;
  const worker = await startExtractionProcess({ setup, entry: entry(t, answer) });
  t.match(await worker.run(sample, 'probe'), { kind: 'outcome', outcome: { detail: '7' } });
  t.match(await worker.run(sample, 'probe'), { kind: 'outcome' }, 'and once more');
  t.ok(worker.isAlive());
  await worker.close();
  t.notOk(worker.isAlive());
  t.match(await worker.run(sample, 'probe'), { kind: 'crashed' }, 'a closed one works no more');
});

t.test('a process that computes for ever is late and killed', async (t) => {
  const worker = await startExtractionProcess({ setup, entry: entry(t, 'for (;;);'), deadlineMs: 50 });
  t.same(await worker.run(sample, 'probe'), { kind: 'late' });
  t.notOk(worker.isAlive());
});

t.test(
  'a process that exits or is killed has crashed, one that reports a fault has not; each ends',
  async (t) => {
    for (const [fault, kind, expected] of [
      ['process.exit(3)', 'crashed', { exitCode: 3 }],
      ["process.kill(process.pid, 'SIGKILL')", 'crashed', { exitSignal: 'SIGKILL' }],
      ["process.send({ kind: 'fault', fault: { name: 'TypeError' } })", 'faulted', { name: 'TypeError' }],
    ] as const) {
      const worker = await startExtractionProcess({ setup, entry: entry(t, fault) });
      t.match(await worker.run(sample, 'probe'), { kind, fault: expected }, fault);
      t.notOk(worker.isAlive());
    }
  },
);

t.test('a process that cannot work says why and with which provider', async (t) => {
  const refusal = `process.send({ kind: 'unavailable', reason: 'no such device' })`;
  for (const [onSetup, message] of [
    [refusal, /"tensorrt": no such device/],
    ['process.exit(1)', /"tensorrt": .*ended/],
  ] as const) {
    const start = startExtractionProcess({
      setup: { ...setup, executionProvider: 'tensorrt' },
      entry: entry(t, '', onSetup),
    });
    await t.rejects(start, { code: 'model-unavailable', retryable: false, message });
  }
});

t.test(
  'a process that finds other models than it was told says that, and not that it cannot run',
  async (t) => {
    const refusal = `process.send({ kind: 'exchanged', reason: 'the manifest' })`;
    const error = await startExtractionProcess({ setup, entry: entry(t, '', refusal) }).catch(
      (error: unknown) => error,
    );
    t.type(error, ModelsExchangedError);
    t.match(error, { message: 'the manifest' });
  },
);
