/**
 * A small share of what `npm run fuzz` does, with a seed of its own, over files the hub built itself; and that a fault of
 * each kind would be found.
 */
import t from 'tap';
import { installAllocationMeter } from './allocation-meter.js';
import { type FuzzSeed, fuzzCorpus } from './fuzz-corpus.js';
import { FUZZ_READERS, type FuzzFormat } from './fuzz-readers.js';
import { type FuzzFind, fuzzInput, runFuzz } from './run-fuzz.js';

const INPUTS = 3000;
const SEED = 20261125;

const corpus = await fuzzCorpus({ withShared: false });

t.test('the originals are read by every reader of their format', async (t) => {
  const formats = new Set(corpus.map(({ format }) => format));
  t.same([...formats].sort(), Object.keys(FUZZ_READERS).sort());
  for (const { format, name, file } of corpus) {
    let accepted = 0;
    for (const read of Object.values(FUZZ_READERS[format])) {
      try {
        await read(file);
        accepted++;
      } catch {
        // A finger record is no face record; at least one of its readers must take it.
      }
    }
    t.ok(accepted > 0, name);
  }
});

t.test(`${INPUTS} damaged files find nothing`, async (t) => {
  const finds: FuzzFind[] = [];
  const counts = await runFuzz({
    corpus,
    seed: SEED,
    first: 0,
    end: INPUTS,
    onFind: (find) => finds.push(find),
  });
  t.same(finds, [], `seed ${SEED}`);
  t.equal(counts.inputs, INPUTS);
  t.ok(counts.refused > INPUTS / 2, 'most of the damage is noticed');
  t.ok(counts.accepted > INPUTS / 20, 'and some of it is harmless');
  t.comment(`${counts.accepted} readings returned, ${counts.refused} were refused`);
});

t.test('an input follows from the seed and its number', async (t) => {
  t.same(fuzzInput(corpus, 1, 77), fuzzInput(corpus, 1, 77));
  t.notSame(fuzzInput(corpus, 1, 77).file, fuzzInput(corpus, 2, 77).file);
});

t.test('a reader that throws anything else, or allocates without measure, would be found', async (t) => {
  const original: FuzzSeed = { format: 'wsq' as FuzzFormat, name: 'a test', file: Uint8Array.of(1, 2, 3) };
  const readers = FUZZ_READERS.wsq as Record<string, (file: Uint8Array) => unknown>;
  readers['careless'] = () => {
    throw new RangeError('Offset is outside the bounds of the DataView');
  };
  readers['greedy'] = () => new Uint8Array(600 * 1024 * 1024).length;
  t.teardown(() => {
    delete readers['careless'];
    delete readers['greedy'];
  });
  const finds: FuzzFind[] = [];
  await runFuzz({ corpus: [original], seed: 1, first: 0, end: 1, onFind: (find) => finds.push(find) });
  t.match(finds, [
    { reader: 'careless', fault: /^RangeError/ },
    { reader: 'greedy', fault: /^allocated 629145600 bytes/ },
  ]);
});

t.test('the meter counts and goes away', async (t) => {
  const before = globalThis.Float32Array;
  const meter = installAllocationMeter();
  const made = new Float32Array(10);
  t.ok(made instanceof Float32Array);
  t.equal(meter.take(), 40);
  t.equal(meter.take(), 0);
  meter.remove();
  t.equal(globalThis.Float32Array, before);
});
