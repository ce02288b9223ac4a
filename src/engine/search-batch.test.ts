/** What comes between the steps of a long list, and must not mix with it. */
import t, { type Test } from 'tap';
import { seededRandom } from '../testing/seeded-random.js';
import type { GallerySearch } from '../workflows/ports/gallery.js';
import { GalleryContent } from './gallery-content.js';
import { probe, randomEmbedding, reference } from './gallery-test-fixture.js';
import { SEED } from './open-test-gallery.js';
import { packReferences } from './reference-batch.js';
import { type BatchOptions, searchBatch } from './search-batch.js';
import type { WorkerAnswer } from './search-worker-protocol.js';
import { TailSession } from './tail-session.js';
import { uuidWords } from './uuid-words.js';

const PERSONS = 2_500;
const LIST = 2_400;

function crowd(seed: number) {
  const random = seededRandom(seed);
  const someone = (system: 'ees' | 'vis', name: string) =>
    reference(system, name, 'right-thumb', randomEmbedding(random), { id: `reference of ${name}` });
  const references = Array.from({ length: PERSONS }, (_, index) => someone('ees', `p${index}`));
  const content = new GalleryContent();
  content.add(packReferences(references));
  const long = (more: Partial<GallerySearch> = {}): GallerySearch => ({
    probes: [probe('right-thumb', [randomEmbedding(random)])],
    systems: ['ees'],
    candidatesMax: LIST,
    falsePositiveIdentificationRate: 0.01,
    latencyClass: 'bulk',
    ...more,
  });
  return { content, references, someone, long };
}

/** Answers by index of the search; `change` is what comes in the first turn. */
async function answersOf(
  t: Test,
  content: GalleryContent,
  searches: readonly GallerySearch[],
  change: () => void,
  more: Partial<BatchOptions> = {},
): Promise<readonly WorkerAnswer[]> {
  const tailSession = await TailSession.open({ threads: 1, probeCoding: 'split' });
  t.teardown(() => tailSession.release());
  let turns = 0;
  const turn = async () => {
    if (turns++ === 0) change();
  };
  // One search after the other: what the first one's turns change, the second finds.
  const options = {
    tailSession,
    cosineError: 1e-3,
    batchViewsMax: 64,
    personScoresBytesMax: 1,
    turn,
    isWanted: () => true,
    ...more,
  };
  const answers: WorkerAnswer[] = [];
  for await (const [index, answer] of searchBatch(content, searches, options)) answers[index] = answer;
  return answers;
}

t.test(
  `a list has nobody who took the place of somebody erased meanwhile (seed ${SEED + 71})`,
  async (test) => {
    const { content, references, someone, long } = crowd(SEED + 71);
    const gone = references.slice(0, 1_000);
    const [answer] = await answersOf(test, content, [long()], () => {
      content.erase(uuidWords(gone.map(({ templateId }) => templateId)));
      content.add(
        packReferences(Array.from({ length: gone.length }, (_, index) => someone('vis', `visa ${index}`))),
      );
    });
    test.ok(answer!.candidates.length >= PERSONS - gone.length, 'all who stayed');
    test.ok(
      answer!.candidates.every(({ system }) => system === 'ees'),
      'nobody of a system that was not asked',
    );
    test.ok(content.persons.count > PERSONS, 'they got numbers of their own');
    content.persons.releaseRemoved();
    const before = content.persons.count;
    content.add(packReferences([someone('vis', 'after it')]));
    test.equal(content.persons.count, before, 'when the search is over numbers are given again');
  },
);

t.test(`who is enrolled again meanwhile is in a list once (seed ${SEED + 72})`, async (test) => {
  const { content, references, long } = crowd(SEED + 72);
  const again = references.slice(0, 2_000);
  const [answer] = await answersOf(test, content, [long()], () => {
    content.erase(uuidWords(again.map(({ templateId }) => templateId)));
    content.add(packReferences(again));
  });
  const subjects = answer!.candidates.map(({ subjectId }) => subjectId);
  test.equal(new Set(subjects).size, subjects.length);
});

t.test(`nobody excluded is a candidate, whenever they came (seed ${SEED + 73})`, async (test) => {
  const { content, references, someone, long } = crowd(SEED + 73);
  const moved = references[10]!;
  const newcomer = someone('ees', 'newcomer');
  const excludedSubjects = [moved.subjectId, newcomer.subjectId];
  const like = {
    probes: [probe('right-thumb', [newcomer.template.embedding as Int8Array])],
    candidatesMax: LIST + 1,
  };
  const searches = [long({ excludedSubjects }), long({ ...like, excludedSubjects }), long(like)];
  const answers = await answersOf(test, content, searches, () => {
    content.erase(uuidWords([moved.templateId, references[20]!.templateId]));
    content.add(packReferences([newcomer, moved]));
  });
  const lists = answers.map(
    ({ candidates }) => new Set<string>(candidates.map(({ subjectId }) => subjectId)),
  );
  for (const list of lists.slice(0, 2))
    test.notOk(
      excludedSubjects.some((each) => list.has(each)),
      'neither who came back nor who is new',
    );
  test.ok(lists[2]!.has(newcomer.subjectId), 'a search that excludes nobody finds the newcomer');
});

t.test(`a search that is given up is left, and none behind it waits (seed ${SEED + 74})`, async (test) => {
  const { content, long } = crowd(SEED + 74);
  const searches = [long(), long(), long(), long()];
  const wanted = [...(await answersOf(test, content, searches, () => undefined))];
  test.equal(wanted.filter((each) => each.candidates.length === LIST).length, searches.length);
  const turnsOfOne = await turnsOf(test, content, searches[2]!);
  for (const personScoresBytesMax of [1, 4 * PERSONS * searches.length]) {
    const givenUp = new Set<GallerySearch>();
    const tailSession = await TailSession.open({ threads: 1, probeCoding: 'split' });
    test.teardown(() => tailSession.release());
    const scores = tailSession.scores.bind(tailSession);
    let runs = 0;
    tailSession.scores = (...of) => {
      runs++;
      return scores(...of);
    };
    let turns = 0;
    let turnsAfter = 0;
    const answers = await answersOf(test, content, searches, () => undefined, {
      personScoresBytesMax,
      tailSession,
      isWanted: (search) => !givenUp.has(search),
      turn: async () => {
        turns++;
        if (turns === 1) for (const index of [0, 1, 3]) givenUp.add(searches[index]!);
        else turnsAfter++;
      },
    });
    test.same(Object.keys(answers), ['2'], 'the one that somebody waits for');
    test.same(answers[2], wanted[2]);
    test.equal(turnsAfter, turnsOfOne, 'not a step more than that one takes');
    test.equal(
      runs,
      personScoresBytesMax === 1 ? 2 : 1,
      'rows are compared for none that was given up before',
    );
  }
  let turns = 0;
  const answers = await answersOf(test, content, [searches[0]!], () => undefined, {
    isWanted: () => turns < turnsOfOne,
    turn: async () => void turns++,
  });
  test.same(answers, [], 'nor is an answer made that nobody waits for');
});

async function turnsOf(test: Test, content: GalleryContent, search: GallerySearch): Promise<number> {
  let turns = 0;
  await answersOf(test, content, [search], () => undefined, { turn: async () => void turns++ });
  return turns;
}
