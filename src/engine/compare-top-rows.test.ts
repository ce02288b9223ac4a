/** Searches by one probe in galleries so large that most groups of rows are never read. */
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { TemplateId } from '../domain/ids.js';
import type { PreparedProbe } from '../matching/compare-person.js';
import { bestViewSimilarity } from '../matching/cosine-similarity.js';
import { cosineError } from '../matching/segment-arithmetic.js';
import { GROUP_ROWS } from '../matching/segment-block-nodes.js';
import { EMBEDDING_DIMENSION } from '../matching/template.js';
import { seededRandom } from '../testing/seeded-random.js';
import type { GalleryReference, GallerySearch } from '../workflows/ports/gallery.js';
import type { EngineGallery } from './create-gallery.js';
import { GalleryContent } from './gallery-content.js';
import {
  MemoryFeed,
  naiveRanking,
  ORIGIN_STATES,
  probe,
  type Random,
  randomEmbedding,
  rankingOf,
  reference,
  similarEmbedding,
} from './gallery-test-fixture.js';
import {
  becomes,
  never,
  openLoaded,
  SEED,
  SMALL,
  SYSTEMS,
  search,
  segmentFolders,
} from './open-test-gallery.js';
import { packReferences, partitionName } from './reference-batch.js';
import type { SealedSegment } from './sealed-segment.js';
import { searchBatch } from './search-batch.js';
import { Tail } from './tail.js';
import type { TailSession } from './tail-session.js';

const EVERYBODY = 1_000_000;
const REFERENCES = 6_000;
/** Persons who look nearly the same. */
const CLUSTER = 30;
/** So many are as near as half precision errs, and lie in more groups than are looked at first. */
const PLATEAU = 300;
const LARGER = { ...SMALL, tailRowsMax: 700, segmentRowsMax: 2_000, blockRowsMax: 500 };

type Crowd = { readonly feed: MemoryFeed; readonly source: Int8Array; readonly random: Random };

/**
 * Clusters of people at one distance after the other from `source`. Within a cluster cosines differ by a hundred
 * thousandth or not at all; before them all comes a plateau of embeddings of other lengths, whose order half precision
 * confounds. Some have several references, of good and of hardly any quality.
 */
function crowd(seed: number): Crowd {
  const random = seededRandom(seed);
  const source = randomEmbedding(random);
  const clusters = Array.from({ length: Math.ceil(REFERENCES / CLUSTER) }, (_, index) =>
    similarEmbedding(source, 0.1 + 0.02 * index, random),
  );
  const numbers = Array.from({ length: REFERENCES }, (_, index) => index);
  for (let last = REFERENCES - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [numbers[last], numbers[other]] = [numbers[other]!, numbers[last]!];
  }
  const feed = new MemoryFeed();
  for (const number of numbers) {
    const person = number % 10 < 4 ? number - (number % 10) : number;
    feed.add(
      reference(
        SYSTEMS[person % 2]!,
        `person-${person}`,
        person % 50 === 7 ? 'unknown-finger' : 'right-thumb',
        number < PLATEAU
          ? scaled(clusters[0]!, 0.5 + random() / 2)
          : nudged(clusters[Math.floor(number / CLUSTER)]!, number % 3, random),
        { id: `row-${number}`, quality: [80, 12, 3, 55][number % 4]! },
      ),
    );
  }
  return { feed, source, random };
}

/** So many values changed by one. */
function nudged(embedding: Int8Array, count: number, random: Random): Int8Array {
  const copy = embedding.slice();
  for (let changed = 0; changed < count; changed++) {
    const d = Math.floor(random() * EMBEDDING_DIMENSION);
    copy[d] = copy[d]! + (copy[d]! > 0 ? -1 : 1);
  }
  return copy;
}

function scaled(embedding: Int8Array, by: number): Int8Array {
  return Int8Array.from(embedding, (value) => Math.round(value * by));
}

