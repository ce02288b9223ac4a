/** What a gallery's folder is worth after the process is gone: reuse, damage, erasures meanwhile, locks, full disks. */
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { OperationalError } from '../platform/operational-error.js';
import { seededRandom } from '../testing/seeded-random.js';
import type { EngineGallery } from './create-gallery.js';
import { lockFolder } from './folder-lock.js';
import { MemoryFeed, naiveRanking, randomEmbedding, rankingOf, reference } from './gallery-test-fixture.js';
import {
  becomes,
  filesHold,
  gate,
  never,
  newFolder,
  open,
  openLoaded,
  population,
  SEED,
  SMALL,
  search,
  searches,
  segmentFolders,
  viewsOf,
} from './open-test-gallery.js';
import { type SearchThread, type StartSearchThread, startSearchThread } from './search-thread.js';
import { REFERENCE_BYTES } from './segment-header.js';

/** Compares answers with those of comparing everything. */
async function isExact(test: Test, gallery: EngineGallery, feed: MemoryFeed, random: () => number) {
  for (const each of searches(feed, 12, random)) {
    const answer = await gallery.search(each, never);
    test.equal(answer.complete, true);
    test.same(rankingOf(answer), naiveRanking(feed.references.values(), each));
  }
}

/** Anew where a file went while it was copied: no process leaves half of a deletion behind. */
function copyAtOneMoment(from: string, to: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      cpSync(from, to, { recursive: true, filter: (path) => !path.includes('gallery.lock') });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 20) throw error;
      rmSync(to, { recursive: true, force: true });
    }
  }
}

function logLines() {
  const lines: string[] = [];
  return { lines, log: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }) };
}

for (const arithmetic of ['direct', 'split'] as const) {
  t.test(
    `a restart reads the folder, not the feed, and answers byte for byte, ${arithmetic}`,
    async (test) => {
      const random = seededRandom(SEED + 20);
      const feed = new MemoryFeed();
      feed.add(...population(200, random));
      const directory = newFolder(test);
      const first = await openLoaded(test, feed, { directory, arithmetic });
      // Some in segments, some in tails, some erased and still in the files.
      feed.add(reference('sis', 'late', 'right-ring', randomEmbedding(random), { id: 'late' }));
      feed.erase(...[...feed.references.keys()].filter((_, index) => index % 5 === 0));
      const wanted = searches(feed, 20, random);
      const before = await Promise.all(wanted.map((each) => first.gallery.search(each, never)));
      test.ok(first.gallery.status().tombstones > 0);
      await first.gallery.close();
      const second = await openLoaded(test, feed, { directory, arithmetic });
      const { segmentsRead, segmentsTotal, referencesRead } = second.gallery.status().loadProgress;
      test.equal(feed.readAllCalls, 1);
      test.equal(referencesRead, 0);
      test.ok(segmentsTotal > 5 && segmentsRead === segmentsTotal);
      const again = async (gallery: EngineGallery) =>
        JSON.stringify(await Promise.all(wanted.map((each) => gallery.search(each, never))));
      test.equal(await again(second.gallery), JSON.stringify(before));
      await second.gallery.compact(never);
      test.equal(second.gallery.status().tombstones, 0);
      test.equal(await again(second.gallery), JSON.stringify(before), 'also after compaction');
      await isExact(test, second.gallery, feed, random);
      await second.gallery.close();
      const other = arithmetic === 'direct' ? 'split' : 'direct';
      const third = await openLoaded(test, feed, { directory, arithmetic: other });
      test.equal(await again(third.gallery), JSON.stringify(before), 'also in the other coding');
      test.equal(feed.readAllCalls, 1);
    },
  );
}

t.test(
  'what was erased and enrolled while nobody was there is known before anything is searched',
  async (test) => {
    const random = seededRandom(SEED + 21);
    const feed = new MemoryFeed();
    feed.add(...population(150, random));
    const directory = newFolder(test);
    const first = await openLoaded(test, feed, { directory });
    await first.gallery.close();
    const erased = [...feed.references.values()].filter((_, index) => index % 3 === 0);
    test.ok(erased.some((each) => filesHold(directory, each)));
    feed.erase(...erased.map(({ templateId }) => templateId));
    const added = reference('ees', 'new', 'right-thumb', randomEmbedding(random), { id: 'new' });
    feed.add(added);
    const { promise: asked, resolve } = gate();
    const changesSince = feed.changesSince.bind(feed);
    feed.changesSince = async (cursor) => {
      await asked;
      return changesSince(cursor);
    };
    const second = await open(test, feed, { directory, limits: { ...SMALL, galleryWaitMs: 0 } });
    const wanted = search('right-thumb', viewsOf(added, random));
    while (second.gallery.status().loadProgress.segmentsRead === 0)
      await new Promise((next) => setImmediate(next));
    await test.rejects(
      second.gallery.search(wanted, never),
      { code: 'gallery-not-ready' },
      'not before that',
    );
    resolve();
    await becomes(second.gallery, 'ready');
    test.equal((await second.gallery.search(wanted, never)).candidates[0]?.subjectId, added.subjectId);
    await isExact(test, second.gallery, feed, random);
    await second.gallery.compact(never);
    test.notOk(
      erased.some((each) => filesHold(directory, each)),
      'physically gone',
    );
    test.equal(feed.readAllCalls, 1);
  },
);

