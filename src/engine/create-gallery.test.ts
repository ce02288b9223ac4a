import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import { OperationalError } from '../platform/operational-error.js';
import { seededRandom } from '../testing/seeded-random.js';
import type { GalleryReference } from '../workflows/ports/gallery.js';
import {
  idOf,
  MemoryFeed,
  naiveRanking,
  probe,
  type Random,
  randomEmbedding,
  rankingOf,
  reference,
} from './gallery-test-fixture.js';
import {
  becomes,
  filesHold,
  gate,
  never,
  open,
  openLoaded,
  population,
  SEED,
  SMALL,
  SYSTEMS,
  search,
  searches,
  segmentFolders,
  viewsOf,
} from './open-test-gallery.js';

for (const arithmetic of ['direct', 'split', 'float32', 'float16'] as const) {
  t.test(`answers as comparing everything does, ${arithmetic} (seed ${SEED})`, async (test) => {
    const random = seededRandom(SEED);
    const feed = new MemoryFeed();
    feed.add(...population(300, random));
    const { gallery } = await openLoaded(test, feed, { arithmetic });
    const loaded = gallery.status();
    test.ok(loaded.segments > 5, 'several segments');
    test.equal(loaded.arithmetic, arithmetic);
    for (let round = 0; round < 3; round++) {
      for (const each of searches(feed, 24, random)) {
        const answer = await gallery.search(each, never);
        test.same(rankingOf(answer), naiveRanking(feed.references.values(), each));
        test.equal(answer.complete, true);
      }
      const all = [...feed.references.values()];
      feed.erase(...all.filter(() => random() < 0.3).map(({ templateId }) => templateId));
      feed.add(
        ...population(40, random).map((each) => ({
          ...each,
          subjectId: idOf<SubjectId>(`${each.subjectId}-${round}`),
          templateId: idOf<TemplateId>(`${each.templateId}-${round}`),
        })),
      );
    }
    test.ok(gallery.status().tombstones > 0, 'erased rows were among the segments');
  });
}

t.test('a search sees what was committed before it', async (test) => {
  const random = seededRandom(SEED + 1);
  const feed = new MemoryFeed();
  feed.add(...population(50, random));
  const { gallery } = await openLoaded(test, feed);
  for (let index = 0; index < 30; index++) {
    const added = reference('vis', `new-${index}`, 'left-ring', randomEmbedding(random), {
      id: `new-${index}`,
    });
    feed.add(added);
    const wanted = search('left-ring', viewsOf(added, random));
    const concurrent = [gallery.search(wanted, never), gallery.search(wanted, never)];
    for (const answer of await Promise.all(concurrent)) {
      test.equal(answer.candidates[0]?.subjectId, added.subjectId);
      test.equal(answer.snapshot, feed.snapshot());
    }
    feed.erase(added.templateId);
    feed.add(
      reference('sis', `other-${index}`, 'left-ring', randomEmbedding(random), { id: `other-${index}` }),
    );
    const after = await gallery.search(wanted, never);
    test.notOk(after.candidates.some(({ subjectId }) => subjectId === added.subjectId));
  }
});

t.test('many searches at once get the answers they get one by one', async (test) => {
  const random = seededRandom(SEED + 2);
  const feed = new MemoryFeed();
  feed.add(...population(400, random));
  const { gallery } = await openLoaded(test, feed, { limits: { ...SMALL, batchViewsMax: 20 } });
  const wanted = searches(feed, 60, random);
  const together = await Promise.all(wanted.map((each) => gallery.search(each, never)));
  for (const [index, each] of wanted.entries()) {
    test.same(together[index]!.candidates, (await gallery.search(each, never)).candidates);
  }
  test.ok(feed.changesCalls < 70, 'waiting searches shared their look at the feed');
});