function crowdSearches({ feed, source, random }: Crowd): readonly GallerySearch[] {
  const near = similarEmbedding(source, 0.1, random);
  const zeros = new Int8Array(EMBEDDING_DIMENSION);
  const subjects = [...new Set([...feed.references.values()].map(({ subjectId }) => subjectId))];
  const wanted = (views: readonly Int8Array[], more: Partial<GallerySearch> = {}) =>
    search('right-thumb', views, { falsePositiveIdentificationRate: 0.5, ...more });
  return [
    wanted([source]),
    wanted([source, near, randomEmbedding(random)], { candidatesMax: 40 }),
    wanted([source], { candidatesMax: 0 }),
    wanted([near], { candidatesMax: 1, falsePositiveIdentificationRate: 1e-6 }),
    wanted([zeros, near], { candidatesMax: 12 }),
    wanted([randomEmbedding(random), randomEmbedding(random)], { candidatesMax: 10 }),
    wanted([near], { candidatesMax: 3, systems: ['vis'] }),
    wanted([source], { excludedSubjects: subjects.filter(() => random() < 0.5) }),
    wanted([source], { candidatesMax: 20, memberStates: [ORIGIN_STATES[0]!], categories: ['refusal'] }),
    wanted([near], { probes: [probe('right-thumb', [near], { quality: 5 })], candidatesMax: 20 }),
    // A probe without views is compared with nothing, and the other one is alone.
    wanted([near], { probes: [probe('right-index', []), probe('right-thumb', [near, source])] }),
    wanted([near], { probes: [probe('unknown-finger', [near])] }),
  ];
}

async function answersAsNaive(test: Test, gallery: EngineGallery, { feed }: Crowd, each: GallerySearch) {
  const answer = await gallery.search(each, never);
  const everybody = naiveRanking(feed.references.values(), { ...each, candidatesMax: EVERYBODY });
  test.same(rankingOf(answer), everybody.slice(0, each.candidatesMax));
  const next = everybody[each.candidatesMax]?.similarityScore ?? Number.NEGATIVE_INFINITY;
  test.equal(answer.overflow, next >= answer.threshold);
  return everybody;
}

for (const arithmetic of ['direct', 'split', 'float32', 'float16'] as const) {
  t.test(`groups that are left out hide nobody, ${arithmetic} (seed ${SEED + 50})`, async (test) => {
    const people = crowd(SEED + 50);
    const { feed, random } = people;
    const { gallery } = await openLoaded(test, feed, { arithmetic, limits: LARGER });
    test.ok(gallery.status().referencesSealed > 70 * GROUP_ROWS, 'many more groups than are looked at first');
    test.ok(gallery.status().segments > 2, 'in several segments');
    const wanted = crowdSearches(people);
    for (const each of wanted) await answersAsNaive(test, gallery, people, each);
    // Whoever is best in a group may be gone: the rest of the group still counts for what it is.
    const [first] = wanted;
    const best = naiveRanking(feed.references.values(), { ...first!, candidatesMax: 200 });
    feed.erase(...best.flatMap(({ templateIds }) => templateIds).filter(() => random() < 0.8));
    for (const each of wanted) await answersAsNaive(test, gallery, people, each);
    test.ok(gallery.status().tombstones > 0, 'erased rows were among the groups');
  });
}

for (const arithmetic of ['direct', 'float16'] as const) {
  t.test(
    `as far off as ${arithmetic} may be, groups that are left out hide nobody (seed ${SEED + 54})`,
    async (test) => {
      const people = crowd(SEED + 54);
      const references = [...people.feed.references.values()];
      const { content, read } = unsureContent(references, cosineError(arithmetic), people.random);
      const batch = {
        tailSession: undefined as unknown as TailSession,
        cosineError: cosineError(arithmetic),
        batchViewsMax: 64,
        personScoresBytesMax: 1e6,
        turn: () => Promise.resolve(),
        isWanted: () => true,
      };
      const groupsRead: number[] = [];
      for (const each of crowdSearches(people)) {
        read.clear();
        const { value } = await searchBatch(content, [each], batch).next();
        const everybody = naiveRanking(references, { ...each, candidatesMax: EVERYBODY });
        test.same(rankingOf(value![1]), everybody.slice(0, each.candidatesMax));
        groupsRead.push(read.size);
      }
      test.ok(Math.min(...groupsRead) < REFERENCES / GROUP_ROWS / 3, 'most groups were left out');
    },
  );
}

