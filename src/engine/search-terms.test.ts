/** What a search may ask for: filters, overflow, and what cannot be searched. */
import t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { comparablePositions } from '../domain/positions.js';
import { seededRandom } from '../testing/seeded-random.js';
import type { GallerySearch } from '../workflows/ports/gallery.js';
import {
  idOf,
  isOfExcludedOrigin,
  MemoryFeed,
  naiveRanking,
  probe,
  randomEmbedding,
  rankingOf,
  reference,
  similarEmbedding,
} from './gallery-test-fixture.js';
import {
  never,
  openLoaded,
  population,
  SEED,
  SYSTEMS,
  search,
  searches,
  viewsOf,
} from './open-test-gallery.js';

const EVERYBODY = 1_000_000;

t.test(`excluded subjects leave the answer exact (seed ${SEED + 30})`, async (test) => {
  const random = seededRandom(SEED + 30);
  const feed = new MemoryFeed();
  feed.add(...population(200, random));
  const { gallery } = await openLoaded(test, feed);
  const all = [...new Set([...feed.references.values()].map(({ subjectId }) => subjectId))];
  for (const each of searches(feed, 20, random)) {
    const best = rankingOf(await gallery.search(each, never)).map(({ subjectId }) => subjectId);
    for (const excludedSubjects of [best, best.slice(0, 1), all.filter(() => random() < 0.9), all, []]) {
      const filtered = { ...each, excludedSubjects: [...excludedSubjects, idOf<SubjectId>('nobody')] };
      const answer = await gallery.search(filtered, never);
      test.same(rankingOf(answer), naiveRanking(feed.references.values(), filtered));
    }
  }
});

t.test(
  `narrowed to states and categories the answer is exact and counts what it rests on (seed ${SEED + 34})`,
  async (test) => {
    const random = seededRandom(SEED + 34);
    const feed = new MemoryFeed();
    feed.add(...population(300, random));
    const { gallery } = await openLoaded(test, feed);
    const filters: readonly Pick<GallerySearch, 'memberStates' | 'categories' | 'excludedOrigins'>[] = [
      { memberStates: ['ESP'] },
      { memberStates: ['ESP', 'POL'], categories: ['refusal'] },
      { categories: ['entry', 'irregular-crossing'] },
      { memberStates: ['MLT'] },
      { categories: ['arrest'] },
      { memberStates: [], categories: ['entry'] },
      { excludedOrigins: [{ memberState: 'ESP', categories: ['entry', 'refusal'] }] },
      {
        excludedOrigins: [
          { categories: ['irregular-crossing'] },
          { memberState: 'POL', categories: ['entry'] },
        ],
      },
      { memberStates: ['ESP'], excludedOrigins: [{ memberState: 'ESP', categories: ['entry'] }] },
      { excludedOrigins: [] },
    ];
    for (const each of searches(feed, 12, random)) {
      for (const filter of filters) {
        const wanted = { ...each, ...filter };
        const answer = await gallery.search(wanted, never);
        test.same(rankingOf(answer), naiveRanking(feed.references.values(), wanted));
        const permitted = [...feed.references.values()].filter(
          (each) =>
            (wanted.memberStates?.includes(each.origin.memberState) ?? true) &&
            (wanted.categories?.includes(each.origin.category) ?? true) &&
            !isOfExcludedOrigin(each, wanted),
        );
        const comparable = permitted.filter(
          ({ system, template }) =>
            each.systems.includes(system) &&
            each.probes.some(
              ({ position, views }) =>
                views.length > 0 && comparablePositions(position).includes(template.position),
            ),
        );
        test.equal(answer.referencesCompared, comparable.length);
      }
    }
    const [first] = feed.references.values();
    const mine = search(first!.template.position, viewsOf(first!, random), { systems: [first!.system] });
    const { memberState, category } = first!.origin;
    const own = { ...mine, memberStates: [memberState], categories: [category] };
    test.equal((await gallery.search(own, never)).candidates[0]?.subjectId, first!.subjectId);
    feed.erase(first!.templateId);
    test.same(rankingOf(await gallery.search(own, never)), naiveRanking(feed.references.values(), own));
  },
);

t.test('a person with more references than are looked at first hides nobody', async (test) => {
  const random = seededRandom(SEED + 35);
  const feed = new MemoryFeed();
  const shared = randomEmbedding(random);
  for (let index = 0; index < 2400; index++) {
    // The same finger in every group of rows, more often than groups are looked at.
    const isOften = index % 40 !== 0;
    feed.add(
      reference(
        'vis',
        isOften ? 'often' : `subject-${index}`,
        'right-thumb',
        isOften ? similarEmbedding(shared, 0.02, random) : randomEmbedding(random),
        { id: `o-${index}` },
      ),
    );
  }
  const { gallery } = await openLoaded(test, feed);
  for (const candidatesMax of [1, 10, 40]) {
    const wanted = search('right-thumb', [shared], { systems: ['vis'], candidatesMax });
    const ranking = rankingOf(await gallery.search(wanted, never));
    test.equal(ranking.length, candidatesMax);
    test.same(ranking, naiveRanking(feed.references.values(), wanted));
  }
});

