import t from 'tap';
import { prepareProbe } from '../matching/compare-person.js';
import { innerProduct, vectorLength } from '../matching/cosine-similarity.js';
import { seededRandom } from '../testing/seeded-random.js';
import { randomEmbedding } from './gallery-test-fixture.js';
import { TAIL_CHUNK_ROWS, Tail } from './tail.js';
import { TailSession } from './tail-session.js';
import { UUID_WORDS } from './uuid-words.js';

const KEY = { system: 'ees', position: 'right-index', templateVersion: 'fingerprint-2' } as const;
const SEED = 20261126;

t.test(
  `rows in several chunks are where they were put, and scored as they are (seed ${SEED})`,
  async (test) => {
    const random = seededRandom(SEED);
    const embeddings = Array.from({ length: 300 }, () => randomEmbedding(random));
    const rowCount = 2 * TAIL_CHUNK_ROWS + 77;
    const expected = Array.from({ length: rowCount }, (_, row) => embeddings[(7 * row) % 300]!);
    const tail = new Tail(KEY);
    tail.rows.add(0, rowCount);
    expected.forEach((embedding, row) => {
      tail.write(row, embedding, { quality: row % 101, ...identifiersOf(row) });
    });
    const edges = [0, TAIL_CHUNK_ROWS - 1, TAIL_CHUNK_ROWS, 2 * TAIL_CHUNK_ROWS, rowCount - 2];
    for (const row of edges) {
      test.same(tail.readRow(row), expected[row]);
      test.equal(tail.readQuality(row), row % 101);
      test.same(readIdentifiers(tail, row), wordsOf(row));
    }

    tail.clear(TAIL_CHUNK_ROWS);
    expected[TAIL_CHUNK_ROWS] = new Int8Array(expected[0]!.length);
    tail.moveLast(TAIL_CHUNK_ROWS - 1);
    expected[TAIL_CHUNK_ROWS - 1] = expected[rowCount - 1]!;
    expected[rowCount - 1] = new Int8Array(expected[0]!.length);
    test.equal(tail.readQuality(TAIL_CHUNK_ROWS - 1), (rowCount - 1) % 101);
    test.same(readIdentifiers(tail, TAIL_CHUNK_ROWS - 1), wordsOf(rowCount - 1));
    for (const erased of [TAIL_CHUNK_ROWS, rowCount - 1])
      test.same(readIdentifiers(tail, erased), new Uint32Array(2 * UUID_WORDS));

    const session = await TailSession.open({ threads: 1, probeCoding: 'split' });
    test.teardown(() => session.release());
    const views = embeddings.slice(0, 2);
    const probes = [views, [embeddings[5]!]].map((each) =>
      prepareProbe({ ...KEY, quality: 80, views: each }),
    );
    const scores = await tail.scores(probes, session);
    probes.forEach((probe, index) => {
      const errors = expected.map((embedding, row) => {
        const length = vectorLength(embedding);
        const best = Math.max(
          ...probe.views.map((view) =>
            length === 0 ? 0 : innerProduct(view, embedding, 0) / (length * vectorLength(view)),
          ),
        );
        return Math.abs(best - scores[index]![row]!);
      });
      test.equal(errors.length, scores[index]!.length);
      test.ok(Math.max(...errors) < 1e-6, 'every row');
    });
  },
);

function identifiersOf(row: number) {
  return {
    templateId: Uint32Array.of(row, 1, 2, 3),
    subjectId: Uint32Array.of(row, 4, 5, 6),
  };
}

function wordsOf(row: number): Uint32Array {
  const { templateId, subjectId } = identifiersOf(row);
  return Uint32Array.of(...templateId, ...subjectId);
}

function readIdentifiers(tail: Tail, row: number): Uint32Array {
  const words = new Uint32Array(2 * UUID_WORDS);
  tail.readIdentifiers(row, words);
  return words;
}
