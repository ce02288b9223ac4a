import t from 'tap';
import type { TemplateId } from '../../domain/ids.js';
import { encodeMinutiae, RECORD_MINUTIAE } from '../../domain/minutiae-bytes.js';
import { WITHOUT_RIDGES } from '../../domain/minutiae-template.js';
import { mirrorMinutiae, mirrorMinutiaeBytes } from '../../domain/mirror-minutiae.js';
import type { Position } from '../../domain/positions.js';
import { compareProbes } from '../../matching/compare.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { randomMinutiae, randomMinutiaeBytes } from '../../testing/random-minutiae.js';
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

/** The mirror image of the finger, with the embedding of somebody else, as mirror images have. */
function mirroredProbe(position: Position, finger: number): ProbeTemplate {
  const stranger = probe(position, 500 + finger);
  return {
    ...stranger,
    minutiae: { templateVersion: VERSION, bytes: mirrorMinutiaeBytes(randomMinutiaeBytes(finger, 2)) },
  };
}

t.test('an image that matches when it is mirrored is no match, and is told', async (t) => {
  const references = [reference('index', 'right-index', 1), reference('middle', 'right-middle', 2)];
  const both = [mirroredProbe('right-middle', 2), mirroredProbe('right-index', 1)];
  const comparison = await compare(both, references, options);
  t.equal(comparison.decision, 'no-match');
  t.same(comparison.mirrorCheck, { outcome: 'mirrored-image', probeIndexes: [0, 1] });
  const face = {
    position: 'face',
    templateVersion: 'face-1',
    quality: 90,
    views: [embedding(7, 1)],
  } as const;
  const one = await compare([face, both[1]!], references, options);
  t.not(one.decision, 'match');
  t.same(one.mirrorCheck, { outcome: 'mirrored-image', probeIndexes: [1] }, 'one finger beside a face');
  t.match(
    await compare(both, references, { ...options, wantsPairs: true }),
    { mirrorCheck: { outcome: 'mirrored-image' }, minutiaePairs: comparison.positions.map(() => ({})) },
    'what is drawn is of the images as they are',
  );
});

t.test('strangers are not mirrored, who matches need not be, and a face cannot be', async (t) => {
  const references = [reference('index', 'right-index', 1), reference('middle', 'right-middle', 2)];
  const outcomeOf = async (probes: readonly ProbeTemplate[], against = references) =>
    (await compare(probes, against, options)).mirrorCheck;
  for (let finger = 10; finger < 30; finger++) {
    t.same(await outcomeOf([probe('right-index', finger)]), { outcome: 'nothing-found' });
    t.same(await outcomeOf([mirroredProbe('right-index', finger)]), { outcome: 'nothing-found' });
  }
  t.same(await outcomeOf([mirroredProbe('left-index', 1)]), { outcome: 'not-possible' }, 'another finger');
  t.same(await outcomeOf([probe('right-index', 1), probe('right-middle', 2)]), { outcome: 'not-needed' });
  t.same(await outcomeOf([probe('right-index', 1, false)]), { outcome: 'not-possible' });
  t.same(await outcomeOf([probe('right-index', 9)], [reference('old', 'right-index', 1, false)]), {
    outcome: 'not-possible',
  });
});

t.test('a face that fits makes nothing of a stranger mirrored, nor is it told as mirrored', async (t) => {
  const face = (views: readonly Int8Array[]) =>
    ({ position: 'face', templateVersion: 'face-1', quality: 90, views }) as const;
  const [own, other] = [embedding(40, 1), embedding(41, 2)];
  const alike = own.map((value, index) => Math.round(0.42 * value + 0.9 * other[index]!));
  const { views: _, ...enrolled } = { ...face([]), embedding: own, templateId: 'face' as TemplateId };
  const references = [reference('index', 'right-index', 1), enrolled];
  const told = async (finger: ProbeTemplate) => {
    const { decision, mirrorCheck } = await compare([face([alike]), finger], references, options);
    return [decision === 'match', mirrorCheck];
  };
  t.same(await told(mirroredProbe('right-index', 1)), [
    false,
    { outcome: 'mirrored-image', probeIndexes: [1] },
  ]);
  t.same(await told(mirroredProbe('right-index', 9)), [false, { outcome: 'nothing-found' }]);
});

t.test(
  "another system's record of minutiae, which has no ridges, is told from its mirror image",
  async (t) => {
    const { ridges: _, ...minutiae } = randomMinutiae(1, 2);
    const record = { ...minutiae, ridges: WITHOUT_RIDGES };
    const ofRecord = (template: typeof record): ProbeTemplate => ({
      ...probe('right-index', 1, false),
      views: [],
      minutiae: { templateVersion: RECORD_MINUTIAE, bytes: encodeMinutiae(template) },
    });
    const references = [reference('index', 'right-index', 1)];
    t.match(await compare([ofRecord(record)], references, options), {
      decision: 'match',
      mirrorCheck: { outcome: 'not-needed' },
    });
    t.match(await compare([ofRecord(mirrorMinutiae(record) as typeof record)], references, options), {
      decision: 'no-match',
      mirrorCheck: { outcome: 'mirrored-image', probeIndexes: [0] },
    });
    t.match(await compare([ofRecord(record)], [reference('index', 'right-index', 5)], options), {
      mirrorCheck: { outcome: 'nothing-found' },
    });
  },
);

t.test('who gives up is told so', async (t) => {
  const gone = AbortSignal.abort();
  await t.rejects(
    compare([probe('right-index', 1)], [reference('a', 'right-index', 1)], { ...options, signal: gone }),
    { name: 'AbortError' },
  );
});
