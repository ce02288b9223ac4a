import t from 'tap';
import { LONG_STAY_HIT_ROWS, LONG_STAY_HITS } from '../law/vis-query-table.js';
import { localDate } from '../local-date.js';
import {
  type BorderState,
  longStayHitShown,
  mayBeSearchedBy,
  nextBorderStep,
} from './border-verification.js';
import { type ApplicationFile, fileLinks, travelGroups } from './linked-files.js';

const valid = { search: 'found', visa: 'valid' } as const;

/** what is known, what comes next, citation. */
const STEPS: readonly (readonly [BorderState, string, string])[] = [
  [{}, 'search-by-person', '(EC) 767/2008 Art 18(1)(a)'],
  [{ preferSticker: true }, 'search-by-sticker', '(EC) 767/2008 Art 18(1)(b), (3)'],
  [{ search: 'not-found' }, 'identify-by-fingerprints', '(EC) 767/2008 Art 20'],
  [{ search: 'not-found', fingerprints: 'not-usable' }, 'identify-by-data', '(EU) 2017/2226 Art 23, 27'],
  [{ search: 'found', visa: 'expired' }, 'visa-not-valid', '(EC) 767/2008 Art 18(1)'],
  [{ search: 'found', visa: 'revoked' }, 'visa-not-valid', '(EC) 767/2008 Art 18(1)'],
  [{ search: 'found', visa: 'no-visa' }, 'visa-not-valid', '(EC) 767/2008 Art 18(1)'],
  [valid, 'verify-fingerprints', '(EU) 2017/2226 Art 23'],
  [{ search: 'found' }, 'verify-fingerprints', 'a status that was not asked for stops nothing'],
  [{ ...valid, fingerprints: 'match' }, 'verified', '(EU) 2017/2226 Art 23'],
  [{ ...valid, fingerprints: 'no-match' }, 'verify-face', '(EU) 2017/2226 Art 23'],
  [{ ...valid, fingerprints: 'not-usable' }, 'verify-face', '(EU) 2017/2226 Art 23'],
  [{ ...valid, fingerprints: 'no-match', face: 'match' }, 'verified', '(EU) 2017/2226 Art 23'],
  [
    { ...valid, fingerprints: 'no-match', face: 'no-match' },
    'identify-by-fingerprints',
    '(EC) 767/2008 Art 20',
  ],
  [{ ...valid, fingerprints: 'not-usable', face: 'no-match' }, 'identify-by-data', '(EU) 2017/2226 Art 23'],
  [{ ...valid, fingerprints: 'match', isDoubted: true }, 'identify-by-fingerprints', '(EC) 767/2008 Art 20'],
];

t.test('the order at the border', async (t) => {
  for (const [state, next, citation] of STEPS) {
    t.equal(nextBorderStep(state).next, next, `${JSON.stringify(state)}: ${citation}`);
  }
});

t.test('a face is never the only key: (EC) 767/2008 Art 15(2a), 20', async (t) => {
  t.equal(mayBeSearchedBy(['face']).isAllowed, false);
  t.equal(mayBeSearchedBy([]).isAllowed, false, 'nor is nothing');
  for (const key of ['fingerprints', 'identity-data', 'travel-document', 'sticker-number'] as const) {
    t.equal(mayBeSearchedBy(['face', key]).isAllowed, true, `face and ${key}`);
    t.equal(mayBeSearchedBy([key]).isAllowed, true, key);
  }
});

t.test('what a long-stay file shows of a hit: (EC) 767/2008 Art 22b(8) to (10)', async (t) => {
  t.equal(longStayHitShown('sis-refusal-of-entry').shows, 'hit-and-state');
  t.equal(longStayHitShown('sis-arrest').shows, 'further-verification-needed');
  t.equal(longStayHitShown('sis-missing-person').shows, 'nothing');
  t.same(
    LONG_STAY_HIT_ROWS.flatMap(({ hits }) => hits).sort(),
    [...LONG_STAY_HITS].sort(),
    'each source has one row',
  );
});

const file = (
  applicationNumber: string,
  applicant: string,
  createdOn: string,
  ...travelsWith: string[]
): ApplicationFile => ({
  applicationNumber,
  applicant,
  createdOn: localDate(createdOn),
  travelsWith,
});

t.test('links between files: (EC) 767/2008 Art 8(3), (4), 23(2)', async (t) => {
  const files = [
    file('C', 'p', '2026-03-01'),
    file('A', 'p', '2020-01-01'),
    file('B', 'p', '2023-01-01'),
    file('D', 'q', '2026-03-01', 'C', 'E', 'D', 'Z'),
    file('E', 'r', '2026-03-01', 'D'),
    file('F', 's', '2026-03-01', 'E'),
  ];
  const { links, unknown } = fileLinks(files);
  t.same(
    links.map(({ kind, between }) => `${kind} ${between.join()}`),
    [
      'previous-application B,A',
      'previous-application C,B',
      'travelling-together D,C',
      'travelling-together D,E',
      'travelling-together F,E',
    ],
  );
  t.same(unknown, ['Z'], 'a companion without a file is named');
  t.same(travelGroups(files), [['C', 'D', 'E', 'F']], 'through others too; who travels alone is no group');
  const erased = files.filter(({ applicationNumber }) => applicationNumber !== 'D');
  t.same(travelGroups(erased), [['E', 'F']], 'links go with the file');
  t.same(fileLinks([]), { links: [], unknown: [] });
});
