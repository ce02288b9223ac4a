import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { environmentFacts } from '../environment-facts.js';
import { RAW_FORMAT, type RawAccuracy } from './raw-accuracy.js';
import { writeRaw } from './write-raw.js';

t.test('what is written in pieces is what was measured', async (t) => {
  const facts: Omit<RawAccuracy, 'pairs'> = {
    ...{ format: RAW_FORMAT, environment: environmentFacts('test', []), seed: 1, templateVersion: 'test' },
    ...{ models: {}, sets: [{ name: 'a', ppi: 500 }], images: [] },
  };
  const meanMs = { embedding: 1, minutiae: 2, 'minutiae-alone': 3, fused: 4 };
  for (const count of [0, 1, 65_536, 200_001]) {
    const index = Uint32Array.from({ length: count }, (_, pair) => pair);
    const score = (scale: number) => Float64Array.from(index, (pair) => scale / (pair + 3));
    const scores = {
      ...{ embedding: score(1), minutiae: score(-7) },
      ...{ 'minutiae-alone': score(1e-9), fused: score(1e9) },
    };
    const path = join(t.testdir(), 'raw.json');
    writeRaw(path, facts, { probe: index, reference: index.map((pair) => pair + 1), scores, meanMs });
    const { pairs, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
    t.same(rest, facts);
    t.same(Object.keys(pairs.scores), Object.keys(scores));
    const isSame = (read: readonly number[], column: Uint32Array | Float64Array) =>
      read.length === column.length && read.every((value, pair) => value === column[pair]);
    t.ok(
      isSame(pairs.probe, index) &&
        isSame(
          pairs.reference,
          index.map((pair) => pair + 1),
        ),
    );
    for (const [name, column] of Object.entries(scores)) t.ok(isSame(pairs.scores[name], column), name);
    t.same(pairs.meanMs, meanMs);
  }
});