t.test(`a rank is the same for thousands of equals (seed ${SEED + 51})`, async (test) => {
  const random = seededRandom(SEED + 51);
  const feed = new MemoryFeed();
  const shared = randomEmbedding(random);
  for (let index = 0; index < 3_000; index++)
    feed.add(reference(SYSTEMS[index % 3]!, `equal-${index}`, 'face', shared, { id: `equal-${index}` }));
  const { gallery } = await openLoaded(test, feed, { limits: LARGER });
  const views = [similarEmbedding(shared, 0.3, random)];
  for (const candidatesMax of [1, 17]) {
    await answersAsNaive(
      test,
      gallery,
      { feed, source: shared, random },
      search('face', views, { candidatesMax }),
    );
  }
});

t.test('while rows are erased and segments rewritten, answers are those of their snapshot', async (test) => {
  const people = crowd(SEED + 52);
  const { feed, random } = people;
  const { gallery } = await openLoaded(test, feed, { limits: LARGER });
  const wanted = crowdSearches(people);
  const contents = new Map<string, readonly GalleryReference[]>();
  for (let round = 0; round < 4; round++) {
    const ids: TemplateId[] = [...feed.references.keys()].filter(() => random() < 0.1);
    feed.erase(...ids);
    contents.set(feed.snapshot(), [...feed.references.values()]);
    const compacted = gallery.compact(never);
    const answers = await Promise.all(wanted.map((each) => gallery.search(each, never)));
    await compacted;
    for (const [index, answer] of answers.entries())
      test.same(rankingOf(answer), naiveRanking(contents.get(answer.snapshot)!, wanted[index]!));
  }
  test.equal(gallery.status().tombstones, 0);
});

for (const [what, damage] of [
  ['shorter than it was', (path: string) => truncateSync(path, statSync(path).size - EMBEDDING_DIMENSION)],
  ['of other rows than its graph', (path: string) => writeFileSync(path, readFileSync(path).fill(1))],
] as const) {
  t.test(`a row file ${what} answers no search, and is made anew`, async (test) => {
    const people = crowd(SEED + 53);
    const { feed, source } = people;
    const { gallery, directory, threads } = await openLoaded(test, feed, { limits: LARGER });
    // Small enough for every file to have a group that is looked at.
    for (const folder of segmentFolders(directory)) damage(join(folder, 'rows.bin'));
    const each = search('right-thumb', [source], { candidatesMax: 90 });
    await test.rejects(gallery.search(each, never), { code: 'worker-crashed', retryable: true });
    while (threads.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await becomes(gallery, 'ready');
    test.equal(feed.readAllCalls, 2, 'read again from the feed');
    await answersAsNaive(test, gallery, people, each);
  });
}

/** Content whose tails stand for segments, every score of which is as far off as it may be; and which groups were read. */
function unsureContent(references: readonly GalleryReference[], error: number, random: Random) {
  const content = new GalleryContent();
  content.add(packReferences(references));
  const read = new Set<string>();
  const off = (cosine: number) => cosine + 0.9 * error * Math.sign(random() - 0.5);
  for (const partition of content.partitions) {
    const { tail, key, liveCount } = partition;
    const rows = Array.from({ length: tail.rowCount }, (_, row) => tail.readRow(row).slice());
    const groupCount = Math.ceil(rows.length / GROUP_ROWS);
    const groupOf = (group: number) => rows.slice(group * GROUP_ROWS, (group + 1) * GROUP_ROWS);
    const cosinesOf = ({ views, viewLengths }: PreparedProbe, of: readonly Int8Array[]) =>
      of.map((row) => bestViewSimilarity(views, viewLengths, row));
    const segment: Partial<SealedSegment> = {
      key,
      liveCount,
      rows: tail.rows,
      rowCount: rows.length,
      groupScores: async (probes) =>
        probes.map((each) =>
          Float32Array.from({ length: groupCount }, (_, group) =>
            off(Math.max(...cosinesOf(each, groupOf(group)))),
          ),
        ),
      allScores: async (probes) => probes.map((each) => Float32Array.from(cosinesOf(each, rows), off)),
      readGroup: (group, into) => {
        read.add(`${partitionName(key)} ${group}`);
        const ofGroup = groupOf(group);
        ofGroup.forEach((row, index) => {
          into.set(row, index * EMBEDDING_DIMENSION);
        });
        return ofGroup.length;
      },
    };
    partition.segments = [segment as SealedSegment];
    partition.tails = [new Tail(key)];
  }
  return { content, read };
}