t.test('equal scores come in the order of systems and identifiers', async (test) => {
  const random = seededRandom(SEED + 3);
  const feed = new MemoryFeed();
  const shared = randomEmbedding(random);
  for (let index = 0; index < 90; index++) {
    const system = SYSTEMS[(index * 7) % 3]!;
    feed.add(reference(system, `subject-${(index * 37) % 90}`, 'face', shared, { id: `t-${index}` }));
  }
  const { gallery } = await openLoaded(test, feed);
  const wanted = search('face', [shared], { candidatesMax: 12 });
  const answer = await gallery.search(wanted, never);
  test.same(rankingOf(answer), naiveRanking(feed.references.values(), wanted));
  test.same(
    answer.candidates.map(({ rank }) => rank),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
});

t.test(
  'nothing comparable is an empty answer, and more candidates than persons are all persons',
  async (test) => {
    const random = seededRandom(SEED + 4);
    const feed = new MemoryFeed();
    const { gallery } = await openLoaded(test, feed);
    const views = [randomEmbedding(random)];
    const empty = await gallery.search(search('face', views), never);
    test.same(empty.candidates, []);
    test.equal(empty.referencesCompared, 0);
    test.ok(Number.isFinite(empty.threshold));
    feed.add(...population(30, random));
    const all = await gallery.search(search('right-thumb', views, { candidatesMax: 100 }), never);
    test.equal(all.candidates.length, 30);
    const stranger = {
      ...search('right-thumb', views),
      probes: [probe('right-thumb', views, { templateVersion: 'other' })],
    };
    test.same((await gallery.search(stranger, never)).candidates, []);
    const noViews = await gallery.search(
      { ...search('right-thumb', []), probes: [probe('right-thumb', [])] },
      never,
    );
    test.same(noViews.candidates, []);
    const zeros = await gallery.search(search('right-thumb', [new Int8Array(256)]), never);
    test.equal(zeros.candidates[0]?.decision, 'no-match');
  },
);

/** 4,000 persons with a thumb each, enough that a list of most of them takes many steps. */
async function openCrowd(test: Test, random: Random) {
  const feed = new MemoryFeed();
  const person = (name: string) =>
    reference('ees', name, 'right-thumb', randomEmbedding(random), { id: `reference of ${name}` });
  for (let index = 0; index < 4_000; index++) feed.add(person(`p${index}`));
  const { gallery } = await openLoaded(test, feed, { limits: { ...SMALL, segmentRowsMax: 4_000 } });
  return { feed, gallery, person };
}

t.test('who waits is answered between the steps of a search whose list is thousands long', async (test) => {
  const random = seededRandom(SEED + 15);
  const { feed, gallery } = await openCrowd(test, random);
  const views = () => [randomEmbedding(random)];
  const long = search('right-thumb', views(), { candidatesMax: 3_900, latencyClass: 'bulk' });
  let isLongDone = false;
  const answer = gallery.search(long, never).finally(() => {
    isLongDone = true;
  });
  let answered = 0;
  while (!isLongDone) {
    const short = search('right-thumb', views());
    const { candidates } = await gallery.search(short, never);
    test.equal(candidates.length, 5);
    if (!isLongDone) answered++;
  }
  test.ok(answered >= 3, `${answered} were answered meanwhile`);
  test.same(rankingOf(await answer), naiveRanking(feed.references.values(), long), 'the long list is exact');
});

t.test('between the steps of a long list a search sees what was committed before it', async (test) => {
  const random = seededRandom(SEED + 16);
  const { feed, gallery, person } = await openCrowd(test, random);
  const before = [...feed.references.values()];
  const longs = [1, 2].map(() =>
    search('right-thumb', [randomEmbedding(random)], { candidatesMax: 3_900, latencyClass: 'bulk' }),
  );
  let isLongDone = false;
  const answers = Promise.all(longs.map((long) => gallery.search(long, never))).finally(() => {
    isLongDone = true;
  });
  const touched = new Set<string>();
  let seen = 0;
  for (let round = 0; !isLongDone; round++) {
    const [gone, come, other] = [before[97 * round]!, person(`new ${round}`), person(`other ${round}`)];
    feed.erase(gone.templateId);
    feed.add(come, other);
    for (const each of [gone, come, other]) touched.add(each.subjectId);
    const first = async ({ template }: GalleryReference) => {
      const views = [template.embedding as Int8Array];
      return (await gallery.search(search('right-thumb', views), never)).candidates[0]!.subjectId;
    };
    test.not(await first(gone), gone.subjectId, 'nobody who was erased');
    test.equal(await first(come), come.subjectId, 'everybody who was enrolled');
    if (!isLongDone) seen++;
  }
  test.ok(seen >= 2, `${seen} changes were seen meanwhile`);
  const untouched = (ranking: ReturnType<typeof rankingOf>) =>
    ranking.filter(({ subjectId }) => !touched.has(subjectId)).slice(0, 3_700);
  for (const [index, { snapshot, referencesCompared, candidates }] of (await answers).entries()) {
    const wanted = naiveRanking(before, longs[index]!);
    test.not(snapshot, feed.snapshot(), 'of before the last changes');
    const changes = Number(snapshot.split(' ')[1]) - before.length;
    test.equal(referencesCompared, before.length + changes / 3, 'as many as there were then');
    test.same(untouched(rankingOf({ candidates })), untouched(wanted), 'all others as they were');
  }
});

t.test('upkeep that is asked for during a long list keeps nobody waiting', async (test) => {
  const random = seededRandom(SEED + 17);
  const { gallery } = await openCrowd(test, random);
  const views = () => [randomEmbedding(random)];
  const longs = [1, 2, 3, 4, 5, 6].map(() =>
    gallery.search(search('right-thumb', views(), { candidatesMax: 3_900, latencyClass: 'bulk' }), never),
  );
  let listsOver = 0;
  for (const each of longs) void each.then(() => listsOver++);
  // They are made one after the other: when the first is there, the others are being made.
  await Promise.race(longs);
  const compaction = gallery.compact(never);
  await gallery.search(search('right-thumb', views()), never);
  test.ok(listsOver < longs.length / 2, `${listsOver} of ${longs.length} lists were over`);
  await Promise.all([...longs, compaction]);
});

t.test('lists that are given up keep those behind them waiting for no more than a step', async (test) => {
  const random = seededRandom(SEED + 18);
  const { gallery } = await openCrowd(test, random);
  const views = () => [randomEmbedding(random)];
  const long = (signal: AbortSignal) =>
    gallery.search(search('right-thumb', views(), { candidatesMax: 3_900, latencyClass: 'bulk' }), signal);
  const abort = new AbortController();
  const first = long(never);
  const givenUp = Array.from({ length: 8 }, () => long(abort.signal));
  let isLastOver = false;
  const last = long(never).finally(() => {
    isLastOver = true;
  });
  await first;
  abort.abort(new Error('caller left'));
  for (const each of givenUp) await test.rejects(each, { message: 'caller left' });
  let answered = 0;
  for (; !isLastOver; answered++) await gallery.search(search('right-thumb', views()), never);
  // One at most in each turn of the list that was begun and of the last one: ten while it is ranked, six while it is answered.
  test.ok(answered <= 2 * 16 + 2, `${answered} short searches were answered until the last list was there`);
  await last;
});

t.test('compaction leaves no byte of an erased template in any file', async (test) => {
  const random = seededRandom(SEED + 5);
  const feed = new MemoryFeed();
  feed.add(...population(200, random));
  const { gallery, directory } = await openLoaded(test, feed);
  const erased = [...feed.references.values()].filter((_, index) => index % 3 === 0);
  const holds = (each: GalleryReference) => filesHold(directory, each);
  test.ok(erased.some(holds), 'the files held them');
  feed.erase(...erased.map(({ templateId }) => templateId));
  await gallery.compact(never);
  test.notOk(erased.some(holds), 'no row is left');
  test.equal(gallery.status().tombstones, 0);
  const { referencesSealed, referencesTail } = gallery.status();
  const bytes = segmentFolders(directory).map((folder) => statSync(join(folder, 'rows.bin')).size);
  test.equal(bytes.reduce((sum, each) => sum + each, 0) / 256, referencesSealed + referencesTail);
  for (const each of searches(feed, 10, random)) {
    test.same(rankingOf(await gallery.search(each, never)), naiveRanking(feed.references.values(), each));
  }
  feed.erase(...feed.references.keys());
  await gallery.compact(never);
  test.same(segmentFolders(directory), [], 'a gallery of nobody has no segments');
});

t.test('files are for the hub alone, and gone after closing where they are not kept', async (test) => {
  const feed = new MemoryFeed();
  feed.add(...population(100, seededRandom(SEED + 6)));
  const { gallery, directory } = await openLoaded(test, feed, { keepFiles: false });
  test.ok(segmentFolders(directory).length > 0);
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const stats = statSync(join(directory, name));
    test.ok(stats.isSocket() || (stats.mode & 0o077) === 0, name);
  }
  await gallery.close();
  test.notOk(existsSync(directory), 'the folder too');
});

