import t from 'tap';
import type { SubjectId, TemplateId } from '../../domain/ids.js';
import type { EncodedMinutiae, ProbeTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import { randomMinutiaeBytes } from '../../testing/random-minutiae.js';
import type { Candidate } from '../../workflows/ports/gallery.js';
import type { MinutiaeOf } from '../../workflows/ports/second-stage.js';
import { compareInSlices } from './compare-in-slices.js';
import { type MinutiaePool, type MinutiaeQuestion, openMinutiaePool } from './minutiae-pool.js';

const never = new AbortController().signal;

const encoded = (finger: number): EncodedMinutiae => ({
  templateVersion: 'minutiae-1',
  bytes: randomMinutiaeBytes(finger),
});

const PROBES: readonly ProbeTemplate[] = [5, 6].map((finger) => ({
  position: 'unknown-finger',
  templateVersion: 'fingerprint-2',
  quality: 80,
  views: [new Int8Array(256)],
  minutiae: encoded(finger),
}));

const templateOf = (person: number, probeIndex: number) => `${person}/${probeIndex}` as TemplateId;

/** With as many fingers as there are probes. */
function persons(count: number, probes = PROBES): readonly Candidate[] {
  return Array.from({ length: count }, (_, person) => ({
    system: 'ees',
    subjectId: `subject ${person}` as SubjectId,
    rank: person + 1,
    similarityScore: 5 - person / 100,
    decision: 'inconclusive',
    positions: probes.map(({ position }, probeIndex) => ({
      probeIndex,
      probePosition: position,
      referencePosition: position,
      templateId: templateOf(person, probeIndex),
      similarityScore: 0.5,
      logLikelihoodRatio: 1,
      probeQuality: 80,
      referenceQuality: 70,
    })),
  }));
}

const minutiae: EncodedMinutiae = { templateVersion: 'minutiae-1', bytes: Uint8Array.of(1) };

const readAll: MinutiaeOf = async (templateIds) => new Map(templateIds.map((each) => [each, minutiae]));

type Comparing = {
  readonly question: MinutiaeQuestion;
  readonly signal: AbortSignal;
  /** With every pair compared. */
  done(): void;
};

/** Threads that are done when a test says so, and what they are asked. */
function heldPool() {
  const comparing: Comparing[] = [];
  const pool: MinutiaePool = {
    compare: (question, signal) =>
      new Promise((resolve, reject) => {
        const result = { kind: 'compared', basis: 'ridges', similarityScore: 1, pairCount: 1 } as const;
        const done = () => resolve(question.pairs.map(() => result));
        signal.addEventListener('abort', () => reject(signal.reason));
        comparing.push({ question, signal, done });
      }),
    close: async () => {},
  };
  return { pool, comparing };
}

/** Everything that can go on without a thread has gone on. */
const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

const reasonsOf = (compared: readonly Candidate[]) =>
  compared.map(({ positions }) => {
    const [first] = positions;
    return first?.minutiae?.kind === 'not-compared' ? first.minutiae.reason : first?.minutiae?.kind;
  });

t.test('slices are of whole persons, the best first, and one is read ahead at most', async (t) => {
  const { pool, comparing } = heldPool();
  const reads: (readonly TemplateId[])[] = [];
  const minutiaeOf: MinutiaeOf = (templateIds) => {
    reads.push(templateIds);
    return readAll(templateIds);
  };
  // Five pairs hold two persons of two fingers.
  const options = { probes: PROBES, minutiaeOf, limitMs: 1_000, signal: never, slicePairs: 5 };
  const running = compareInSlices(pool, persons(5), options);
  const slices = [[0, 1], [2, 3], [4]].map((each) =>
    each.flatMap((person) => [templateOf(person, 0), templateOf(person, 1)]),
  );
  for (const index of slices.keys()) {
    await settled();
    t.equal(comparing.length, index + 1, 'the next slice waits for this one');
    t.equal(comparing[index]!.question.pairs.length, slices[index]!.length);
    t.same(reads, slices.slice(0, index + 2));
    comparing[index]!.done();
  }
  t.same(
    reasonsOf(await running),
    persons(5).map(() => 'compared'),
  );
});

t.test('whoever has more fingers than a slice has pairs is a slice', async (t) => {
  const { pool, comparing } = heldPool();
  const options = { probes: PROBES, minutiaeOf: readAll, limitMs: 1_000, signal: never, slicePairs: 1 };
  const running = compareInSlices(pool, persons(2), options);
  for (const index of [0, 1]) {
    await settled();
    t.equal(comparing[index]!.question.pairs.length, 2);
    comparing[index]!.done();
  }
  t.equal((await running).length, 2);
});

t.test('all slices have one time, from the first comparison on; what is late is not read', async (t) => {
  const { pool, comparing } = heldPool();
  let nowMs = 5_000;
  const reads: number[] = [];
  const minutiaeOf: MinutiaeOf = async (templateIds) => {
    if (reads.length === 0) nowMs += 10_000;
    reads.push(templateIds.length);
    return readAll(templateIds);
  };
  const probes = PROBES.slice(0, 1);
  const timed = { probes, minutiaeOf, limitMs: 1_000, signal: never, slicePairs: 2, nowMs: () => nowMs };
  const running = compareInSlices(pool, persons(9, probes), timed);
  await settled();
  t.equal(comparing[0]!.question.limitMs, 1_000, 'a slow first read takes none of it');
  nowMs += 400;
  comparing[0]!.done();
  await settled();
  t.equal(comparing[1]!.question.limitMs, 600, 'what is left');
  t.same(reads, [2, 2, 2]);
  nowMs += 600;
  comparing[1]!.done();
  const compared = await running;
  t.equal(comparing.length, 2, 'what had been read ahead is not compared');
  t.same(reads, [2, 2, 2], 'and no more is read');
  const late = Array.from({ length: 5 }, () => 'late');
  t.same(reasonsOf(compared), ['compared', 'compared', 'compared', 'compared', ...late]);
  t.same(
    compared.map(({ subjectId }) => subjectId),
    persons(9).map(({ subjectId }) => subjectId),
    'in their order',
  );
});

t.test('a slice that cannot be read rejects all of it, and nothing is left running', async (t) => {
  const { pool, comparing } = heldPool();
  let reads = 0;
  const minutiaeOf: MinutiaeOf = async (templateIds) => {
    if (++reads === 2) throw new Error('the database is away');
    return readAll(templateIds);
  };
  const options = { probes: PROBES, minutiaeOf, limitMs: 1_000, signal: never, slicePairs: 4 };
  await t.rejects(compareInSlices(pool, persons(9), options), { message: 'the database is away' });
  await settled();
  t.equal(comparing.length, 1);
  t.ok(comparing[0]!.signal.aborted, 'its pairs leave the line');
  t.equal(reads, 2);
});

t.test('who cannot read the first slice compares nothing', async (t) => {
  const { pool, comparing } = heldPool();
  const minutiaeOf = () => Promise.reject(new Error('the database is away'));
  const options = { probes: PROBES, minutiaeOf, limitMs: 1_000, signal: never };
  await t.rejects(compareInSlices(pool, persons(2), options), { message: 'the database is away' });
  t.equal(comparing.length, 0);
});

t.test('who gives up waits for nothing, and a read that fails later harms nobody', async (t) => {
  const { pool } = heldPool();
  const gone = new AbortController();
  let fail: (error: Error) => void = () => {};
  let reads = 0;
  const minutiaeOf: MinutiaeOf = (templateIds) =>
    ++reads === 1 ? readAll(templateIds) : new Promise((_, reject) => (fail = reject));
  const options = { probes: PROBES, minutiaeOf, limitMs: 1_000, signal: gone.signal, slicePairs: 4 };
  const running = compareInSlices(pool, persons(9), options);
  await settled();
  gone.abort();
  await t.rejects(running, { name: 'AbortError' });
  // A rejection that nobody hears of would end this process.
  fail(new Error('the database is away'));
  await settled();
  t.equal(reads, 2);
});

t.test('what no read can give is told apart', async (t) => {
  const { pool, comparing } = heldPool();
  const [withMinutiae] = PROBES;
  const { minutiae: _, ...without } = PROBES[1]!;
  const probes = [without, withMinutiae!];
  const asked: TemplateId[] = [];
  const minutiaeOf: MinutiaeOf = async (templateIds) => {
    asked.push(...templateIds);
    return new Map();
  };
  const options = { probes, minutiaeOf, limitMs: 1_000, signal: never };
  const [person] = await compareInSlices(pool, persons(1, probes), options);
  t.same(asked, [templateOf(0, 1)], 'no finger is read that no probe with minutiae stands against');
  t.same(
    person!.positions.map(({ minutiae }) => minutiae),
    ['no-minutiae-of-probe', 'no-minutiae-of-reference'].map((reason) => ({ kind: 'not-compared', reason })),
  );
  t.equal(person!.similarityScore, persons(1)[0]!.similarityScore);
  t.equal(comparing.length, 0, 'no thread is asked for nothing');
});

t.test('slices say what one comparison of all says', async (t) => {
  const pool = openMinutiaePool({ threads: 2 });
  t.teardown(() => pool.close());
  const gallery = new Map<TemplateId, EncodedMinutiae>();
  for (let person = 0; person < 40; person++) {
    // Some have nothing, or one finger, or what cannot be read.
    if (person % 7 === 3) continue;
    gallery.set(templateOf(person, 0), person % 11 === 5 ? minutiae : encoded(person));
    if (person % 5 !== 1) gallery.set(templateOf(person, 1), encoded(person + 1));
  }
  const minutiaeOf: MinutiaeOf = async (templateIds) =>
    new Map([...gallery].filter(([templateId]) => templateIds.includes(templateId)));
  const compare = (slicePairs: number) =>
    compareInSlices(pool, persons(40), {
      probes: PROBES,
      minutiaeOf,
      limitMs: 60_000,
      signal: never,
      slicePairs,
    });
  const atOnce = await compare(80);
  for (const slicePairs of [1, 7, 64]) t.same(await compare(slicePairs), atOnce, `${slicePairs} at a time`);
  t.ok(reasonsOf(atOnce).includes('minutiae-unreadable'));
  t.ok(atOnce[5]!.similarityScore !== persons(6)[5]!.similarityScore);
});

t.test('a search that somebody waits for is one slice, and a line holds one of each search', async (t) => {
  t.ok(LIMITS.secondStageSlicePairs >= LIMITS.secondStagePairsMax);
  t.ok(LIMITS.minutiaePairsWaitingMax >= 64 * LIMITS.secondStageSlicePairs);
});
