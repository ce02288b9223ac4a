import t from 'tap';
import {
  EURODAC_CATEGORY_ROWS,
  type EurodacCategory,
  type EurodacCollection,
} from '../law/eurodac-category-table.js';
import { COMPARISON_ROWS, HIT_REPLY_ROWS } from '../law/eurodac-comparison-table.js';
import { localDate } from '../local-date.js';
import {
  type Comparable,
  faceComparison,
  type Hit,
  hitReplies,
  type Incoming,
  isComparedWith,
} from './compare-with.js';

const CATEGORIES: readonly EurodacCategory[] = [
  'international-protection',
  'admission',
  'national-resettlement',
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
  'temporary-protection',
];
const ON = localDate('2029-07-01');
const stored = (category: EurodacCategory, memberState = 'BEL', isMarked = false): Comparable => ({
  category,
  memberState,
  isMarked,
});
const incoming = (collection: EurodacCollection, more: Partial<Incoming> = {}): Incoming => ({
  collection,
  memberState: 'AUT',
  on: ON,
  ...more,
});

/** Columns in the order of CATEGORIES: `x` compared, `m` only where marked, `.` not. */
const MATRIX: Readonly<Record<EurodacCollection, readonly [cells: string, citation: string]>> = {
  'international-protection': ['xxxxxxx', '27(1), (3)'],
  'irregular-crossing': ['xxxxxxx', '27(1), (3)'],
  'illegal-stay': ['xxxxxxx', '27(1), (3)'],
  'search-and-rescue': ['xxxxxxx', '27(1), (3)'],
  'temporary-protection': ['xxxxxxx', '27(1), (3)'],
  'admission-registration': ['mxx....', '27(2)'],
  admission: ['.......', '18(2)'],
  'national-resettlement': ['.......', '20'],
};

t.test('the matrix, cell by cell', async (t) => {
  t.same(
    COMPARISON_ROWS.map((row) => row.incoming).sort(),
    EURODAC_CATEGORY_ROWS.map((row) => row.collection).sort(),
    'every collection has its row',
  );
  for (const [collection, [cells, citation]] of Object.entries(MATRIX)) {
    for (const [index, category] of CATEGORIES.entries()) {
      const cell = cells[index];
      const name = `Art ${citation}: ${collection} with ${category}`;
      const ask = incoming(collection as EurodacCollection);
      const plain = isComparedWith(ask, stored(category));
      const marked = isComparedWith(ask, stored(category, 'BEL', true));
      t.equal(plain.isCompared, cell === 'x', name);
      t.equal(marked.isCompared, cell !== '.', `${name}, marked`);
      t.equal(marked.purpose !== undefined, cell !== '.', `${name}: a purpose where it is compared`);
      t.match(plain.citation, /2024\/1358 Art/);
      const own = isComparedWith(ask, stored(category, 'AUT', true));
      const ownOnRequest = isComparedWith({ ...ask, wantsOwn: true }, stored(category, 'AUT', true));
      t.equal(own.isCompared, cell !== '.' && collection === 'admission-registration', `${name}, own data`);
      t.equal(ownOnRequest.isCompared, cell !== '.', `${name}, own data on request: Art 27(3)`);
    }
  }
});

t.test('when, and what for', async (t) => {
  const arrival = incoming('international-protection', { isArrival: true });
  t.notOk(
    isComparedWith(arrival, stored('illegal-stay')).isCompared,
    'Art 16(2)(a): an arrival is not compared',
  );
  const days: readonly (readonly [EurodacCollection, string, boolean])[] = [
    ['temporary-protection', '2029-06-11', false],
    ['temporary-protection', '2029-06-12', true],
    ['illegal-stay', '2026-06-11', false],
    ['illegal-stay', '2026-06-12', true],
  ];
  for (const [collection, on, isCompared] of days) {
    const decision = isComparedWith(
      incoming(collection, { on: localDate(on) }),
      stored('irregular-crossing'),
    );
    t.equal(decision.isCompared, isCompared, `Art 63(2): ${collection} on ${on}`);
  }
  const purposeOf = (collection: EurodacCollection) =>
    isComparedWith(incoming(collection), stored('admission')).purpose;
  t.equal(purposeOf('international-protection'), 'asylum-responsibility', 'Art 1(1)(a)');
  t.equal(purposeOf('admission-registration'), 'admission', 'Art 1(1)(b)');
  t.equal(purposeOf('illegal-stay'), 'irregular-migration', 'Art 1(1)(c)');
  t.equal(purposeOf('temporary-protection'), 'temporary-protection', 'Art 1(1)(j)');
});

t.test('faces', async (t) => {
  const since = localDate('2028-03-01');
  const cases: readonly (readonly [string, typeof since | undefined, boolean, string, string])[] = [
    ['2026-07-01', undefined, true, 'off', '63(5)'],
    ['2026-07-01', undefined, false, 'off', '63(5): unusable fingers do not switch it on'],
    ['2028-02-29', since, false, 'off', '63(5): the day before'],
    ['2028-03-01', since, false, 'owed', '28(1): the first day'],
    ['2028-03-01', since, true, 'permitted', '28(2)'],
    ['2026-06-11', localDate('2026-01-01'), true, 'off', '63(2): before the recast'],
  ];
  for (const [on, facialRecognitionSince, hasUsableFingerprints, face, citation] of cases) {
    const decision = faceComparison({
      on: localDate(on),
      hasUsableFingerprints,
      ...(facialRecognitionSince ? { facialRecognitionSince } : {}),
    });
    t.match(decision, { face, citation: /2024\/1358/ }, `Art ${citation}`);
  }
});

t.test('what a hit returns', async (t) => {
  t.same(HIT_REPLY_ROWS.map(({ category }) => category).sort(), [...CATEGORIES].sort());
  const hit = (category: EurodacCategory, foundBy: Hit['foundBy'], isMarked = false): Hit => ({
    dataSet: stored(category, 'BEL', isMarked),
    foundBy,
  });
  const all = CATEGORIES.map((category) => hit(category, ['fingerprint'], category === 'illegal-stay'));
  const ofApplicant = hitReplies(incoming('international-protection'), all, { isFaceCompared: false });
  t.same(
    ofApplicant.map(({ dataSet }) => dataSet.category),
    [
      'international-protection',
      'irregular-crossing',
      'illegal-stay',
      'search-and-rescue',
      'admission',
      'national-resettlement',
      'temporary-protection',
    ],
    'Art 27(4), (5): all of them, those that serve responsibility first',
  );
  t.same(
    ofApplicant.filter(({ showsMark }) => showsMark).length,
    1,
    'Art 27(4): the mark where there is one',
  );
  for (const { citation } of ofApplicant) t.match(citation, /Art 27\(4\)/);
  const ofStay = hitReplies(incoming('illegal-stay'), all, { isFaceCompared: false });
  t.equal(ofStay[0]?.dataSet.category, 'international-protection', 'Art 27(5)');
  t.equal(ofStay[1]?.dataSet.category, 'admission', 'the others as found');
  t.same(
    hitReplies(incoming('illegal-stay'), [], { isFaceCompared: true }),
    [],
    'Art 27(4): without a hit nothing',
  );
  const byFace = [hit('illegal-stay', ['face'])];
  t.same(
    hitReplies(incoming('illegal-stay'), byFace, { isFaceCompared: false }),
    [],
    'Art 63(5): a face alone',
  );
  t.equal(hitReplies(incoming('illegal-stay'), byFace, { isFaceCompared: true }).length, 1, 'Art 28');
  t.same(hitReplies(incoming('admission'), all, { isFaceCompared: false }), [], 'Art 18(2): not compared');
});
