import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { prepareProbe } from '../matching/compare-person.js';
import { innerProduct } from '../matching/cosine-similarity.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { seededRandom } from '../testing/seeded-random.js';
import { probe, type Random, randomEmbedding } from './gallery-test-fixture.js';
import { SealedSegment } from './sealed-segment.js';
import { deleteAllSegments, verifySegment, writeSegment } from './segment-files.js';

const SEED = 20261125;
const ROWS = 150;

/** Every value there is, and not only those of a coded direction. */
function anyEmbedding(random: Random): Int8Array {
  return Int8Array.from({ length: EMBEDDING_DIMENSION }, () => Math.floor(random() * 256) - 128);
}

function folderOfTest(test: { teardown(end: () => void): void }): string {
  const directory = mkdtempSync(join(tmpdir(), 'segment-'));
  test.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function write(directory: string, rows: readonly Int8Array[], probeCoding: 'direct' | 'split') {
  return writeSegment({
    directory,
    name: probeCoding,
    rowCount: rows.length,
    readRow: (row) => rows[row]!,
    blockRowsMax: 64,
    probeCoding,
  });
}

for (const probeCoding of ['direct', 'split'] as const) {
  t.test(`the graph agrees with integer arithmetic, ${probeCoding} (seed ${SEED})`, async (test) => {
    const random = seededRandom(SEED);
    const rows = Array.from({ length: ROWS }, (_, row) =>
      row % 3 === 0 ? randomEmbedding(random) : anyEmbedding(random),
    );
    rows[7] = new Int8Array(EMBEDDING_DIMENSION);
    rows[8] = new Int8Array(EMBEDDING_DIMENSION).fill(-128);
    const segment = await SealedSegment.open(
      write(folderOfTest(test), rows, probeCoding),
      rows.map(() => undefined),
      { executionProvider: 'cpu', threads: 1, probeCoding },
    );
    const views = [[rows[8]!], [anyEmbedding(random), rows[20]!, anyEmbedding(random)], [rows[7]!, rows[7]!]];
    const probes = views.map((each) => prepareProbe(probe('face', each)));
    const all = await segment.allScores(probes);
    const expected = views.map((each) =>
      rows.map((row) => Math.max(...each.map((view) => naiveCosine(view, row)))),
    );
    expected.forEach((ofProbe, index) => {
      const worst = Math.max(...ofProbe.map((score, row) => Math.abs(score - all[index]![row]!)));
      test.ok(worst < 4e-7, `probe ${index}: largest difference ${worst}`);
    });
    for (const k of [1, 10, 100, ROWS, 10 * ROWS]) {
      const tops = await segment.topRows(probes, k);
      tops.forEach(({ scores, rows: found }, index) => {
        test.equal(found.length, Math.min(k, ROWS));
        test.same([...scores], [...all[index]!].sort((a, b) => b - a).slice(0, k));
        test.ok(found.every((row, at) => all[index]![row] === scores[at]));
        test.equal(new Set(found).size, found.length);
      });
    }
    test.same(segment.readRow(33), rows[33]);
    await segment.remove();
  });
}

t.test('a damaged file is noticed, whichever it is', async (test) => {
  const random = seededRandom(SEED + 1);
  const rows = Array.from({ length: 9 }, () => randomEmbedding(random));
  const directory = folderOfTest(test);
  const folder = write(directory, rows, 'direct');
  test.equal(verifySegment(folder).rowCount, 9);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const whole = readFileSync(path);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1]! ^= 1;
    for (const damaged of [flipped, whole.subarray(0, whole.length - 1)]) {
      writeFileSync(path, damaged);
      test.throws(() => verifySegment(folder), { name: 'SegmentDamaged' }, name);
    }
    writeFileSync(path, whole);
  }
  appendFileSync(join(folder, 'rows.bin'), 'x');
  const opening = SealedSegment.open(
    folder,
    rows.map(() => undefined),
    { executionProvider: 'cpu', threads: 1, probeCoding: 'direct' },
  );
  await test.rejects(opening, { name: 'SegmentDamaged' });
});

t.test('what an earlier run left is removed, and nothing else', async (test) => {
  const directory = folderOfTest(test);
  write(directory, [new Int8Array(EMBEDDING_DIMENSION)], 'direct');
  writeFileSync(join(directory, 'note.txt'), 'not ours');
  deleteAllSegments(directory);
  test.same(readdirSync(directory), ['note.txt']);
});

function naiveCosine(a: Int8Array, b: Int8Array): number {
  const lengths = Math.sqrt(innerProduct(a, a, 0)) * Math.sqrt(innerProduct(b, b, 0));
  return lengths === 0 ? 0 : a.reduce((sum, value, d) => sum + value * b[d]!, 0) / lengths;
}