t.test(
  'a segment that is missing, damaged, foreign or newer is told, deleted, and read again',
  async (test) => {
    const random = seededRandom(SEED + 22);
    const feed = new MemoryFeed();
    feed.add(...population(200, random));
    const origin = newFolder(test);
    const first = await openLoaded(test, feed, { directory: origin });
    await first.gallery.close();
    const harms: readonly (readonly [fault: string, harm: (folder: string) => void])[] = [
      ['missing', (folder) => rmSync(folder, { recursive: true })],
      ['damaged', (folder) => flip(join(folder, 'rows.bin'))],
      ['damaged', (folder) => flip(join(folder, 'references.bin'))],
      ['foreign', (folder) => replace(join(folder, 'segment.json'), 'gallery-segment', 'other')],
      ['other-version', (folder) => replace(join(folder, 'segment.json'), '"version":3', '"version":9')],
    ];
    for (const [fault, harm] of harms) {
      const directory = join(newFolder(test), 'copy');
      cpSync(origin, directory, { recursive: true });
      const harmed = segmentFolders(directory)[2]!;
      harm(harmed);
      const { promise, resolve } = gate();
      feed.beforeBatch = () => promise;
      const { lines, log } = logLines();
      const calls = feed.readAllCalls;
      const { gallery } = await open(test, feed, { directory, log, limits: { ...SMALL, galleryWaitMs: 0 } });
      while (feed.readAllCalls === calls) await new Promise((next) => setImmediate(next));
      test.match(lines[0], `"fault":"${fault}"`);
      test.notOk(existsSync(harmed), 'deleted');
      const partial = await gallery.search(searches(feed, 1, random)[0]!, never);
      test.equal(partial.complete, false, 'what is intact is served, and it is said');
      test.ok(gallery.status().referencesSealed > 0);
      const erased = [...feed.references.values()][0]!;
      feed.erase(erased.templateId);
      const stranger = reference('vis', `enrolled ${fault}`, 'left-thumb', randomEmbedding(random), {
        id: `enrolled ${fault} ${calls}`,
      });
      feed.add(stranger);
      const meanwhile = await gallery.search(search('left-thumb', viewsOf(stranger, random)), never);
      test.equal(meanwhile.candidates[0]?.subjectId, stranger.subjectId, 'read your writes, also now');
      resolve();
      await becomes(gallery, 'ready');
      await isExact(test, gallery, feed, random);
      await gallery.close();
      feed.beforeBatch = () => Promise.resolve();
      const again = await openLoaded(test, feed, { directory });
      test.equal(feed.readAllCalls, calls + 1, `whole after ${fault}`);
      await again.gallery.close();
    }
  },
);

t.test('without a manifest that can be used everything is read from the feed', async (test) => {
  const random = seededRandom(SEED + 23);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  const directory = newFolder(test);
  await (await openLoaded(test, feed, { directory })).gallery.close();
  const path = join(directory, 'gallery.json');
  for (const [index, harm] of [
    () => rmSync(path),
    () => flip(path),
    () => writeFileSync(path, ''),
    () => replace(path, '"version":1', '"version":2'),
  ].entries()) {
    harm();
    const { gallery } = await openLoaded(test, feed, { directory });
    test.equal(feed.readAllCalls, 2 + index);
    await isExact(test, gallery, feed, random);
    await gallery.close();
  }
});

t.test('a cursor the feed no longer knows means everything is read from the feed', async (test) => {
  const random = seededRandom(SEED + 24);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  const directory = newFolder(test);
  await (await openLoaded(test, feed, { directory })).gallery.close();
  feed.erase(...[...feed.references.keys()].slice(0, 20));
  const changesSince = feed.changesSince.bind(feed);
  feed.changesSince = async () => {
    feed.changesSince = changesSince;
    throw new OperationalError('gallery-not-ready', 'the changes since then were pruned');
  };
  const { gallery } = await open(test, feed, { directory });
  await becomes(gallery, 'ready');
  test.equal(feed.readAllCalls, 2);
  test.equal(gallery.status().loadProgress.referencesRead, feed.references.size);
  await isExact(test, gallery, feed, random);
});

