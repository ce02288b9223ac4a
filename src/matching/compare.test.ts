import t from 'tap';
import type { TemplateId } from '../domain/ids.js';
import type { Position } from '../domain/positions.js';
import { compareProbes } from './compare.js';
import { EMBEDDING_DIMENSION } from './template.js';

const comparator = compareProbes;

/** Fingers are orthogonal: one block of the embedding each. */
function finger(index: number): Int8Array {
  return new Int8Array(EMBEDDING_DIMENSION).fill(90, index * 20, index * 20 + 20);
}

function probe(position: Position, index: number, quality = 80, templateVersion = 'fingerprint-2') {
  return { position, templateVersion, quality, views: [finger(11), finger(index)] };
}

function reference(id: string, position: Position, index: number, quality = 80) {
  const templateId = id as TemplateId;
  return { templateId, position, templateVersion: 'fingerprint-2', quality, embedding: finger(index) };
}

t.test('the best comparable reference of each probe counts', async (test) => {
  const comparison = comparator(
    [probe('right-index', 1), probe('right-thumb', 0)],
    [
      reference('thumb', 'right-thumb', 0),
      reference('other index', 'right-index', 5),
      reference('index', 'right-index', 1),
      reference('ring', 'right-ring', 3),
    ],
    { falseMatchRate: 0.001 },
  );
  test.equal(comparison.decision, 'match');
  test.same(
    comparison.positions.map(({ probePosition, templateId, similarityScore }) => [
      probePosition,
      templateId,
      similarityScore,
    ]),
    [
      ['right-index', 'index', 1],
      ['right-thumb', 'thumb', 1],
    ],
  );
});

t.test('a reference serves one probe only', async (test) => {
  const comparison = comparator(
    [probe('unknown-finger', 4), probe('unknown-finger', 4), probe('left-thumb', 2)],
    [reference('a', 'left-index', 4), reference('b', 'unknown-finger', 2)],
    { falseMatchRate: 0.01 },
  );
  test.same(
    comparison.positions.map(({ probePosition, templateId }) => [probePosition, templateId]),
    [
      ['unknown-finger', 'a'],
      ['left-thumb', 'b'],
    ],
  );
});

t.test('other positions, other versions and nobody are no match with score 0', async (test) => {
  const rows = [
    { probes: [probe('left-thumb', 1)], references: [reference('a', 'right-thumb', 1)] },
    { probes: [probe('face', 1)], references: [reference('a', 'unknown-finger', 1)] },
    { probes: [probe('left-thumb', 1, 80, 'fingerprint-1')], references: [reference('a', 'left-thumb', 1)] },
    { probes: [probe('left-thumb', 1)], references: [] },
    { probes: [], references: [reference('a', 'left-thumb', 1)] },
    {
      probes: [{ ...probe('left-thumb', 1), views: [] }],
      references: [reference('a', 'left-thumb', 1)],
    },
  ];
  for (const { probes, references } of rows) {
    const { decision, similarityScore, positions } = comparator(probes, references, { falseMatchRate: 0.01 });
    test.same(
      { decision, similarityScore, positions },
      { decision: 'no-match', similarityScore: 0, positions: [] },
    );
  }
});

t.test('a poor sample that differs says less against a mate than a good one', async (test) => {
  const score = (probeQuality: number, referenceQuality: number) => {
    const probes = [probe('left-thumb', 1, probeQuality), probe('right-thumb', 1, 90)];
    const references = [
      reference('a', 'left-thumb', 2, referenceQuality),
      reference('b', 'right-thumb', 1, 90),
    ];
    return comparator(probes, references, { falseMatchRate: 0.01 }).similarityScore;
  };
  test.ok(score(0, 90) > score(90, 90));
  test.ok(score(90, 0) > score(90, 90));
  test.equal(score(90, 40), score(90, 90), 'the first stage goes by the probe');
  const alone = (quality: number) =>
    comparator([probe('left-thumb', 1, quality)], [reference('a', 'left-thumb', 1, quality)], {
      falseMatchRate: 0.01,
    }).similarityScore;
  test.equal(alone(10), alone(90), 'what speaks for a mate does so at every quality');
});

t.test('a person has each finger once, however many impressions are sent and kept', async (test) => {
  const threeOf = (position: Position, index: number) =>
    [1, 2, 3].map((encounter) => reference(`${position} ${encounter}`, position, index));
  const unknown = probe('unknown-finger', 1);
  const known = probe('right-index', 1);
  const rows = [
    { probes: [unknown, unknown, unknown], references: threeOf('right-index', 1), positions: 1 },
    { probes: [known, known, known], references: threeOf('right-index', 1), positions: 1 },
    { probes: [known, unknown, unknown], references: threeOf('right-index', 1), positions: 1 },
    { probes: [known, known], references: threeOf('unknown-finger', 1), positions: 1 },
    {
      probes: [known, unknown],
      references: [reference('a', 'unknown-finger', 1), reference('b', 'right-index', 1)],
      positions: 1,
    },
    { probes: [probe('face', 1), probe('face', 1)], references: threeOf('face', 1), positions: 1 },
    { probes: [unknown, unknown, unknown], references: threeOf('unknown-finger', 1), positions: 3 },
    {
      probes: [unknown, unknown],
      references: [...threeOf('right-index', 1), ...threeOf('left-index', 1)],
      positions: 2,
    },
    {
      probes: [known, probe('left-index', 2)],
      references: [...threeOf('right-index', 1), ...threeOf('left-index', 2)],
      positions: 2,
    },
  ];
  for (const { probes, references, positions } of rows) {
    const comparison = comparator(probes, references, { falseMatchRate: 0.01 });
    test.equal(comparison.positions.length, positions);
  }
  const once = comparator([unknown], threeOf('right-index', 1), { falseMatchRate: 0.01 });
  const thrice = comparator([unknown, unknown, unknown], threeOf('right-index', 1), { falseMatchRate: 0.01 });
  test.equal(thrice.similarityScore, once.similarityScore, 'repeating an impression proves nothing');
});

t.test('of a known position that is sent twice the better impression counts', async (test) => {
  const comparison = comparator(
    [probe('left-thumb', 5), probe('left-thumb', 1)],
    [reference('a', 'left-thumb', 1), reference('b', 'left-thumb', 3)],
    { falseMatchRate: 0.01 },
  );
  test.same(
    comparison.positions.map(({ templateId, similarityScore }) => [templateId, similarityScore]),
    [['a', 1]],
  );
});
