import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { prepareProbe } from '../matching/compare-person.js';
import { innerProduct } from '../matching/cosine-similarity.js';
import { GROUP_ROWS } from '../matching/segment-block-nodes.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { seededRandom } from '../testing/seeded-random.js';
import { deleteGalleryFiles } from './delete-gallery-files.js';
import { openingFolder, segmentFolder } from './folder-names.js';
import { folderOfTests, probe, type Random, randomEmbedding } from './gallery-test-fixture.js';
import { readSegment } from './read-segment.js';
import { RowPages } from './row-pages.js';
import { SealedSegment } from './sealed-segment.js';
import { REFERENCE_BYTES, REFERENCE_QUALITY_AT } from './segment-header.js';
import { TailSession } from './tail-session.js';
import { type MemorySource, writeSegment } from './write-segment.js';

const SEED = 20261125;
const ROWS = 150;
const KEY = { system: 'vis', position: 'face', templateVersion: 'face-1' } as const;
const NAME = '00000001';

/** Every value there is, and not only those of a coded direction. */
function anyEmbedding(random: Random): Int8Array {
  return Int8Array.from({ length: EMBEDDING_DIMENSION }, () => Math.floor(random() * 256) - 128);
}

function anyRows(random: Random): Int8Array[] {
  const rows = Array.from({ length: ROWS }, (_, row) =>
    row % 3 === 0 ? randomEmbedding(random) : anyEmbedding(random),
  );
  rows[7] = new Int8Array(EMBEDDING_DIMENSION);
  rows[8] = new Int8Array(EMBEDDING_DIMENSION).fill(-128);
  return rows;
}

function directoryOf(test: { teardown(end: () => void): void }): string {
  const directory = mkdtempSync(join(folderOfTests(), 'segment-'));
  test.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function bytesOf(rows: readonly Int8Array[], added = 0): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    rows.flatMap((row) => [...row]),
    (value) => value + added,
  );
}

/** Several chunks, the last one with fewer rows. */
function inChunks(rows: Uint8Array<ArrayBuffer>, references: Uint8Array<ArrayBuffer>): MemorySource {
  const rowCount = references.length / REFERENCE_BYTES;
  const chunks = Array.from({ length: Math.ceil(rowCount / CHUNK_ROWS) }, (_, index) => ({
    rows: rows.slice(
      index * CHUNK_ROWS * EMBEDDING_DIMENSION,
      (index + 1) * CHUNK_ROWS * EMBEDDING_DIMENSION,
    ),
    references: references.slice(
      index * CHUNK_ROWS * REFERENCE_BYTES,
      (index + 1) * CHUNK_ROWS * REFERENCE_BYTES,
    ),
  }));
  return { chunkRows: CHUNK_ROWS, chunks };
}

const CHUNK_ROWS = 30;

function write(directory: string, rows: readonly Int8Array[], kind: 'sealed' | 'tail' = 'sealed'): void {
  const references = new Uint8Array(rows.length * REFERENCE_BYTES);
  const qualities = new Float64Array(references.buffer);
  rows.forEach((_, row) => {
    qualities[(row * REFERENCE_BYTES + REFERENCE_QUALITY_AT) / 8] = row / 3;
  });
  writeSegment(directory, {
    name: NAME,
    key: KEY,
    kind,
    sources: [inChunks(bytesOf(rows), references)],
    runs: Uint32Array.of(0, 0, rows.length),
  });
}

