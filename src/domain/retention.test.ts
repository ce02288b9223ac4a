import t from 'tap';
import { FAKE_IDENTITY } from '../testing/fakes/fake-people.js';
import type { EncounterId, SubjectId } from './ids.js';
import { type LocalDate, localDate } from './local-date.js';
import { latestReviewBy, type Retention, retainSubjectUntil, retainUntil } from './retention.js';
import type {
  AnyFacts,
  EtiasEventFacts,
  EurodacDataSet,
  SisFacts,
  SystemRecord,
  VisDecision,
} from './system-record.js';
import type { SystemId } from './systems.js';

const day = (text: string): LocalDate => localDate(text);
const TODAY = day('2026-11-24');

let recorded = 0;
function record(system: SystemId, facts: AnyFacts): SystemRecord {
  return {
    system,
    subjectId: 'subject' as SubjectId,
    encounterId: `encounter ${recorded++}` as EncounterId,
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

function retain(records: readonly SystemRecord[], index = 0): Retention {
  return retainUntil(records[index]!, {
    records,
    receivedOn: day('2026-11-20'),
    today: TODAY,
  });
}

t.test('EES', async (t) => {
  const stay = [entry('2026-01-01'), exit('2026-03-31')];
  const back = [...stay, entry('2026-10-01'), exit('2026-10-10')];
  const family = (date: string) =>
    record('ees', { kind: 'entry', entryDate: day(date), freeMovement: true, ...crossing });
  const extended = [
    entry('2026-02-01'),
    record('ees', {
      kind: 'stay-decision',
      decision: 'extension',
      decidedOn: day('2026-04-25'),
      place: 'Vienna',
      endsOn: day('2026-05-20'),
    }),
  ];
  const correctedExit = exit('2026-03-31');
  const correction = record('ees', {
    kind: 'amendment',
    change: 'rectification',
    amendedOn: day('2026-04-10'),
    place: 'Vienna',
    concerns: correctedExit.encounterId,
    eventDate: day('2026-03-30'),
  });
  const amendment = (
    concerned: SystemRecord,
    change: 'rectification' | 'erasure',
    eventDate?: string,
  ): SystemRecord =>
    record('ees', {
      kind: 'amendment',
      change,
      amendedOn: day('2026-08-10'),
      place: 'Vienna',
      concerns: concerned.encounterId,
      ...(eventDate ? { eventDate: day(eventDate) } : {}),
    });
  const corrected = (concerned: SystemRecord, eventDate: string) => [
    concerned,
    amendment(concerned, 'rectification', eventDate),
  ];
  const erased = (concerned: SystemRecord) => [concerned, amendment(concerned, 'erasure')];
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
      'family member: a year from the exit',
      [family('2026-03-01'), exit('2026-03-31')],
      1,
      '2027-03-31',
      '2027-03-31',
      undefined,
      'Art 34(4)',
    ],
    [
      'family member without exit: five years from the entry',
      [family('2026-03-01')],
      0,
      '2031-03-01',
      '2031-03-01',
      undefined,
      'Art 34(4)',
    ],
    [
      'an extension moves the end of what was authorised',
      extended,
      0,
      '2031-05-20',
      '2031-05-20',
      '2031-02-20',
      'Art 34(3)',
    ],
    ['the extension goes with its stay', extended, 1, '2031-05-20', '2031-05-20', '2031-02-20', 'Art 34(3)'],
    [
      'a correction goes with what it corrects',
      [entry('2026-01-01'), correctedExit, correction],
      2,
      '2029-03-30',
      '2029-03-31',
      undefined,
      'Art 34(1)',
    ],
    [
      'an erased entry, from its own day',
      erased(entry('2026-01-01')),
      0,
      '2029-01-01',
      '2029-01-02',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'its erasure goes with it',
      erased(entry('2026-01-01')),
      1,
      '2029-01-01',
      '2029-01-02',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'an erased refusal',
      erased(refusal('2026-05-01')),
      0,
      '2029-05-01',
      '2029-05-02',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'its erasure goes with it',
      erased(refusal('2026-05-01')),
      1,
      '2029-05-01',
      '2029-05-02',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'a refusal, from its day as rectified',
      corrected(refusal('2026-05-01'), '2026-04-20'),
      0,
      '2029-04-20',
      '2029-04-21',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'the rectification of a refusal goes with it',
      corrected(refusal('2026-05-01'), '2026-04-20'),
      1,
      '2029-04-20',
      '2029-04-21',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'the erasure of a record that is gone',
      erased(entry('2026-01-01')).slice(1),
      0,
      '2029-08-10',
      '2029-08-11',
      undefined,
      'Art 34(1), 35',
    ],
    [
      'the erasure of an extension goes with that, and both with the stay',
      [...extended, amendment(extended[1]!, 'erasure')],
      2,
      '2031-05-01',
      '2031-05-01',
      '2031-02-01',
      'Art 34(3), 35',
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
    ['withdrawn', { ...application, outcome: 'withdrawn' }, '2026-02-20', '2031-01-10'],
    ['discontinued', { ...application, outcome: 'discontinued' }, '2026-02-20', '2031-01-10'],
    [
      'long stay refused, not final',
      { ...application, outcome: 'refused', isLongStay: true },
      '2026-01-30',
      undefined,
    ],
    ['day of decision unknown', { ...application, outcome: 'refused' }, undefined, undefined],
    ['pending', { ...application, outcome: 'pending' }, undefined, undefined],
    ['issued, no visa recorded', { ...application, outcome: 'issued' }, undefined, undefined],
  ] as const;
  for (const [id, facts, decidedOn, lastDayKept] of cases) {
    const retention = retain([
      record('vis', { ...facts, ...(decidedOn ? { decidedOn: day(decidedOn) } : {}) }),
    ]);
    const expected = lastDayKept
      ? { kind: 'until', lastDayKept, fileLastDayKept: lastDayKept }
      : { kind: 'open' };
    t.match(retention, { ...expected, citation: /767\/2008 Art 2[23]/ }, id);
  }
  const file = record('vis', { ...application, outcome: 'pending' });
  const decision = (facts: Omit<VisDecision, 'kind' | 'concerns'>) =>
    record('vis', { kind: 'visa-decision', concerns: file.encounterId, ...facts });
  const issued = decision({ decision: 'issued', decidedOn: day('2026-01-20'), visa });
  const extended = decision({
    decision: 'extended',
    decidedOn: day('2026-08-10'),
    validUntil: day('2026-08-30'),
  });
  const revoked = decision({ decision: 'revoked', decidedOn: day('2026-08-20') });
  const steps = [
    [[file, issued], '2031-08-15'],
    [[file, issued, extended], '2031-08-30'],
    [[file, issued, extended, revoked], '2031-08-20'],
  ] as const;
  for (const [records, lastDayKept] of steps) {
    const each = records.map((_, index) => retain(records, index));
    t.match(
      each,
      records.map(() => ({ kind: 'until', lastDayKept })),
      'a decision lives as long as its application',
    );
  }
  t.match(retain([revoked]), { lastDayKept: '2031-08-20' }, 'its application is erased');

  const longStay = record('vis', { ...application, outcome: 'pending', isLongStay: true });
  const refusal = (facts: Partial<VisDecision>) =>
    record('vis', {
      kind: 'visa-decision',
      concerns: longStay.encounterId,
      decision: 'refused',
      decidedOn: day('2026-03-01'),
      ...facts,
    });
  t.match(retain([longStay, refusal({})]), { kind: 'open', cause: 'undecided', citation: /22d\(2\)/ });
  t.match(retain([longStay, refusal({ finalOn: day('2026-04-01') })]), { lastDayKept: '2026-04-01' });
  t.match(retain([longStay, refusal({ forThreatOrFraud: true })]), { lastDayKept: '2031-03-01' });
  t.match(
    retain([longStay, refusal({ forThreatOrFraud: true }), refusal({ finalOn: day('2026-04-10') })]),
    { lastDayKept: '2031-03-01' },
    'said again because it is final',
  );
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
    ['day of decision unknown', { ...application, outcome: 'annulled' }, undefined, undefined],
    ['pending', { ...application, outcome: 'pending' }, undefined, undefined],
    ['issued, no validity recorded', { ...application, outcome: 'issued' }, undefined, undefined],
  ] as const;
  for (const [id, facts, decidedOn, lastDayKept] of cases) {
    const retention = retain([
      record('etias', { ...facts, ...(decidedOn ? { decidedOn: day(decidedOn) } : {}) }),
    ]);
    const expected = lastDayKept ? { kind: 'until', lastDayKept } : { kind: 'open' };
    t.match(retention, { ...expected, citation: /2018\/1240 Art 54/ }, id);
  }
  const file = record('etias', { ...application, outcome: 'pending', submittedAt: '2026-01-10T08:00:00Z' });
  const event = (at: string, facts: Omit<EtiasEventFacts, 'kind' | 'concerns' | 'at'>) =>
    record('etias', {
      kind: 'authorisation-event',
      concerns: file.encounterId,
      at: `${at}T09:00:00Z`,
      ...facts,
    });
  const issued = event('2026-01-10', { event: 'issued', validUntil: day('2029-01-09') });
  const consent = event('2026-01-11', { event: 'consent-given', consentYears: 2 });
  const steps = [
    [[file, issued], '2029-01-09'],
    [[file, issued, consent], '2031-01-09'],
    [[file, issued, consent, event('2029-05-01', { event: 'consent-withdrawn' })], '2029-05-01'],
    [[file, issued, consent, event('2026-05-01', { event: 'consent-withdrawn' })], '2029-01-09'],
    [[file, issued, consent, event('2026-06-01', { event: 'revoked' })], '2031-06-01'],
    [[file, event('2026-01-11', { event: 'hits-reported' })], undefined],
  ] as const;
  for (const [records, lastDayKept] of steps) {
    const expected = lastDayKept ? { kind: 'until', lastDayKept } : { kind: 'open', cause: 'undecided' };
    t.match(
      records.map((_, index) => retain(records, index)),
      records.map(() => expected),
    );
  }
  const refused = record('etias', { ...application, outcome: 'refused', decidedOn: day('2026-02-01') });
  const causes = [
    [[], '2031-02-01'],
    [[{}], '2031-02-01'],
    [[{ deletedOn: day('2026-06-01') }], '2026-06-08'],
    [[{ deletedOn: day('2026-06-01') }, {}], '2031-02-01'],
    [[{ deletedOn: day('2026-06-01') }, { deletedOn: day('2026-07-01') }], '2026-07-08'],
  ] as const;
  for (const [deleted, lastDayKept] of causes) {
    t.match(
      retainUntil(refused, { records: [refused], receivedOn: TODAY, today: TODAY, causesOf: () => deleted }),
      { kind: 'until', lastDayKept },
    );
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
  const cases: readonly (readonly [Partial<EurodacDataSet>, string, RegExp])[] = [
    [{ category: 'international-protection' }, '2036-11-20', /Art 29\(1\)/],
    [{ category: 'admission' }, '2029-11-20', /Art 29\(3\), \(4\)/],
    [{ category: 'admission', admissionOutcome: 'admitted' }, '2031-11-20', /Art 29\(3\)/],
    [{ category: 'admission', admissionOutcome: 'refused' }, '2029-11-20', /Art 29\(4\)/],
    [{ category: 'admission', admissionOutcome: 'discontinued' }, '2029-11-20', /Art 29\(4\)/],
    [{ category: 'national-resettlement' }, '2031-11-20', /Art 29\(5\)/],
    [{ category: 'irregular-crossing' }, '2031-11-20', /Art 29\(6\)/],
    [{ category: 'illegal-stay' }, '2031-11-20', /Art 29\(7\)/],
    [{ category: 'search-and-rescue' }, '2031-11-20', /Art 29\(8\)/],
    [{ category: 'illegal-stay', transmittedAt: '2026-11-03T00:30:00+02:00' }, '2031-11-03', /Art 29\(7\)/],
    [{ category: 'illegal-stay', biometricsTakenOn: day('2026-11-02') }, '2031-11-20', /Art 29\(7\)/],
  ];
  for (const [facts, lastDayKept, citation] of cases) {
    const found = retain([record('eurodac', dataSet(facts))]);
    t.match(found, { kind: 'until', lastDayKept, citation }, JSON.stringify(facts));
  }
});

t.test('citizenship ends a data set early, and that of a Member State alone', async (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['AUT', '2027-05-01', /Art 30/],
    ['DEU', '2027-05-01', /Art 30/],
    ['CHE', '2027-05-01', /Art 30/],
    // Messages of it were taken once.
    ['USA', '2036-11-20', /Art 29\(1\)/],
  ];
  for (const [statusMemberState, lastDayKept, citation] of cases) {
    const held = record('eurodac', dataSet({ category: 'international-protection' }));
    const message = record('eurodac', {
      kind: 'status-message',
      status: 'citizenship',
      statusDate: day('2027-05-01'),
      statusMemberState,
      concerns: held.encounterId,
    });
    for (const index of [0, 1]) {
      const expected = { kind: 'until', lastDayKept, citation };
      t.match(retain([held, message], index), expected, `${statusMemberState}: ${index}`);
    }
  }
});

