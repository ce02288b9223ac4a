/** A gallery in shards says what one gallery would have said, by the naive comparison and by the engine itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import t from 'tap';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import { comparablePositions, POSITIONS, type Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import { createGallery } from '../engine/create-gallery.js';
import {
  MemoryFeed,
  probe,
  type Random,
  randomEmbedding,
  reference,
  similarEmbedding,
} from '../engine/gallery-test-fixture.js';
import { createMetrics } from '../platform/metrics.js';
import { seededRandom } from '../testing/seeded-random.js';
import type {
  GalleryAnswer,
  GalleryReference,
  GallerySearch,
  ShardAnswer,
} from '../workflows/ports/gallery.js';
import { compareCandidates } from './candidate-order.js';
import { comparePerson, prepareProbe } from './compare-person.js';
import { decide, identificationThresholds } from './decision.js';
import { mergeGalleryAnswers } from './merge-gallery-answers.js';
import { positionScores } from './position-scores.js';

const SYSTEMS: readonly SystemId[] = ['ees', 'vis', 'eurodac'];
const never = new AbortController().signal;

type World = {
  readonly references: readonly GalleryReference[];
  readonly searches: readonly GallerySearch[];
};

t.test('merged answers are those of one gallery', async (t) => {
  for (let seed = 1; seed <= 25; seed++) {
    const { references, searches } = randomWorld(seed, 40);
    for (const search of searches) {
      const whole = withoutSnapshot(naiveAnswer(references, search));
      for (const shardCount of [1, 2, 3, 5]) {
        const answers = split(references, shardCount).map((part, shard) => ({
          shard,
          answer: naiveAnswer(part, oneMore(search)),
        }));
        const merged = mergeGalleryAnswers(answers.reverse(), search, []);
        t.same(withoutSnapshot(merged), whole, `seed ${seed}, ${shardCount} shards`);
      }
    }
  }
});

t.test('what mirror images found is merged beside it, under a threshold of its own', async (t) => {
  const { references, searches } = randomWorld(3, 40);
  const search = { ...searches[0]!, candidatesMax: 1 };
  const other = { ...searches[1]!, candidatesMax: 40, systems: search.systems };
  const { falsePositiveIdentificationRate } = search;
  const whole = withoutSnapshot(naiveAnswer(references, { ...other, falsePositiveIdentificationRate }));
  const answers = split(references, 3).map((part, shard) => ({
    shard,
    answer: { ...naiveAnswer(part, oneMore(search)), mirrored: naiveAnswer(part, other) },
  }));
  const { mirrored, ...merged } = mergeGalleryAnswers(answers, search, []);
  t.same(withoutSnapshot(merged), withoutSnapshot(naiveAnswer(references, search)));
  t.same(withoutSnapshot(mirrored!), whole);
  const missing = [{ shard: 2, references: 9 }];
  t.match(mergeGalleryAnswers(answers.slice(0, 2), search, missing), { mirrored: { complete: false } });
});

t.test('the same of galleries of the engine', async (t) => {
  const { references: all, searches } = randomWorld(7, 120);
  // Some are of an earlier model, which is said and counted.
  const references = all.map((each, index) =>
    index % 9 === 0 ? { ...each, template: { ...each.template, templateVersion: 'fingerprint-0' } } : each,
  );
  const open = async (of: readonly GalleryReference[]) => {
    const directory = mkdtempSync(join(tmpdir(), 'gallery-'));
    const feed = new MemoryFeed();
    feed.add(...of);
    const gallery = await createGallery({
      feed,
      directory,
      threads: 1,
      executionProvider: 'cpu',
      metrics: createMetrics(),
      log: pino({ level: 'silent' }),
      clock: { nowMs: () => performance.now(), today: () => '2026-11-25' },
      limits: { sealRowsMin: 20, blockRowsMax: 32, batchWaitMs: 1 },
    });
    t.teardown(async () => {
      await gallery.close();
      rmSync(directory, { recursive: true, force: true });
    });
    return gallery;
  };
  const whole = await open(references);
  const shards = await Promise.all(split(references, 3).map(open));
  for (const search of searches) {
    const answers = await Promise.all(
      shards.map(async (gallery, shard) => ({ shard, answer: await gallery.search(oneMore(search), never) })),
    );
    const merged = mergeGalleryAnswers(answers, search, []);
    t.same(withoutSnapshot(merged), withoutSnapshot(await whole.search(search, never)));
    t.same(merged, mergeGalleryAnswers(answers, search, []), 'and the same again');
  }
});

t.test('a shard without an answer is named, and so is one that was being loaded', async (t) => {
  const answer = { ...naiveAnswer([], randomWorld(1, 1).searches[0]!), snapshot: '17-ab' };
  const loading = { ...answer, complete: false, shardsNotCompared: [{ shard: 2, references: 9 }] };
  const answers: readonly ShardAnswer[] = [
    { shard: 2, answer: loading },
    { shard: 0, answer },
  ];
  const search = { candidatesMax: 3, falsePositiveIdentificationRate: 0.01 };
  t.match(mergeGalleryAnswers(answers, search, [{ shard: 1, references: 5 }]), {
    complete: false,
    snapshot: '0:17-ab,1:missing,2:17-ab',
    shardsNotCompared: [
      { shard: 1, references: 5 },
      { shard: 2, references: 9 },
    ],
  });
  const complete = mergeGalleryAnswers([{ shard: 0, answer }], search, []);
  t.equal(complete.complete, true);
  t.notOk('shardsNotCompared' in complete);
});

/** As shards are asked. */
function oneMore(search: GallerySearch): GallerySearch {
  return { ...search, candidatesMax: search.candidatesMax + 1 };
}