t.test(
  'killed at any moment, the next one is whole: from copies of the folder while it is worked in',
  async (test) => {
    const random = seededRandom(SEED + 25);
    const feed = new MemoryFeed();
    feed.add(...population(80, random));
    const directory = newFolder(test);
    const { gallery } = await openLoaded(test, feed, { directory });
    for (let round = 0; round < 6; round++) {
      feed.add(...population(30, random).map((each, index) => renamed(each, round, index)));
      feed.erase(...[...feed.references.keys()].filter((_, index) => index % 9 === round));
      await gallery.search(searches(feed, 1, random)[0]!, never);
      if (round % 2 === 0) await gallery.compact(never);
      const copy = join(newFolder(test), 'copy');
      // As a dead process leaves it, perhaps in the middle of sealing: with its lock, and with what was half written.
      copyAtOneMoment(directory, copy);
      const second = await open(test, feed, { directory: copy });
      await becomes(second.gallery, 'ready');
      await isExact(test, second.gallery, feed, random);
      await second.gallery.close();
    }
  },
);

t.test('two galleries cannot have one folder; a dead one does not keep it', async (test) => {
  const feed = new MemoryFeed();
  const directory = newFolder(test);
  const { gallery } = await openLoaded(test, feed, { directory });
  await test.rejects(open(test, feed, { directory }), { code: 'gallery-files', retryable: false });
  await test.rejects(lockFolder(directory), { code: 'gallery-files', retryable: false });
  await gallery.close();
  await (await openLoaded(test, feed, { directory })).gallery.close();
  const long = join(newFolder(test), 'a'.repeat(120));
  const lock = await lockFolder(long);
  await test.rejects(lockFolder(long), { code: 'gallery-files' });
  await lock.release();
  await leaveStaleLock(directory);
  const taken = await Promise.allSettled([
    lockFolder(directory),
    lockFolder(directory),
    lockFolder(directory),
  ]);
  test.equal(taken.filter(({ status }) => status === 'fulfilled').length, 1, 'one of those who come');
  for (const each of taken) if (each.status === 'fulfilled') await each.value.release();
  test.notOk(
    readdirSync(directory).some((name) => name.startsWith('gallery.lock')),
    'nothing is left',
  );
});

t.test('a folder that takes nothing more loses nothing, and is tried again', async (test) => {
  const random = seededRandom(SEED + 26);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  const directory = newFolder(test);
  const { lines, log } = logLines();
  const { gallery } = await openLoaded(test, feed, { directory, log });
  const away = `${directory}-away`;
  renameSync(directory, away);
  test.teardown(() => rmSync(away, { recursive: true, force: true }));
  const many = Array.from({ length: 200 }, (_, index) =>
    reference('vis', `many-${index}`, 'face', randomEmbedding(random), { id: `many-${index}` }),
  );
  feed.add(...many);
  feed.erase(...[...feed.references.keys()].slice(0, 30));
  await isExact(test, gallery, feed, random);
  await test.rejects(gallery.compact(never), { code: 'gallery-files', retryable: true });
  test.equal(gallery.status().filesRefused, 'ENOENT');
  test.match(lines.join(''), '"kind":"files-refused"');
  test.ok(gallery.status().referencesTail >= 200, 'the tail stays');
  await isExact(test, gallery, feed, random);
  renameSync(away, directory);
  await gallery.compact(never);
  test.equal(gallery.status().filesRefused, undefined);
  while (gallery.status().referencesTail > 200) await new Promise((next) => setImmediate(next));
  await isExact(test, gallery, feed, random);
  await gallery.close();
  const again = await openLoaded(test, feed, { directory });
  await isExact(test, again.gallery, feed, random);
  test.equal(feed.readAllCalls, 1);
});

t.test('a folder that cannot be read back twice is emptied, and all is read from the feed', async (test) => {
  const random = seededRandom(SEED + 28);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  const directory = newFolder(test);
  const first = await openLoaded(test, feed, { directory });
  await first.gallery.close();
  const away = `${directory}-away`;
  const reuses: boolean[] = [];
  const { lines, log } = logLines();
  const start: StartSearchThread = async (options, onNotice) => {
    const thread = await startSearchThread(options, onNotice);
    const request: SearchThread['request'] = async (asked, how) => {
      if (asked.kind !== 'open') return thread.request(asked, how);
      reuses.push(asked.reuse);
      if (!asked.reuse) return thread.request(asked, how);
      renameSync(directory, away);
      return thread.request(asked, how).finally(() => renameSync(away, directory));
    };
    return { ...thread, request };
  };
  const { gallery } = await open(test, feed, { directory, log }, start);
  await becomes(gallery, 'ready');
  test.same(reuses, [true, true, false]);
  test.equal(feed.readAllCalls, 2);
  test.match(lines.join(''), '"kind":"files-refused","code":"ENOENT"');
  test.notMatch(lines.join(''), 'worker-crashed', 'the reason is told');
  await isExact(test, gallery, feed, random);
});