t.test('temporary protection counts from the Council decision, by whole years', async (t) => {
  const today = day('2031-01-01');
  const inForce = day('2030-03-04');
  const protectedPerson = dataSet({ category: 'temporary-protection', councilDecisionInForceFrom: inForce });
  const prolonged = (until: string) =>
    ({
      kind: 'status-message',
      status: 'temporary-protection-prolonged',
      statusDate: day('2031-01-01'),
      concerns: '0' as EncounterId,
      prolongedUntil: day(until),
    }) as const;
  const cases: readonly (readonly [string | undefined, string])[] = [
    [undefined, '2031-03-04'],
    ['2031-03-03', '2031-03-04'],
    ['2031-03-04', '2031-03-04'],
    ['2031-03-05', '2032-03-04'],
    ['2032-03-04', '2032-03-04'],
    ['2033-01-31', '2033-03-04'],
  ];
  for (const [until, lastDayKept] of cases) {
    const records = [protectedPerson, ...(until ? [prolonged(until)] : [])].map((facts, index) => ({
      ...record('eurodac', facts),
      encounterId: String(index) as EncounterId,
    }));
    for (const each of records) {
      const found = retainUntil(each, { records, receivedOn: day('2030-04-01'), today });
      t.match(found, { kind: 'until', lastDayKept, citation: /Art 29\(9\)/ }, `${until}, ${each.facts.kind}`);
    }
  }
  const context = { receivedOn: day('2030-04-01'), today };
  const undated = record('eurodac', dataSet({ category: 'temporary-protection' }));
  t.match(retainUntil(undated, { ...context, records: [undated] }), {
    kind: 'open',
    reason: /entered into force/,
  });
  t.match(
    retainUntil(undated, { ...context, records: [undated], today: day('2029-06-11') }),
    { kind: 'open' },
    'not in force yet',
  );
  const orphan = record('eurodac', prolonged('2033-01-31'));
  t.match(
    retainUntil(orphan, { ...context, records: [orphan] }),
    { kind: 'until', lastDayKept: '2031-01-01', reason: /is erased/ },
    'a message without its data set goes at once',
  );
});

