import t from 'tap';
import { localDate } from '../local-date.js';
import { isOverdue, type SireneDeadline, type SireneEvent, sireneDeadlines } from './sirene-deadlines.js';

function one(
  event: SireneEvent,
  at: string,
  options?: Parameters<typeof sireneDeadlines>[2],
): SireneDeadline {
  const found = sireneDeadlines(event, at, options);
  if (found.kind !== 'deadlines' || found.deadlines.length !== 1) throw new Error('one deadline expected');
  return found.deadlines[0]!;
}

/** A Friday. */
const AT = '2026-11-20T18:30:00+01:00';

/** event, last moment or day, in time, too late, citation. */
const CASES: readonly (readonly [SireneEvent, string, string, string, string])[] = [
  ['hit', '2026-11-21T05:30:00.000Z', '2026-11-21T05:30:00Z', '2026-11-21T05:30:01Z', '(EU) 2018/1862 Art 8'],
  [
    'information-requested',
    '2026-11-21T05:30:00.000Z',
    '2026-11-21T06:30:00+01:00',
    '2026-11-21T06:31:00+01:00',
    '(EU) 2018/1861 Art 8',
  ],
  [
    'similar-identity-found',
    '2026-11-21T05:30:00.000Z',
    '2026-11-21T05:30:00Z',
    '2026-11-21T05:30:01Z',
    '(EU) 2018/1861 Art 46',
  ],
  [
    'permit-planned',
    '2026-11-30',
    '2026-11-30T23:59:59+01:00',
    '2026-12-01T00:00:00+01:00',
    '(EU) 2018/1861 Art 27',
  ],
  [
    'alert-on-permit-holder',
    '2026-12-04',
    '2026-12-04T12:00:00+01:00',
    '2026-12-05T00:00:00+01:00',
    '(EU) 2018/1861 Art 28, 29',
  ],
  [
    'error-evidence',
    '2026-11-24',
    '2026-11-24T12:00:00+01:00',
    '2026-11-25T00:00:00+01:00',
    '(EU) 2018/1861 Art 44(5)',
  ],
  [
    'error-notified',
    '2027-01-20',
    '2027-01-20T12:00:00+01:00',
    '2027-01-21T00:00:00+01:00',
    '(EU) 2018/1861 Art 44(6)',
  ],
  [
    'purpose-achieved',
    '2026-12-05',
    '2026-12-05T12:00:00+01:00',
    '2026-12-06T00:00:00+01:00',
    '(EU) 2018/1861 Art 39(7)',
  ],
  [
    'alert-hidden',
    '2026-11-22T17:30:00.000Z',
    '2026-11-22T17:30:00Z',
    '2026-11-22T17:30:01Z',
    '(EU) 2018/1862 Art 26(4)',
  ],
];

t.test('each duty at its limit and after it', async (t) => {
  for (const [event, by, inTime, late, citation] of CASES) {
    const deadline = one(event, AT);
    t.equal(deadline.by, by, `${event}: ${citation}`);
    t.match(deadline.row.citation, citation);
    t.equal(isOverdue(deadline, inTime), false, `${event} at the limit`);
    t.equal(isOverdue(deadline, late), true, `${event} after it`);
  }
});

t.test('twelve more days, and public holidays', async (t) => {
  t.equal(one('alert-on-permit-holder', AT, { extended: true }).by, '2026-12-16', '14 and 12');
  t.equal(one('permit-planned', AT, { extended: true }).by, '2026-11-30', 'no other limit grows');
  const holidays = new Set([localDate('2026-11-23')]);
  t.equal(one('error-evidence', AT, { holidays }).by, '2026-11-25', 'a holiday is no working day');
});

t.test('a text that is no instant', async (t) => {
  t.same(sireneDeadlines('hit', '2026-02-29T10:00:00Z'), { kind: 'bad-instant' });
  t.same(sireneDeadlines('hit', 'yesterday'), { kind: 'bad-instant' });
});
