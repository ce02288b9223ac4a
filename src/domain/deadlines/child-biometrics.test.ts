import t from 'tap';
import type { EncounterId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { SystemRecord, VisApplication } from '../system-record.js';
import { childBiometricsEnds, mayEndEarly } from './child-biometrics.js';
import { type DatedRecord, deadlinesOf } from './deadlines-of.js';
import { dueErasure } from './due-erasures.js';

const day = localDate;

function application(
  encounterId: string,
  {
    validUntil = '2026-06-15',
    dateOfBirth = '2018-03-01',
    ...more
  }: Partial<VisApplication> & {
    readonly validUntil?: string;
    readonly dateOfBirth?: string;
  } = {},
): SystemRecord {
  return {
    system: 'vis',
    subjectId: 'child' as SubjectId,
    encounterId: encounterId as EncounterId,
    memberState: 'AUT',
    encounterAt: '2026-03-01T10:00:00Z',
    identity: {
      surnames: ['Rivera'],
      givenNames: ['Luz'],
      dateOfBirth: day(dateOfBirth),
      sex: 'female',
      nationalities: ['PER'],
    },
    facts: {
      kind: 'visa-application',
      applicationNumber: encounterId,
      applicationDate: day('2026-03-01'),
      outcome: 'issued',
      decidedOn: day('2026-03-10'),
      visa: {
        stickerNumber: `S-${encounterId}`,
        validFrom: day('2026-03-15'),
        validUntil: day(validUntil),
        durationDays: 30,
        entries: 'multiple',
      },
      ...more,
    },
  };
}

const dated = (record: SystemRecord, more: Partial<DatedRecord> = {}): DatedRecord => ({
  record,
  receivedOn: day('2026-03-01'),
  holdsBiometrics: true,
  ...more,
});
const ends = (...file: readonly DatedRecord[]) =>
  childBiometricsEnds(file).map(({ encounterId, from }) => `${encounterId} ${from}`);

t.test('the day biometrics of a child go: (EC) 767/2008 Art 23(3)', async (t) => {
  const left = day('2026-05-01');
  const ROWS: readonly (readonly [string, DatedRecord, readonly string[]])[] = [
    ['left before the visa expired', dated(application('a'), { left }), ['a 2026-06-16']],
    ['left after it', dated(application('a'), { left: day('2026-06-20') }), ['a 2026-06-21']],
    ['never came', dated(application('a'), { left: 'never-came' }), ['a 2026-06-16']],
    ['inside, or nobody knows', dated(application('a')), []],
    ['a permit waits for no exit', dated(application('a', { isLongStay: true })), ['a 2026-06-16']],
    ['twelve when it expires', dated(application('a', { dateOfBirth: '2014-06-15' }), { left }), []],
    [
      'twelve the day after',
      dated(application('a', { dateOfBirth: '2014-06-16' }), { left }),
      ['a 2026-06-16'],
    ],
    ['refused: with the file', dated(refused('a'), { left: 'never-came' }), []],
    ['none are held', dated(application('a'), { left, holdsBiometrics: false }), []],
  ];
  for (const [id, record, expected] of ROWS) t.same(ends(record), expected, id);
});

function refused(encounterId: string): SystemRecord {
  const record = application(encounterId, { outcome: 'refused' });
  const { visa: _visa, ...facts } = record.facts as VisApplication;
  return { ...record, facts };
}

t.test('what a later application uses again is kept as long as it is needed', async (t) => {
  const first = dated(application('a'), { left: day('2026-05-01') });
  const second = application('b', { validUntil: '2027-02-01', fingerprintsOf: 'a' as EncounterId });
  const none = { holdsBiometrics: false };
  t.same(ends(first, dated(second, { ...none, left: 'never-came' })), ['a 2027-02-02']);
  t.same(ends(first, dated(second, none)), [], 'on the second visa the child is inside');
});

t.test('they go alone, once, and the record stays', async (t) => {
  const file = [dated(application('a'), { left: 'never-came' })];
  t.equal(dueErasure(file, day('2026-06-15')).kind, 'nothing');
  t.match(dueErasure(file, day('2026-06-16')), { kind: 'records', records: [], biometricsAlone: ['a'] });
  const gone = file.map((each) => ({ ...each, holdsBiometrics: false }));
  t.equal(dueErasure(gone, day('2026-06-16')).kind, 'nothing', 'nothing twice');
  t.match(
    deadlinesOf(file, day('2026-04-01')).find(({ kind }) => kind === 'erase-biometrics'),
    { on: '2026-06-16', encounterId: 'a', citation: /23\(3\)/ },
  );
});

t.test('only applications of children are looked into', async (t) => {
  t.ok(mayEndEarly(application('a', { dateOfBirth: '2014-03-02' })));
  t.notOk(mayEndEarly(application('a', { dateOfBirth: '2014-03-01' })));
  t.notOk(mayEndEarly(application('a', { dateOfBirth: '2029-03-01' })), 'not born');
});
