import t from 'tap';
import { EARLY_ERASURE_ROWS, type EarlyErasureTrigger } from '../law/early-erasure-table.js';
import { localDate } from '../local-date.js';
import { earlyErasure } from './early-erasure.js';

const FRIDAY = localDate('2026-11-20');

t.test('by when data must be gone', async (t) => {
  const rows: readonly (readonly [EarlyErasureTrigger, string, RegExp])[] = [
    ['ees-nationality', '2026-11-27', /2017\/2226 Art 35\(6\)/],
    ['ees-permit', '2026-11-27', /35\(6\)/],
    ['ees-microstate-nationality', '2026-11-27', /35\(6\)/],
    ['ees-overstay-excused', '2026-11-20', /35\(5\)/],
    ['vis-nationality', '2026-11-20', /767\/2008 Art 25/],
    ['vis-child-biometrics', '2026-11-20', /23\(3\)/],
    ['vis-long-stay-refused', '2026-11-20', /22d\(2\)/],
    ['etias-nationality', '2026-11-20', /55\(5\)/],
    ['etias-outside-scope-request', '2026-11-20', /55\(6\)/],
    ['etias-consent-withdrawn', '2026-11-20', /54/],
    ['etias-cause-deleted', '2026-11-27', /54/],
    ['sis-purpose-gone', '2026-11-20', /40/],
    ['sis-nationality', '2026-11-20', /40\(3\)/],
    ['eurodac-citizenship', '2026-11-20', /2024\/1358 Art 30/],
    ['eurodac-citizenship-notice', '2026-11-23', /Art 30/],
    ['ecris-tcn-conviction-gone', '2026-12-20', /2019\/816 Art 8/],
  ];
  t.same(
    rows.map(([trigger]) => trigger),
    EARLY_ERASURE_ROWS.map(({ trigger }) => trigger),
    'every row is tested',
  );
  for (const [trigger, by, citation] of rows) {
    t.match(earlyErasure(trigger, FRIDAY), { kind: 'erase', by, row: { citation } }, trigger);
  }
  t.match(
    earlyErasure('ees-permit', FRIDAY, { holidays: new Set([localDate('2026-11-24')]) }),
    { by: '2026-11-30' },
    'a public holiday',
  );
  t.match(earlyErasure('eurodac-citizenship', FRIDAY, { refusedAdmission: true }), {
    kind: 'kept',
    citation: /29\(4\)/,
  });
  t.same(earlyErasure('eurodac-citizenship', localDate('2026-06-11')), { kind: 'no-rule-in-force' });
});
