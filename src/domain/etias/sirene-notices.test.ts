import t from 'tap';
import type { EncounterId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { SisFacts, SystemRecord } from '../system-record.js';
import { sireneNotices } from './sirene-notices.js';

const TODAY = localDate('2026-12-01');

const record = (alertKind: SisFacts['alertKind'], reviewBy = '2027-01-01'): SystemRecord => ({
  system: 'sis',
  subjectId: 'person' as SubjectId,
  encounterId: `${alertKind} ${reviewBy}` as EncounterId,
  memberState: 'FRA',
  encounterAt: '2026-11-01T10:00:00Z',
  identity: {
    surnames: ['Rivera'],
    givenNames: ['Ana'],
    dateOfBirth: localDate('1990-05-06'),
    sex: 'female',
    nationalities: ['PER'],
  },
  facts: {
    kind: 'alert',
    alertKind,
    issuedOn: localDate('2026-11-01'),
    reviewBy: localDate(reviewBy),
    actionToBeTaken: 'none',
  },
});
const told = (...records: readonly SystemRecord[]) => {
  const file = { system: 'sis', subjectId: 'person' as SubjectId, foundBy: ['identity'], records } as const;
  return sireneNotices([file, file], TODAY).map(({ alertId, memberState }) => `${memberState} ${alertId}`);
};

t.test('which alerts are told to their bureau: (EU) 2018/1240 Art 23', async (t) => {
  for (const kind of ['missing-person', 'judicial-procedure', 'check'] as const) {
    t.same(told(record(kind)), [`FRA ${kind} 2027-01-01`], `${kind}, once`);
  }
  for (const kind of ['refusal-of-entry', 'return', 'arrest', 'unknown-wanted'] as const) {
    t.same(told(record(kind)), [], `${kind} is a hit, or nobody's`);
  }
  t.same(told(record('check', '2026-11-30')), [], 'no alert any more');
  t.equal(told(record('check', '2026-12-01')).length, 1, 'its last day');
});