t.test('a search thread that dies over the folder twice does not read it a third time', async (test) => {
  const random = seededRandom(SEED + 29);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  const reuses: boolean[] = [];
  const start: StartSearchThread = async (options, onNotice) => {
    const thread = await startSearchThread(options, onNotice);
    const request: SearchThread['request'] = async (asked, how) => {
      if (asked.kind === 'open') reuses.push(asked.reuse);
      if (asked.kind === 'open' && asked.reuse) await thread.end();
      return thread.request(asked, how);
    };
    return { ...thread, request };
  };
  const { gallery } = await open(test, feed, {}, start);
  await becomes(gallery, 'ready');
  test.same(reuses, [true, true, false]);
  await isExact(test, gallery, feed, random);
});

t.test('while everything is read, tails that cannot be sealed do not fill the memory', async (test) => {
  for (const [loadTailsRowsMax, readAllCalls] of [
    // 500 rows come at a time: sealing is refused at the first 500, and wanted at the first 1000 or 500.
    [300, 1],
    [200, 2],
  ] as const) {
    const random = seededRandom(SEED + 30);
    const feed = new MemoryFeed();
    feed.add(...population(800, random));
    const directory = newFolder(test);
    const away = `${directory}-away`;
    test.teardown(() => rmSync(away, { recursive: true, force: true }));
    const { lines, log } = logLines();
    const limits = { ...SMALL, loadTailsRowsMax, segmentRowsMax: 2000 };
    let batches = 0;
    feed.beforeBatch = async () => {
      batches++;
      if (batches === 1) renameSync(directory, away);
      if (batches !== 2 || readAllCalls > 1) return;
      while (gallery.status().filesRefused === undefined) await new Promise((next) => setTimeout(next, 1));
      renameSync(away, directory);
    };
    const { gallery } = await open(test, feed, { directory, log, limits });
    await becomes(gallery, 'ready');
    test.equal(feed.readAllCalls, readAllCalls);
    test.match(lines.join(''), '"code":"ENOENT"');
    test.equal(gallery.status().filesRefused, undefined);
    test.ok(gallery.status().segments > 0, 'sealed as soon as it could be');
    await isExact(test, gallery, feed, random);
    await gallery.close();
  }
});

t.test('a clock that jumps changes nothing', async (test) => {
  const random = seededRandom(SEED + 27);
  const feed = new MemoryFeed();
  feed.add(...population(60, random));
  let nowMs = 1_800_000_000_000;
  const clock = { nowMs: () => (nowMs -= 86_400_000 * 400), today: () => '1970-01-01' };
  const directory = newFolder(test);
  const { gallery } = await openLoaded(test, feed, { directory, clock });
  await isExact(test, gallery, feed, random);
  await gallery.close();
  const again = await openLoaded(test, feed, { directory, clock });
  await isExact(test, again.gallery, feed, random);
});

function renamed<Each extends { templateId: string; subjectId: string }>(
  each: Each,
  round: number,
  index: number,
) {
  const id = `${each.templateId.slice(0, -4)}${(round * 1000 + index).toString(16).padStart(4, '0')}`;
  return { ...each, templateId: id as Each['templateId'] };
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

function replace(path: string, from: string, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}

/** What is left of a lock when its process is killed: a socket nobody listens on. */
async function leaveStaleLock(directory: string): Promise<void> {
  const [live, dead] = [join(directory, 'gallery.lock-live'), join(directory, 'gallery.lock')];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(live, resolve));
  renameSync(live, dead);
  await new Promise((resolve) => server.close(resolve));
}

t.test('an identifier that is not what was written ends the search, and is never an answer', async (test) => {
  const random = seededRandom(SEED + 17);
  const feed = new MemoryFeed();
  feed.add(...population(150, random));
  const { gallery, directory } = await openLoaded(test, feed);
  const wanted = searches(feed, 6, random);
  for (const folder of segmentFolders(directory)) {
    const path = join(folder, 'references.bin');
    const bytes = readFileSync(path);
    // The last byte of every subject's identifier.
    for (let at = 31; at < bytes.length; at += REFERENCE_BYTES) bytes[at]! ^= 1;
    writeFileSync(path, bytes);
  }
  await test.rejects(gallery.search(wanted[0]!, never), { code: 'worker-crashed', retryable: true });
  // Everything is read again, as no segment passes its digest.
  while (feed.readAllCalls < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await becomes(gallery, 'ready');
  for (const each of wanted)
    test.same(rankingOf(await gallery.search(each, never)), naiveRanking(feed.references.values(), each));
});
