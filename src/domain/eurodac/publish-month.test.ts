import t from 'tap';
import type { Count, MonthlyStatistics } from './monthly-statistics.js';
import { publishMonth } from './publish-month.js';

const count = (byState: Readonly<Record<string, number>>, total?: number): Count => ({
  byState,
  total: total ?? Object.values(byState).reduce((sum, each) => sum + each, 0),
});
const NONE = count({});

const month = (applicants: Count, hits: MonthlyStatistics['hits'] = []): MonthlyStatistics => ({
  month: '2026-09',
  applicants,
  firstTimeApplicants: NONE,
  rejectedApplicants: NONE,
  disembarked: NONE,
  temporaryProtection: NONE,
  protectionGranted: NONE,
  minors: NONE,
  admitted: NONE,
  resettled: NONE,
  dataSets: {
    'international-protection': applicants,
    admission: NONE,
    'national-resettlement': NONE,
    'irregular-crossing': NONE,
    'illegal-stay': NONE,
    'search-and-rescue': NONE,
    'temporary-protection': NONE,
  },
  hits,
});

t.test('counts nobody can be singled out by: (EU) 2024/1358 Art 12(5), (6)', async (t) => {
  // counts by state, what is published: total, states, whole
  const ROWS = [
    ['all large', { AUT: 12, DEU: 5 }, 17, { AUT: 12, DEU: 5 }, true],
    ['one small: the total would tell it', { AUT: 12, DEU: 4 }, undefined, { AUT: 12 }, false],
    ['two small, five together', { AUT: 12, DEU: 4, FRA: 1 }, 17, { AUT: 12 }, false],
    ['two small, three together', { AUT: 12, DEU: 2, FRA: 1 }, undefined, { AUT: 12 }, false],
    ['nobody', {}, 0, {}, true],
  ] as const;
  for (const [id, byState, total, published, isComplete] of ROWS) {
    const { persons, dataSets } = publishMonth(month(count(byState)));
    const expected = { ...(total === undefined ? {} : { total }), byState: published, isComplete };
    t.same(persons.applicants, expected, id);
    t.same(dataSets['international-protection'], expected, `${id}, data sets`);
  }
});

t.test('a pair of categories with few hits is named without a count', async (t) => {
  const pair = { incoming: 'illegal-stay', stored: 'irregular-crossing' } as const;
  const { hits, month: of } = publishMonth(
    month(NONE, [
      { ...pair, count: 4 },
      { ...pair, count: 5 },
    ]),
  );
  t.same(hits, [pair, { ...pair, count: 5 }]);
  t.equal(of, '2026-09');
});