t.test('a search thread that dies is replaced; its searches may be tried again', async (test) => {
  const random = seededRandom(SEED + 7);
  const feed = new MemoryFeed();
  feed.add(...population(120, random));
  const { gallery, threads } = await openLoaded(test, feed, { limits: { ...SMALL, batchWaitMs: 5_000 } });
  const [wanted] = searches(feed, 1, random);
  const waiting = gallery.search(wanted!, never);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  const rejected = test.rejects(waiting, { code: 'worker-crashed', retryable: true });
  await threads[0]!.end();
  await rejected;
  await becomes(gallery, 'ready');
  test.equal(threads.length, 2);
  test.equal(feed.readAllCalls, 1, 'the folder was read again, not the feed');
  test.equal(gallery.status().referencesSealed + gallery.status().referencesTail, feed.references.size);
});

t.test('damage to a file is not copied on: everything is loaded again from the feed', async (test) => {
  const random = seededRandom(SEED + 11);
  const feed = new MemoryFeed();
  feed.add(...population(150, random));
  const { gallery, directory } = await openLoaded(test, feed);
  for (const folder of segmentFolders(directory)) {
    const path = join(folder, 'rows.bin');
    const bytes = readFileSync(path);
    bytes[0]! ^= 1;
    writeFileSync(path, bytes);
  }
  feed.erase(...[...feed.references.keys()].filter((_, index) => index % 2 === 0));
  await test.rejects(gallery.compact(never), { code: 'worker-crashed', retryable: true });
  await becomes(gallery, 'ready');
  await gallery.compact(never);
  test.equal(gallery.status().tombstones, 0);
  for (const each of searches(feed, 10, random)) {
    test.same(rankingOf(await gallery.search(each, never)), naiveRanking(feed.references.values(), each));
  }
});