t.test('what the second stages of the shards did is added up', async (t) => {
  const { references, searches } = randomWorld(9, 30);
  const [search] = searches;
  const answers = split(references, 3).map((part, shard) => ({ shard, answer: naiveAnswer(part, search!) }));
  t.notOk('secondStage' in mergeGalleryAnswers(answers, search!, []), 'nothing where there was none');
  const counted = answers.map(({ shard, answer }) => ({
    shard,
    answer: { ...answer, secondStage: { personsCompared: 10 + shard, personsNotCompared: shard } },
  }));
  t.same(mergeGalleryAnswers(counted, search!, []).secondStage, {
    personsCompared: 33,
    personsNotCompared: 3,
  });
  const late = counted.map(({ shard, answer }) => ({
    shard,
    answer: {
      ...answer,
      secondStage: { ...answer.secondStage, ...(shard === 0 ? {} : { personsLate: shard }) },
    },
  }));
  t.equal(mergeGalleryAnswers(late, search!, []).secondStage?.personsLate, 3);
});

/** Persons with one to four references, and probes that resemble some of them. */
function randomWorld(seed: number, persons: number): World {
  const random = seededRandom(seed);
  const references = Array.from({ length: persons }, (_, index) => randomPerson(random, index)).flat();
  const searches = Array.from({ length: 4 }, () => ({
    probes: Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      const like = references[Math.floor(random() * references.length)]!.template;
      const view = () => similarEmbedding(like.embedding, 0.1 + random() * 0.5, random);
      return probe(random() < 0.8 ? like.position : 'unknown-finger', [view(), view()], {
        quality: 20 + random() * 80,
      });
    }),
    systems: SYSTEMS.slice(0, 1 + Math.floor(random() * SYSTEMS.length)),
    candidatesMax: Math.floor(random() * 12),
    falsePositiveIdentificationRate: 0.01,
  }));
  return { references, searches };
}

function randomPerson(random: Random, index: number): GalleryReference[] {
  const system = SYSTEMS[index % SYSTEMS.length]!;
  const subject = `person-${String(Math.floor(random() * 1e6)).padStart(6, '0')}-${index}`;
  return Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) =>
    reference(system, subject, randomPosition(random), randomEmbedding(random), {
      id: `${subject}/${at}`,
      quality: 20 + random() * 80,
    }),
  );
}