t.test('everybody at or above the threshold is listed, or it is said that they are not', async (test) => {
  const random = seededRandom(SEED + 31);
  const feed = new MemoryFeed();
  const shared = randomEmbedding(random);
  for (let index = 0; index < 120; index++) {
    const embedding = index % 4 === 0 ? similarEmbedding(shared, 0.02, random) : randomEmbedding(random);
    feed.add(
      reference(SYSTEMS[index % 3]!, `subject-${index}`, 'right-thumb', embedding, { id: `t-${index}` }),
    );
  }
  const { gallery } = await openLoaded(test, feed);
  for (const probes of [
    [probe('right-thumb', [shared])],
    [probe('right-thumb', [shared]), probe('right-index', [shared])],
  ]) {
    for (const candidatesMax of [0, 1, 29, 30, 31, EVERYBODY]) {
      const wanted = {
        ...search('right-thumb', []),
        probes,
        candidatesMax,
        falsePositiveIdentificationRate: 0.5,
      };
      const answer = await gallery.search(wanted, never);
      const everybody = naiveRanking(feed.references.values(), { ...wanted, candidatesMax: EVERYBODY });
      test.same(rankingOf(answer), everybody.slice(0, candidatesMax));
      const next = everybody[candidatesMax]?.similarityScore ?? Number.NEGATIVE_INFINITY;
      test.equal(answer.overflow, next >= answer.threshold, `${candidatesMax} of ${everybody.length}`);
    }
  }
  const two = await gallery.search(search('right-thumb', [shared], { candidatesMax: 2 }), never);
  test.equal(two.overflow, (two.candidates[1]?.similarityScore ?? 0) >= two.threshold);
});

t.test('references of another template version are counted, not compared', async (test) => {
  const random = seededRandom(SEED + 32);
  const feed = new MemoryFeed();
  for (let index = 0; index < 30; index++) {
    const templateVersion = index < 10 ? 'fingerprint-0' : 'fingerprint-2';
    feed.add(
      reference('ees', `s-${index}`, 'left-thumb', randomEmbedding(random), {
        id: `v-${index}`,
        templateVersion,
      }),
    );
  }
  const { gallery } = await openLoaded(test, feed);
  const views = [randomEmbedding(random)];
  const mixed = await gallery.search(search('left-thumb', views), never);
  test.equal(mixed.referencesCompared, 20);
  test.same(mixed.referencesNotCompared, [{ reason: 'template-version', references: 10 }]);
  const none = await gallery.search(
    { ...search('left-thumb', views), probes: [probe('left-thumb', views, { templateVersion: 'other' })] },
    never,
  );
  test.match(none, { candidates: [], referencesCompared: 0, overflow: false });
  test.same(none.referencesNotCompared, [{ reason: 'template-version', references: 30 }]);
  feed.add(reference('sis', 'other', 'left-thumb', randomEmbedding(random), { id: 'v-sis' }));
  const [fingers, both] = [search('left-thumb', views), [probe('left-thumb', views), probe('face', views)]];
  const apart = await gallery.search({ ...fingers, systems: ['ees', 'sis'], probes: both }, never);
  const ofFingers = { modality: 'fingerprint' } as const;
  test.same(apart.ofSystems, [
    { system: 'ees', ...ofFingers, referencesCompared: 20, referencesNotCompared: 10 },
    { system: 'sis', ...ofFingers, referencesCompared: 1, referencesNotCompared: 0 },
  ]);
  const face = await gallery.search(search('face', views), never);
  test.equal(face.referencesNotCompared, undefined, 'another position is no matter of versions');
});

t.test('what cannot be searched is refused, its nearest neighbour is not', async (test) => {
  const random = seededRandom(SEED + 33);
  const feed = new MemoryFeed();
  feed.add(...population(30, random));
  const { gallery } = await openLoaded(test, feed);
  const good = search('right-thumb', viewsOf([...feed.references.values()][0]!, random));
  const rows: readonly (readonly [what: string, change: Partial<GallerySearch>, isRefused: boolean])[] = [
    ['rate not a number', { falsePositiveIdentificationRate: Number.NaN }, true],
    ['rate 0', { falsePositiveIdentificationRate: 0 }, true],
    ['rate below 0', { falsePositiveIdentificationRate: -0.1 }, true],
    ['rate above 1', { falsePositiveIdentificationRate: 1.01 }, true],
    ['rate 1', { falsePositiveIdentificationRate: 1 }, false],
    ['least rate', { falsePositiveIdentificationRate: Number.MIN_VALUE }, false],
    ['no candidates', { candidatesMax: 0 }, false],
    ['fewer than none', { candidatesMax: -1 }, true],
    ['half a candidate', { candidatesMax: 1.5 }, true],
    ['not a number of candidates', { candidatesMax: Number.NaN }, true],
    ['more than there can be', { candidatesMax: Number.MAX_SAFE_INTEGER }, false],
    ['255 dimensions', { probes: [probe('right-thumb', [new Int8Array(255)])] }, true],
    ['257 dimensions', { probes: [probe('right-thumb', [new Int8Array(257)])] }, true],
    ['256 dimensions', { probes: [probe('right-thumb', [new Int8Array(256)])] }, false],
    [
      'quality not a number',
      { probes: [probe('right-thumb', [new Int8Array(256)], { quality: Number.NaN })] },
      true,
    ],
    ['a state of two letters left out', { excludedOrigins: [{ memberState: 'AT', categories: [] }] }, true],
    ['a category that is none left out', { excludedOrigins: [{ categories: ['x' as 'entry'] }] }, true],
    ['a category left out', { excludedOrigins: [{ memberState: 'AUT', categories: ['entry'] }] }, false],
    ['no probes', { probes: [] }, false],
    ['no systems', { systems: [] }, false],
  ];
  for (const [what, change, isRefused] of rows) {
    const searching = gallery.search({ ...good, ...change }, never);
    if (isRefused) await test.rejects(searching, { code: 'search-refused', retryable: false }, what);
    else test.equal((await searching).complete, true, what);
  }
});