t.test('a message about a data set lives as long as that', async (t) => {
  const ids = ['set', 'message'] as EncounterId[];
  const message = record('eurodac', {
    kind: 'status-message',
    status: 'departure',
    statusDate: day('2027-05-01'),
    concerns: ids[0]!,
  });
  const records = [record('eurodac', dataSet({ category: 'illegal-stay' })), message].map((each, index) => ({
    ...each,
    encounterId: ids[index]!,
  }));
  const received = (id: EncounterId) => (id === 'set' ? day('2026-11-20') : day('2027-05-02'));
  const kept = records.map((each) =>
    retainUntil(each, {
      records,
      receivedOn: received(each.encounterId),
      receivedOnOf: received,
      today: day('2027-06-01'),
    }),
  );
  t.match(kept, [{ lastDayKept: '2031-11-20' }, { lastDayKept: '2031-11-20' }]);
});

t.test('ECRIS-TCN has no term of its own', async (t) => {
  const index = record('ecris-tcn', {
    kind: 'conviction-index',
    convictingMemberState: 'AUT',
    referenceCode: 'R1',
  });
  t.match(retain([index]), { kind: 'open', reason: /national register/, citation: /2019\/816 Art 8/ });
  const gone = record('ecris-tcn', {
    kind: 'conviction-gone',
    concerns: index.encounterId,
    goneOn: day('2026-10-31'),
  });
  for (const each of [0, 1]) t.match(retain([index, gone], each), { lastDayKept: '2026-11-30' });
});

t.test('a subject is kept as long as its longest record', async (t) => {
  const records = [entry('2026-01-01'), exit('2026-03-31'), refusal('2026-05-01')];
  const all = records.map((_, index) => retain(records, index));
  t.match(retainSubjectUntil(all), { kind: 'until', fileLastDayKept: '2029-05-02' });
  t.match(retainSubjectUntil([...all].reverse()), { kind: 'until', fileLastDayKept: '2029-05-02' });
  const open: Retention = { kind: 'open', cause: 'undecided', reason: 'The application is pending.' };
  t.same(retainSubjectUntil([...all, open]), open, 'an open record keeps the subject');
  t.equal(retainSubjectUntil([]), undefined);
});

function dataSet(facts: Partial<EurodacDataSet>): EurodacDataSet {
  return {
    kind: 'data-set',
    category: 'illegal-stay',
    eventDate: day('2026-11-01'),
    referenceNumber: 'AUT1000001',
    ...facts,
  };
}