/** Few, so that many references compete for the same probe. */
function randomPosition(random: Random): Position {
  const some = POSITIONS.filter((position) => position !== 'face').slice(-4);
  return some[Math.floor(random() * some.length)]!;
}

/** All references of one person into one part. */
function split(references: readonly GalleryReference[], count: number): GalleryReference[][] {
  const parts: GalleryReference[][] = Array.from({ length: count }, () => []);
  for (const each of references) {
    const sum = [...`${each.system}/${each.subjectId}`].reduce(
      (total, char) => total + char.charCodeAt(0),
      0,
    );
    parts[sum % count]!.push(each);
  }
  return parts;
}

/** What a gallery answers, by comparing every person with everything. */
function naiveAnswer(references: readonly GalleryReference[], search: GallerySearch): GalleryAnswer {
  const searched = references.filter(({ system }) => search.systems.includes(system));
  const probes = search.probes.map(prepareProbe);
  const comparable = probes.map(({ position }) =>
    searched.filter(({ template }) => comparablePositions(position).includes(template.position)),
  );
  const comparisons = comparable.map(({ length }) => length);
  const thresholds = identificationThresholds({ ...search, comparisons: Math.max(0, ...comparisons) });
  const persons = personsOf(searched)
    .map((ofPerson) => ({
      system: ofPerson[0]!.system,
      subjectId: ofPerson[0]!.subjectId as SubjectId,
      ...comparePerson(
        probes,
        ofPerson.map(({ template, templateId }) => ({ ...template, templateId: templateId as TemplateId })),
      ),
    }))
    .filter(({ positions }) => positions.length > 0)
    .sort(compareCandidates)
    .map(({ system, subjectId, fusedScore, positions }, index) => ({
      system,
      subjectId,
      rank: index + 1,
      similarityScore: fusedScore,
      decision: decide(fusedScore, thresholds),
      positions: positionScores(probes, positions),
    }));
  return {
    snapshot: 'one',
    complete: true,
    referencesCompared: new Set(comparable.flat()).size,
    comparisons,
    threshold: thresholds.match,
    candidates: persons.slice(0, search.candidatesMax),
    overflow: persons.slice(search.candidatesMax).some(({ decision }) => decision === 'match'),
  };
}

t.test(
  'what was compared of each system is the sum over all shards, or nothing where one does not say',
  async (t) => {
    const search = { candidatesMax: 1, falsePositiveIdentificationRate: 0.01 };
    const of = (system: SystemId, referencesCompared: number, referencesNotCompared: number) =>
      ({ system, modality: 'fingerprint', referencesCompared, referencesNotCompared }) as const;
    const answer = { snapshot: 's', complete: true, referencesCompared: 0, comparisons: [0], threshold: 1 };
    const ofShard = (shard: number, ofSystems: GalleryAnswer['ofSystems']) => ({
      shard,
      answer: { ...answer, candidates: [], overflow: false, ...(ofSystems ? { ofSystems } : {}) },
    });
    const [first, second] = [ofShard(0, [of('sis', 1, 2), of('ees', 3, 4)]), ofShard(1, [of('sis', 5, 6)])];
    t.same(mergeGalleryAnswers([first, second], search, []).ofSystems, [of('ees', 3, 4), of('sis', 6, 8)]);
    t.notOk('ofSystems' in mergeGalleryAnswers([first, ofShard(1, undefined)], search, []));
  },
);

function personsOf(references: readonly GalleryReference[]): GalleryReference[][] {
  const persons = new Map<string, GalleryReference[]>();
  for (const each of references) {
    const key = `${each.system}/${each.subjectId}`;
    persons.set(key, [...(persons.get(key) ?? []), each]);
  }
  return [...persons.values()];
}

function withoutSnapshot({ snapshot, ...rest }: GalleryAnswer) {
  return rest;
}
