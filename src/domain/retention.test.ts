import t from 'tap';
import { FAKE_IDENTITY } from '../testing/fakes/fake-people.js';
import type { EncounterId, SubjectId } from './ids.js';
import { type LocalDate, localDate } from './local-date.js';
import { latestReviewBy, type Retention, retainSubjectUntil, retainUntil } from './retention.js';
import type { AnyFacts, EurodacFacts, SisFacts, SystemRecord } from './system-record.js';
import type { SystemId } from './systems.js';

const day = (text: string): LocalDate => localDate(text);
const TODAY = day('2026-11-24');

function record(system: SystemId, facts: AnyFacts): SystemRecord {
  return {
    system,
    subjectId: 'subject' as SubjectId,
    encounterId: `${system}-${facts.kind}` as EncounterId,
    memberState: 'AUT',
    encounterAt: '2026-01-01T10:00:00Z',
    identity: FAKE_IDENTITY,
    facts,
  };
}
const crossing = { borderCrossingPoint: 'Vienna airport' };
const entry = (date: string) => record('ees', { kind: 'entry', entryDate: day(date), ...crossing });
const exit = (date: string) => record('ees', { kind: 'exit', exitDate: day(date), ...crossing });
const refusal = (date: string) =>
  record('ees', { kind: 'refusal', refusalDate: day(date), grounds: ['F'], ...crossing });

function retain(records: readonly SystemRecord[], index = 0, decidedOn?: LocalDate): Retention {
  return retainUntil(records[index]!, {
    records,
    receivedOn: day('2026-11-20'),
    today: TODAY,
    ...(decidedOn ? { decidedOn } : {}),
  });
}

t.test('EES', async (t) => {
  const stay = [entry('2026-01-01'), exit('2026-03-31')];
  const back = [...stay, entry('2026-10-01'), exit('2026-10-10')];
  const visa = { stickerNumber: 'AUT012345678', validUntil: day('2026-06-20'), durationDays: 90 };
  const cases = [
    ['entry of a closed stay', stay, 0, '2029-03-31', '2029-04-01', undefined, 'Art 34(1), (2)'],
    ['its exit', stay, 1, '2029-03-31', '2029-04-01', undefined, 'Art 34(1), (2)'],
    [
      'the old stay goes although the person came back',
      back,
      0,
      '2029-03-31',
      '2029-04-01',
      undefined,
      'Art 34(1)',
    ],
    ['the new stay', back, 3, '2029-10-10', '2029-10-11', undefined, 'Art 34(1), (2)'],
    ['refusal', [refusal('2026-05-01')], 0, '2029-05-01', '2029-05-02', undefined, 'Art 34(1), (2)'],
    ['18: no exit', [entry('2026-02-01')], 0, '2031-05-01', '2031-05-01', '2031-02-01', 'Art 34(3)'],
    [
      'notice in a shorter month',
      [entry('2026-03-03')],
      0,
      '2031-05-31',
      '2031-05-31',
      '2031-02-28',
      'Art 34(3)',
    ],
    [
      'another entry closes nothing',
      [entry('2026-02-01'), entry('2026-03-01'), exit('2026-03-02')],
      0,
      '2031-05-01',
      '2031-05-01',
      '2031-02-01',
      'Art 34(3)',
    ],
    ['exit without entry', [exit('2026-02-01')], 0, '2029-02-01', '2029-02-02', undefined, 'Art 34(1)'],
    [
      'no exit, bound by the visa',
      [record('ees', { kind: 'entry', entryDate: day('2026-06-10'), ...crossing, visa })],
      0,
      '2031-06-20',
      '2031-06-20',
      '2031-03-20',
      'Art 34(3)',
    ],
    [
      'no exit, nothing authorised',
      [...stay, entry('2026-04-01')],
      2,
      '2031-04-01',
      '2031-04-01',
      '2031-01-01',
      'Art 34(3)',
    ],
    [
      '29 February',
      [entry('2028-02-01'), exit('2028-02-29')],
      1,
      '2031-02-28',
      '2031-03-01',
      undefined,
      'Art 34(1)',
    ],
  ] as const;
  for (const [id, records, index, lastDayKept, fileLastDayKept, noticeOn, citation] of cases) {
    const retention = retain(records, index);
    t.match(retention, { kind: 'until', lastDayKept, fileLastDayKept }, `${id} ((EU) 2017/2226 ${citation})`);
    t.equal(retention.kind === 'until' ? retention.noticeOn : undefined, noticeOn, `${id}: notice`);
  }
  t.match(
    retainUntil(stay[0]!, { records: [], receivedOn: TODAY, today: TODAY }),
    { kind: 'open', reason: /not among/ },
    'a record without its subject has no term',
  );
});