for (const arithmetic of ['direct', 'split'] as const) {
  t.test(`segments and tails agree with integer arithmetic, ${arithmetic} (seed ${SEED})`, async (test) => {
    const random = seededRandom(SEED);
    const rows = anyRows(random);
    const directory = directoryOf(test);
    write(directory, rows);
    const { header } = readSegment(directory, NAME, { blockRowsMax: 64, arithmetic });
    test.match(header, { ...KEY, kind: 'sealed', rowCount: ROWS });
    const pages = new RowPages();
    pages.add(0, ROWS);
    const sessions = { executionProvider: 'cpu', threads: 1, arithmetic } as const;
    const segment = await SealedSegment.open({ directory, name: NAME, key: KEY }, pages, sessions);
    rmSync(openingFolder(directory, NAME), { recursive: true });
    const views = [[rows[8]!], [anyEmbedding(random), rows[20]!, anyEmbedding(random)], [rows[7]!, rows[7]!]];
    const probes = views.map((each) => prepareProbe(probe('face', each)));
    const all = await segment.allScores(probes);
    const tailSession = await TailSession.open({ threads: 1, probeCoding: arithmetic });
    const lengths = Float64Array.from(rows, (row) => 1 / Math.sqrt(innerProduct(row, row, 0)));
    lengths[7] = 0;
    const ofTail = await tailSession.scores(bytesOf(rows, 128), lengths, probes);
    views.forEach((each, index) => {
      const expected = rows.map((row) => Math.max(...each.map((view) => naiveCosine(view, row))));
      for (const found of [all[index]!, ofTail[index]!]) {
        const worst = Math.max(...expected.map((score, row) => Math.abs(score - found[row]!)));
        test.ok(worst < 4e-7, `probe ${index}: largest difference ${worst}`);
      }
    });
    const groups = await segment.groupScores(probes);
    groups.forEach((scores, index) => {
      test.equal(scores.length, Math.ceil(ROWS / GROUP_ROWS));
      scores.forEach((score, group) => {
        const ofGroup = all[index]!.subarray(group * GROUP_ROWS, (group + 1) * GROUP_ROWS);
        test.equal(score, Math.max(...ofGroup), `probe ${index}, group ${group}`);
      });
    });
    const read = new Int8Array(GROUP_ROWS * EMBEDDING_DIMENSION);
    for (const [group, count] of [64, 64, ROWS - 128].entries()) {
      test.equal(segment.readGroup(group, read), count);
      const expected = rows.slice(group * GROUP_ROWS, group * GROUP_ROWS + count).flatMap((row) => [...row]);
      test.same([...read.subarray(0, count * EMBEDDING_DIMENSION)], expected);
    }
    test.same(segment.readRow(33), rows[33]);
    test.equal(segment.readQuality(33), 11);
    await segment.close();
    await tailSession.release();
  });
}

t.test('a damaged file is noticed, whichever it is, and never copied', async (test) => {
  const random = seededRandom(SEED + 1);
  const rows = Array.from({ length: 9 }, () => randomEmbedding(random));
  for (const kind of ['sealed', 'tail'] as const) {
    const directory = directoryOf(test);
    write(directory, rows, kind);
    const folder = segmentFolder(directory, NAME);
    const read = () => readSegment(directory, NAME, { blockRowsMax: 64, arithmetic: 'direct' });
    const copy = () =>
      writeSegment(directory, {
        name: 'copy',
        key: KEY,
        kind,
        sources: [{ segment: NAME }],
        runs: Uint32Array.of(0, 0, rows.length),
      });
    test.equal(read().header.rowCount, 9);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      const flipped = Buffer.from(whole);
      flipped[whole.length >> 1]! ^= 1;
      for (const damaged of [flipped, whole.subarray(0, whole.length - 1)]) {
        writeFileSync(path, damaged);
        test.throws(read, { name: 'UnusableSegment', fault: 'damaged' }, name);
        test.throws(copy, { name: 'UnusableSegment', fault: 'damaged' }, name);
      }
      writeFileSync(path, whole);
      appendFileSync(path, 'x');
      test.throws(read, { name: 'UnusableSegment', fault: 'damaged' }, `${name} with more`);
      rmSync(path);
      test.throws(read, { name: 'UnusableSegment', fault: 'missing' }, `no ${name}`);
      writeFileSync(path, whole);
    }
    test.same(readdirSync(directory), [`segment-${NAME}`], 'nothing half written is left');
  }
});

t.test('a segment of another version, another program or another dimension is told apart', async (test) => {
  const directory = directoryOf(test);
  write(directory, [new Int8Array(EMBEDDING_DIMENSION).fill(1)]);
  const path = join(segmentFolder(directory, NAME), 'segment.json');
  const text = readFileSync(path, 'utf8');
  const read = () => readSegment(directory, NAME, { blockRowsMax: 64, arithmetic: 'direct' });
  const cases = [
    [text.replace('"version":3', '"version":4'), 'other-version'],
    [text.replace('gallery-segment', 'something-else'), 'foreign'],
    ['[]', 'foreign'],
    ['', 'damaged'],
    ['null', 'damaged'],
  ] as const;
  for (const [content, fault] of cases) {
    writeFileSync(path, content);
    test.throws(read, { name: 'UnusableSegment', fault }, fault);
  }
});

t.test('files of a gallery are removed, and nothing else', async (test) => {
  const directory = directoryOf(test);
  write(directory, [new Int8Array(EMBEDDING_DIMENSION)]);
  writeFileSync(join(directory, 'gallery.json'), '{}');
  writeFileSync(join(directory, 'note.txt'), 'not ours');
  deleteGalleryFiles(directory);
  test.same(readdirSync(directory), ['note.txt']);
});

function naiveCosine(a: Int8Array, b: Int8Array): number {
  const lengths = Math.sqrt(innerProduct(a, a, 0)) * Math.sqrt(innerProduct(b, b, 0));
  return lengths === 0 ? 0 : a.reduce((sum, value, d) => sum + value * b[d]!, 0) / lengths;
}
