import t from 'tap';
import type { TemplateId } from '../../domain/ids.js';
import type { Position } from '../../domain/positions.js';
import { compareProbes } from '../../matching/compare.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { randomMinutiaeBytes } from '../../testing/random-minutiae.js';
import { seededRandom } from '../../testing/seeded-random.js';
import { createTwoStageComparator } from './compare-in-two-stages.js';
import { openMinutiaePool } from './minutiae-pool.js';

const VERSION = 'minutiae-1';
const pool = openMinutiaePool({ threads: 2 });
t.teardown(() => pool.close());
const compare = createTwoStageComparator(pool);
const options = { falseMatchRate: 0.001, signal: new AbortController().signal };

/** Embeddings of one finger have a cosine of about 0.9: too little to decide alone. */
function embedding(finger: number, impression: number): Int8Array {
  const [own, noise] = [seededRandom(finger), seededRandom(1_000 + impression)];
  return Int8Array.from({ length: 256 }, () => Math.round(60 * (own() - 0.5) + 22 * (noise() - 0.5)));
}

function probe(position: Position, finger: number, withMinutiae = true): ProbeTemplate {
  return {
    position,
    templateVersion: 'fingerprint-2',
    quality: 80,
    views: [embedding(finger, 1)],
    ...(withMinutiae
      ? { minutiae: { templateVersion: VERSION, bytes: randomMinutiaeBytes(finger, 2) } }
      : {}),
  };
}

function reference(id: string, position: Position, finger: number, withMinutiae = true) {
  const { views, minutiae, ...rest } = probe(position, finger, withMinutiae);
  return {
    ...rest,
    templateId: id as TemplateId,
    embedding: embedding(finger, 2),
    ...(minutiae === undefined ? {} : { minutiae: { ...minutiae, bytes: randomMinutiaeBytes(finger) } }),
  };
}

t.test('both stages decide together, and say so of each finger', async (t) => {
  const probes = [probe('right-index', 1), probe('right-middle', 2)];
  const references = [reference('index', 'right-index', 1), reference('middle', 'right-middle', 2)];
  const comparison = await compare(probes, references, options);
  t.match(comparison, {
    decision: 'match',
    positions: [
      {
        templateId: 'index',
        templateVersion: 'fingerprint-2',
        minutiae: { kind: 'compared', templateVersion: VERSION },
      },
      { templateId: 'middle', minutiae: { kind: 'compared', pairCount: Number } },
    ],
  });
  t.ok(comparison.similarityScore > compareProbes(probes, references, options).similarityScore);
  t.notOk('minutiaePairs' in comparison);
  const stranger = await compare(
    probes,
    [reference('index', 'right-index', 8), reference('middle', 'right-middle', 9)],
    options,
  );
  t.equal(stranger.decision, 'no-match');
});

t.test('what has no minutiae is compared by its embedding, which is said and makes no match', async (t) => {
  const old = [reference('old', 'right-index', 1, false)];
  const probes = [probe('right-index', 1)];
  const comparison = await compare(probes, old, options);
  t.ok(comparison.similarityScore < compareProbes(probes, old, options).similarityScore);
  t.not(comparison.decision, 'match', 'an embedding alone decides nothing');
  t.match(comparison.positions, [{ minutiae: { kind: 'not-compared', reason: 'no-minutiae-of-reference' } }]);
  const bare = await compare([probe('right-index', 1, false)], [reference('new', 'right-index', 1)], options);
  t.match(bare.positions, [{ minutiae: { kind: 'not-compared', reason: 'no-minutiae-of-probe' } }]);
});

t.test(
  'the best reference of a finger by both stages counts, and nothing in common is nothing',
  async (t) => {
    const references = [
      reference('before', 'right-index', 1, false),
      reference('after', 'right-index', 1),
      reference('thumb', 'right-thumb', 1),
    ];
    const comparison = await compare([probe('right-index', 1)], references, options);
    t.match(comparison.positions, [{ templateId: 'after' }]);
    t.match(await compare([probe('left-index', 1)], references, options), { positions: [] });
    t.match(await compare([], [], options), { decision: 'no-match', positions: [] });
  },
);

t.test('corresponding minutiae come in pixels of each whole image, where they are wanted', async (t) => {
  const probes = [probe('unknown-finger', 1), probe('unknown-finger', 2)];
  const references = [reference('middle', 'right-middle', 2), reference('index', 'right-index', 1)];
  const { minutiaePairs = [], positions } = await compare(probes, references, {
    ...options,
    wantsPairs: true,
  });
  t.match(
    minutiaePairs.map(({ probeIndex, templateId }) => [probeIndex, templateId]),
    [
      [0, 'index'],
      [1, 'middle'],
    ],
  );
  minutiaePairs.forEach(({ pairs }, index) => {
    t.equal(pairs.length, (positions[index]!.minutiae as { readonly pairCount: number }).pairCount);
    for (const each of pairs) {
      t.ok(Math.abs(each.probe.x - each.reference.x - 16) < 0.2, 'the probe lies two cells to the right');
      t.ok(Math.abs(each.probe.y - each.reference.y) < 0.2);
      t.equal(each.probe.angle, each.reference.angle);
    }
  });
});

t.test('who gives up is told so', async (t) => {
  const gone = AbortSignal.abort();
  await t.rejects(
    compare([probe('right-index', 1)], [reference('a', 'right-index', 1)], { ...options, signal: gone }),
    { name: 'AbortError' },
  );
});