t.test('VIS', async (t) => {
  const application = {
    kind: 'visa-application',
    applicationNumber: 'V1',
    applicationDate: day('2026-01-10'),
  } as const;
  const visa = {
    stickerNumber: 'AUT012345678',
    validFrom: day('2026-02-01'),
    validUntil: day('2026-08-15'),
    durationDays: 30,
    entries: 'multiple',
  } as const;
  const cases = [
    ['issued', { ...application, outcome: 'issued', visa }, undefined, '2031-08-15'],
    ['refused', { ...application, outcome: 'refused' }, '2026-01-30', '2031-01-30'],
    ['annulled', { ...application, outcome: 'annulled', visa }, '2026-03-01', '2031-03-01'],
    ['revoked', { ...application, outcome: 'revoked', visa }, '2026-03-02', '2031-03-02'],
    ['day of decision unknown', { ...application, outcome: 'refused' }, undefined, '2031-01-10'],
    ['pending', { ...application, outcome: 'pending' }, undefined, undefined],
    ['issued, no visa recorded', { ...application, outcome: 'issued' }, undefined, undefined],
  ] as const;
  for (const [id, facts, decidedOn, lastDayKept] of cases) {
    const retention = retain([record('vis', facts)], 0, decidedOn && day(decidedOn));
    const expected = lastDayKept
      ? { kind: 'until', lastDayKept, fileLastDayKept: lastDayKept }
      : { kind: 'open' };
    t.match(retention, { ...expected, citation: /767\/2008 Art 23/ }, id);
  }
});

t.test('ETIAS', async (t) => {
  const application = {
    kind: 'travel-authorisation',
    applicationNumber: 'E1',
    applicationDate: day('2026-01-10'),
  } as const;
  const cases = [
    ['issued', { ...application, outcome: 'issued', validUntil: day('2029-01-12') }, undefined, '2029-01-12'],
    ['refused', { ...application, outcome: 'refused' }, '2026-01-14', '2031-01-14'],
    [
      'revoked',
      { ...application, outcome: 'revoked', validUntil: day('2029-01-12') },
      '2026-02-01',
      '2031-02-01',
    ],
    ['day of decision unknown', { ...application, outcome: 'annulled' }, undefined, '2031-01-10'],
    ['pending', { ...application, outcome: 'pending' }, undefined, undefined],
    ['issued, no validity recorded', { ...application, outcome: 'issued' }, undefined, undefined],
  ] as const;
  for (const [id, facts, decidedOn, lastDayKept] of cases) {
    const retention = retain([record('etias', facts)], 0, decidedOn && day(decidedOn));
    const expected = lastDayKept ? { kind: 'until', lastDayKept } : { kind: 'open' };
    t.match(retention, { ...expected, citation: /2018\/1240 Art 54/ }, id);
  }
});

t.test('SIS keeps an alert until its review', async (t) => {
  const alert = (alertKind: SisFacts['alertKind']): SystemRecord =>
    record('sis', {
      kind: 'alert',
      alertKind,
      issuedOn: day('2026-01-10'),
      reviewBy: day('2027-01-10'),
      actionToBeTaken: 'refuse entry',
    });
  const cases = [
    ['refusal-of-entry', '2031-01-10', /2018\/1861 Art 39\(2\)/],
    ['return', '2031-01-10', /2018\/1860/],
    ['arrest', '2031-01-10', /2018\/1862 Art 53\(2\)/],
    ['missing-person', '2031-01-10', /2018\/1862 Art 53\(2\)/],
    ['judicial-procedure', '2029-01-10', /2018\/1862 Art 53\(3\)/],
    ['check', '2027-01-10', /2018\/1862 Art 53\(4\)/],
  ] as const;
  for (const [alertKind, latest, citation] of cases) {
    t.match(retain([alert(alertKind)]), { kind: 'until', lastDayKept: '2027-01-10', citation }, alertKind);
    t.equal(latestReviewBy(alertKind, day('2026-01-10')), latest, `${alertKind}: latest review`);
  }
  t.equal(latestReviewBy('arrest', day('2023-03-06')), undefined, 'before the rule existed');
});

t.test('Eurodac counts from transmission, not from the event', async (t) => {
  const cases: readonly (readonly [EurodacFacts['category'], string, RegExp])[] = [
    ['international-protection', '2036-11-20', /Art 29\(1\)/],
    ['admission', '2029-11-20', /Art 29\(3\), \(4\)/],
    ['national-resettlement', '2031-11-20', /Art 29\(5\)/],
    ['irregular-crossing', '2031-11-20', /Art 29\(6\)/],
    ['illegal-stay', '2031-11-20', /Art 29\(7\)/],
    ['search-and-rescue', '2031-11-20', /Art 29\(8\)/],
  ];
  for (const [category, lastDayKept, citation] of cases) {
    const dataSet = record('eurodac', {
      kind: 'data-set',
      category,
      eventDate: day('2026-11-01'),
      referenceNumber: 'AUT1000001',
    });
    t.match(retain([dataSet]), { kind: 'until', lastDayKept, citation }, category);
  }
});

t.test('ECRIS-TCN has no term of its own', async (t) => {
  const index = record('ecris-tcn', {
    kind: 'conviction-index',
    convictingMemberState: 'AUT',
    referenceCode: 'R1',
  });
  t.match(retain([index]), { kind: 'open', reason: /national register/, citation: /2019\/816 Art 8/ });
});

t.test('a subject is kept as long as its longest record', async (t) => {
  const records = [entry('2026-01-01'), exit('2026-03-31'), refusal('2026-05-01')];
  const all = records.map((_, index) => retain(records, index));
  t.match(retainSubjectUntil(all), { kind: 'until', fileLastDayKept: '2029-05-02' });
  t.match(retainSubjectUntil([...all].reverse()), { kind: 'until', fileLastDayKept: '2029-05-02' });
  const open: Retention = { kind: 'open', reason: 'The application is pending.' };
  t.same(retainSubjectUntil([...all, open]), open, 'an open record keeps the subject');
  t.equal(retainSubjectUntil([]), undefined);
});
