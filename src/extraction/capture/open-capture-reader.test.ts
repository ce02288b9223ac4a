/** Untrusted files are read in threads that may hang, crash or swell without harm to anybody else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LIMITS } from '../../platform/limits.js';
import { createLog } from '../../platform/log.js';
import { rolledFinger, transactionFile, variableFinger } from '../../testing/nist-transactions.js';
import { taggedRecord } from '../formats/nist/build-record.js';
import { startCaptureThread } from './capture-thread.js';
import { type CaptureReaderOptions, openCaptureReader } from './open-capture-reader.js';
import { SHIPPED_PROFILES } from './shipped-profiles.js';

const log = createLog({ level: 'silent', component: 'test' });
const OCTETS = 'application/octet-stream';
const FILE = transactionFile([
  taggedRecord(2, 0, { 18: 'DOE,JANE' }),
  rolledFinger(1, 2),
  variableFinger(2, 3),
]);
const signal = () => AbortSignal.timeout(20_000);

type Tap = Pick<typeof t, 'teardown' | 'testdir'>;

function open(t: Pick<Tap, 'teardown'>, changes: Partial<CaptureReaderOptions> = {}) {
  const reader = openCaptureReader({ profiles: SHIPPED_PROFILES, threads: 1, log, ...changes });
  t.teardown(() => reader.close());
  return reader;
}

/** Threads that do what the first byte of a file says. */
function misbehaving(
  t: Tap,
  deadlineMs = 300,
): {
  readonly start: NonNullable<CaptureReaderOptions['start']>;
  readonly started: () => number;
} {
  const entry = join(t.testdir({}), 'misbehave.mjs');
  writeFileSync(
    entry,
    `import { parentPort } from 'node:worker_threads';
     const empty = { kind: 'capture', format: 'test', samples: [], fingersMissing: [], omitted: [], findings: [] };
     parentPort.on('message', ({ file }) => {
       switch (String.fromCharCode(file[0])) {
         case 'h': for (;;);
         case 'm': { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); }
         case 'x': process.exit(3);
         case 't': throw new Error('a fault that quotes a name');
         default: parentPort.postMessage({ kind: 'outcome', outcome: empty });
       }
     });`,
  );
  let count = 0;
  return {
    start: () => {
      count++;
      return startCaptureThread({ setup: { profiles: [] }, entry, deadlineMs, heapMbMax: 32 });
    },
    started: () => count,
  };
}

t.test('a transaction is read in a thread', async (t) => {
  const outcome = await open(t).read(FILE, { mediaType: OCTETS, signal: signal() });
  t.match(outcome, {
    kind: 'capture',
    identity: { surnames: ['DOE'] },
    samples: [{ position: 'right-index' }, { position: 'right-middle' }],
  });
  if (outcome.kind !== 'capture') return;
  t.ok(outcome.samples[0]!.image instanceof Uint8Array);
  t.equal(
    outcome.samples[0]!.image.buffer.byteLength,
    outcome.samples[0]!.image.length,
    'not the whole file',
  );
  t.ok(FILE.length > 0, 'the file is still the caller`s');
});

t.test('a damaged file, and one that is not what it is said to be, are outcomes', async (t) => {
  const reader = open(t);
  const read = (file: Uint8Array, mediaType: string) => reader.read(file, { mediaType, signal: signal() });
  const cut = await read(FILE.subarray(0, FILE.length - 100), OCTETS);
  t.match(cut, { kind: 'rejected', fault: { format: 'ansi-nist', code: 'truncated', field: '14.001' } });
  const wrong = await read(FILE, 'application/vnd.iso.19794-4');
  t.match(wrong, { kind: 'rejected', fault: { format: 'iso-19794-4', code: 'not-this-format' } });
  t.match(await read(Buffer.from('hello'), OCTETS), {
    kind: 'rejected',
    fault: { format: 'unknown', code: 'not-this-format' },
  });
  t.match(await read(Buffer.from('FMR\0 20\0'), OCTETS), {
    kind: 'rejected',
    fault: { format: 'iso-19794-2', code: 'unsupported' },
  });
});

t.test('more samples than a request may have are not carried out of the thread', async (t) => {
  const many = Array.from({ length: LIMITS.samplesMax + 1 }, (_, index) =>
    rolledFinger(index + 1, 0, { widthPx: 40, heightPx: 40 }),
  );
  const file = transactionFile([taggedRecord(2, 0, {}), ...many]);
  t.match(await open(t).read(file, { mediaType: OCTETS, signal: signal() }), {
    kind: 'rejected',
    fault: { format: 'ansi-nist', code: 'limit-exceeded', detail: `more than ${LIMITS.samplesMax} samples` },
  });
});

t.test('a file that hangs its thread is rejected in time, and the next one is read', async (t) => {
  const { start, started } = misbehaving(t);
  const reader = open(t, { start });
  const read = (text: string) => reader.read(Buffer.from(text), { mediaType: OCTETS, signal: signal() });
  const [hung, fine] = await Promise.all([read('h'), read('ok')]);
  t.match(hung, { kind: 'rejected', fault: { code: 'limit-exceeded', detail: /longer than/ } });
  t.match(fine, { kind: 'capture' });
  t.equal(started(), 2);
});

t.test('one that fills the heap is rejected, one that ends or breaks its thread fails alone', async (t) => {
  const { start, started } = misbehaving(t, 15_000);
  const reader = open(t, { start });
  const read = (text: string) => reader.read(Buffer.from(text), { mediaType: OCTETS, signal: signal() });
  t.match(await read('m'), { kind: 'rejected', fault: { code: 'limit-exceeded', detail: /memory/ } });
  await t.rejects(read('x'), { code: 'worker-crashed' });
  await t.rejects(read('t'), { code: 'worker-crashed' });
  t.match(await read('ok'), { kind: 'capture' });
  t.match(await read('ok'), { kind: 'capture' });
  t.equal(started(), 4, 'one more for each that was lost, none for those that were not');
});

t.test('the line is bounded, a caller may give up, and closing rejects what waits', async (t) => {
  const { start } = misbehaving(t);
  const reader = openCaptureReader({ profiles: [], threads: 1, log, start, backlogMax: 2 });
  const read = (text: string, given = signal()) =>
    reader.read(Buffer.from(text), { mediaType: OCTETS, signal: given });
  const busy = read('h');
  const impatient = new AbortController();
  const waiting = [read('ok', impatient.signal), read('ok')];
  await t.rejects(read('ok'), { code: 'overloaded' });
  impatient.abort(new Error('gave up'));
  await t.rejects(waiting[0]!, { message: 'gave up' });
  t.match(await busy, { kind: 'rejected' });
  t.match(await waiting[1], { kind: 'capture' });
  const last = [read('h'), read('ok')];
  const settled = Promise.allSettled(last);
  await reader.close();
  t.same(
    (await settled).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  await t.rejects(read('ok'), { code: 'worker-crashed' });
});
