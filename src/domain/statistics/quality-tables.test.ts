import t from 'tap';
import { linkTable } from './link-table.js';
import { type QualityFindings, qualityTables } from './quality-tables.js';

const found = (
  kind: QualityFindings['kind'],
  count: number,
  rule: string | null = null,
  memberState = 'AUT',
) => ({ kind, count, rule, memberState }) as const;

t.test('the weekly report', async (t) => {
  const report = qualityTables([
    found('records', 180),
    found('records', 20, null, 'BEL'),
    found('low-quality', 30),
    found('soft', 25, 'travel-document-missing'),
    found('soft', 3, 'travel-document-missing', 'BEL'),
    found('soft', 4, 'recorded-late'),
    found('blocked', 12, 'date-impossible'),
  ]);
  t.same(report, {
    records: 200,
    goodPercent: 85,
    lowPercent: 15,
    issues: [
      { rule: 'travel-document-missing', kind: 'soft', count: 28, memberStates: ['AUT'] },
      { rule: 'date-impossible', kind: 'blocked', count: 12, memberStates: ['AUT'] },
      { rule: 'recorded-late', kind: 'soft', count: null, memberStates: [] },
    ],
  });
});

t.test('of few records nothing is said', async (t) => {
  t.match(qualityTables([found('records', 9), found('low-quality', 9)]), { records: null, lowPercent: null });
  t.match(qualityTables([found('records', 100), found('low-quality', 3)]), {
    records: 100,
    lowPercent: null,
  });
  t.match(qualityTables([found('records', 100), found('low-quality', 97)]), {
    records: 100,
    lowPercent: null,
  });
  t.match(qualityTables([found('records', 100)]), { lowPercent: 0, goodPercent: 100 });
  t.same(qualityTables([]), { records: null, goodPercent: null, lowPercent: null, issues: [] });
  const many = Array.from({ length: 15 }, (_, index) => found('soft', 100 + index, `rule-${index}`));
  t.equal(qualityTables(many).issues.length, 10, 'the ten most frequent');
});

t.test('links across systems', async (t) => {
  const link = (pair: string, colour: 'white' | 'yellow' | 'red', persons: number) => ({
    pair,
    colour,
    persons,
  });
  const table = linkTable([
    link('ees and vis', 'white', 90),
    link('ees and vis', 'red', 3),
    link('ees and sis', 'white', 40),
    link('ees and sis', 'red', 30),
    link('vis and eurodac', 'yellow', 1),
    link('vis and sis', 'yellow', 14),
  ]);
  t.same(table?.rows, ['ees and sis', 'ees and vis', 'others']);
  t.notMatch(JSON.stringify(table?.counts), /\b[1-9]\b/, 'no small count');
  t.equal(linkTable([]), undefined);
  t.equal(linkTable([link('ees and vis', 'red', 3)]), undefined);
});
