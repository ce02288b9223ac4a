import t from 'tap';
import type { EncounterId, OperationId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import { eurodacDuties } from './eurodac-duties.js';
import type { EurodacComparison, EurodacHit } from './stored-comparison.js';
import type { StoredNotice } from './stored-notice.js';

const ABOUT = { system: 'eurodac', subjectId: 'person' as SubjectId } as const;
const incoming = { encounterId: 'incoming' as EncounterId, subjectId: ABOUT.subjectId };

const comparison = (more: Partial<EurodacComparison> = {}): EurodacComparison => ({
  comparisonId: 'comparison' as OperationId,
  collection: 'illegal-stay',
  memberState: 'AUT',
  incoming,
  comparedOn: localDate('2026-09-21'),
  wantsOwn: false,
  isUrgent: false,
  askedAt: '2026-09-21T23:30:00.000Z',
  dueAt: '2026-09-22T23:30:00.000Z',
  overflow: false,
  ...more,
});
const hit = (state: EurodacHit['state'], more: Partial<EurodacHit> = {}): EurodacHit => ({
  hitId: 'hit',
  comparisonId: 'comparison' as OperationId,
  incoming,
  stored: { encounterId: 'stored' as EncounterId, subjectId: 'other' as SubjectId },
  memberState: 'GRC',
  category: 'irregular-crossing',
  foundBy: 'fingerprint',
  foundAt: '2026-09-21T10:00:00.000Z',
  state,
  ...more,
});
const notice: StoredNotice = {
  noticeId: 'notice',
  to: 'GRC',
  about: { encounterId: 'stored' as EncounterId, subjectId: ABOUT.subjectId },
  obliges: 'mark-too',
  status: 'protection-granted',
  statusDate: localDate('2026-09-21'),
  from: 'AUT',
  dueAt: '2026-09-24T10:00:00.000Z',
  citation: '(EU) 2024/1358 Art 31(1)',
  sentAt: '2026-09-21T10:00:00.000Z',
};
const NOTHING = { falseHits: [], comparisons: [], notices: [] };

t.test('what is owed, on which day, about which data set', async (t) => {
  const reported = hit({
    kind: 'false',
    foundBy: 'fingerprint',
    on: localDate('2026-09-21'),
    reportBy: localDate('2026-09-24'),
  } as EurodacHit['state']);
  t.match(eurodacDuties({ ...NOTHING, falseHits: [reported] }, ABOUT), [
    { kind: 'duty', on: '2026-09-24', encounterId: 'incoming', reason: /3 working days/, citation: /Art 38/ },
  ]);
  t.match(eurodacDuties({ ...NOTHING, comparisons: [comparison()] }, ABOUT), [
    { on: '2026-09-22', encounterId: 'incoming', reason: /24 hours/ },
  ]);
  t.match(eurodacDuties({ ...NOTHING, comparisons: [comparison({ isUrgent: true })] }, ABOUT), [
    { reason: /1 hours/ },
  ]);
  t.match(eurodacDuties({ ...NOTHING, notices: [notice] }, ABOUT), [
    { on: '2026-09-24', encounterId: 'stored', reason: /^AUT .*to mark too/, citation: /31\(1\)/ },
  ]);
});

t.test('nothing is owed', async (t) => {
  const { incoming: _incoming, ...unstored } = comparison();
  t.same(eurodacDuties(NOTHING, ABOUT), []);
  t.same(eurodacDuties({ ...NOTHING, comparisons: [unstored] }, ABOUT), [], 'about what is not stored');
  const open = hit({ kind: 'returned', foundBy: 'fingerprint' });
  t.same(eurodacDuties({ ...NOTHING, falseHits: [open] }, ABOUT), [], 'about a hit that is not false');
});