t.test('while loading, an answer says that it is not complete', async (test) => {
  const random = seededRandom(SEED + 8);
  const feed = new MemoryFeed();
  feed.add(...population(400, random));
  const wanted = searches(feed, 1, random)[0]!;
  const gates = [gate(), gate()];
  let batch = 0;
  feed.beforeBatch = () => gates[batch++]?.promise ?? Promise.resolve();
  const { gallery } = await open(test, feed, { limits: { ...SMALL, galleryWaitMs: 0 } });
  await test.rejects(gallery.search(wanted, never), { code: 'gallery-not-ready', retryable: true });
  await test.rejects(gallery.compact(never), { code: 'gallery-not-ready' });
  gates[0]!.resolve();
  while (gallery.status().loadProgress.referencesRead === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const partial = await gallery.search(wanted, never);
  test.equal(partial.complete, false);
  test.equal(gallery.status().state, 'loading');
  gates[1]!.resolve();
  await becomes(gallery, 'ready');
  test.same(rankingOf(await gallery.search(wanted, never)), naiveRanking(feed.references.values(), wanted));
});

t.test('a search and a compaction that come while the gallery is loading wait for it', async (test) => {
  const random = seededRandom(SEED + 13);
  const feed = new MemoryFeed();
  feed.add(...population(400, random));
  const wanted = searches(feed, 1, random)[0]!;
  const gates = [gate(), gate()];
  feed.beforeBatch = () => gates[feed.readAllCalls - 1]?.promise ?? Promise.resolve();
  const { gallery, threads, directory } = await open(test, feed);
  for (const [load, { resolve }] of gates.entries()) {
    test.equal(gallery.status().state, 'loading');
    const waiting = gallery.search(wanted, never);
    const compacted = gallery.compact(never);
    resolve();
    const answer = await waiting;
    await compacted;
    test.equal(answer.complete, true);
    test.same(rankingOf(answer), naiveRanking(feed.references.values(), wanted));
    if (load > 0) continue;
    // Without a manifest nothing of the folder is used.
    rmSync(join(directory, 'gallery.json'));
    await threads[0]!.end();
    while (feed.readAllCalls < 2) await new Promise((next) => setImmediate(next));
  }
});

t.test(
  'waiting for a gallery ends with the limit, the deadline, the caller and the gallery',
  async (test) => {
    const feed = new MemoryFeed();
    feed.add(...population(20, seededRandom(SEED + 14)));
    const wanted = searches(feed, 1, seededRandom(SEED + 14))[0]!;
    const { promise: opened, resolve } = gate();
    test.teardown(resolve);
    feed.beforeBatch = () => opened;
    const impatient = await open(test, feed, { limits: { ...SMALL, galleryWaitMs: 5 } });
    await test.rejects(impatient.gallery.search(wanted, never), {
      code: 'gallery-not-ready',
      retryable: true,
    });
    await test.rejects(impatient.gallery.compact(never), { code: 'gallery-not-ready', retryable: true });
    const late = await open(test, feed, { limits: { ...SMALL, searchMsMax: 5 } });
    await test.rejects(late.gallery.search(wanted, never), { code: 'worker-timeout', retryable: true });
    const abort = new AbortController();
    const searching = late.gallery.compact(abort.signal);
    abort.abort(new Error('caller left'));
    await test.rejects(searching, { message: 'caller left' });
    const { gallery } = await open(test, feed);
    const waiting = test.rejects(gallery.search(wanted, never), { code: 'gallery-not-ready' });
    const closed = gallery.close();
    await waiting;
    resolve();
    await closed;
  },
);

t.test('a gallery that nobody asks takes erasures too, and a failure does not end that', async (test) => {
  const random = seededRandom(SEED + 15);
  const feed = new MemoryFeed();
  feed.add(...population(200, random));
  const logged: string[] = [];
  const { gallery, directory } = await open(test, feed, {
    limits: { ...SMALL, galleryUpkeepMs: 5 },
    log: pino({ level: 'warn' }, { write: (line) => logged.push(line) }),
  });
  await becomes(gallery, 'ready');
  const changesSince = feed.changesSince.bind(feed);
  feed.changesSince = async () => {
    feed.changesSince = changesSince;
    throw new Error('the database is away, and quotes a name');
  };
  while (logged.length === 0) await new Promise((resolve) => setImmediate(resolve));
  test.match(JSON.parse(logged[0]!), { level: 40, error: { name: 'Error' } });
  test.notMatch(logged[0], 'quotes a name');
  const erased = [...feed.references.values()].filter((_, index) => index % 3 === 0);
  test.ok(
    erased.some((each) => filesHold(directory, each)),
    'the files held them',
  );
  feed.erase(...erased.map(({ templateId }) => templateId));
  // Rounds come one after the other: when the second begins, the first has seen the erasures and is over.
  const rounds = feed.changesCalls + 2;
  while (feed.changesCalls < rounds) await new Promise((resolve) => setImmediate(resolve));
  test.notOk(
    erased.some((each) => filesHold(directory, each)),
    'no row is left',
  );
  test.equal(gallery.status().tombstones, 0);
  test.equal(gallery.status().state, 'ready');
  test.equal(feed.readAllCalls, 1, 'nothing was loaded anew');
  await gallery.close();
  const calls = feed.changesCalls;
  await new Promise((resolve) => setTimeout(resolve, 20));
  test.equal(feed.changesCalls, calls, 'a closed gallery asks no more');
});

t.test('a feed that fails is asked again', async (test) => {
  const feed = new MemoryFeed();
  feed.add(...population(20, seededRandom(SEED + 9)));
  let failures = 1;
  feed.beforeBatch = async () => {
    if (failures-- > 0) throw new Error('the database is away');
  };
  const { gallery } = await open(test, feed);
  await becomes(gallery, 'failed');
  await becomes(gallery, 'ready');
  test.equal(gallery.status().referencesTail, feed.references.size);
});

t.test('where the feed no longer knows the changes, everything is loaded again', async (test) => {
  const random = seededRandom(SEED + 12);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  const { gallery } = await openLoaded(test, feed);
  const changesSince = feed.changesSince.bind(feed);
  feed.changesSince = async () => {
    feed.changesSince = changesSince;
    throw new OperationalError('gallery-not-ready', 'the changes since then were pruned');
  };
  const wanted = searches(feed, 1, random)[0]!;
  await test.rejects(gallery.search(wanted, never), { code: 'gallery-not-ready', retryable: true });
  while (feed.readAllCalls < 2) await new Promise((resolve) => setImmediate(resolve));
  await becomes(gallery, 'ready');
  test.same(rankingOf(await gallery.search(wanted, never)), naiveRanking(feed.references.values(), wanted));
});

t.test('deadline and abort end a search', async (test) => {
  const random = seededRandom(SEED + 10);
  const feed = new MemoryFeed();
  feed.add(...population(20, random));
  const wanted = searches(feed, 1, random)[0]!;
  const { gallery } = await openLoaded(test, feed, {
    limits: { ...SMALL, batchWaitMs: 60_000, searchMsMax: 30 },
  });
  await test.rejects(gallery.search(wanted, never), { code: 'worker-timeout', retryable: true });
  const abort = new AbortController();
  const aborted = gallery.search(wanted, abort.signal);
  abort.abort(new Error('caller left'));
  await test.rejects(aborted, { message: 'caller left' });
});

t.test('an execution provider this host lacks is refused at the start', async (test) => {
  const feed = new MemoryFeed();
  await test.rejects(open(test, feed, { executionProvider: 'cuda' }), {
    code: 'gallery-not-ready',
    retryable: false,
  });
});
