import t from 'tap';
import type { EncounterId, SubjectId } from '../ids.js';
import type { EurodacCategory } from '../law/eurodac-category-table.js';
import { EURODAC_STATUS_ROWS, type EurodacStatus } from '../law/eurodac-status-table.js';
import { localDate } from '../local-date.js';
import type { EurodacDataSet, EurodacStatusMessage } from '../system-record.js';
import { citizenshipErasures } from './citizenship-erasure.js';
import type { CurrentDataSet } from './current-data-set.js';
import { isCopy, mayReport, noticesOf, relocatedMark } from './report-status.js';

const day = localDate;
const CATEGORIES: readonly EurodacCategory[] = [
  'international-protection',
  'admission',
  'national-resettlement',
  'irregular-crossing',
  'illegal-stay',
  'search-and-rescue',
  'temporary-protection',
];

function dataSet(
  category: EurodacCategory,
  more: Partial<CurrentDataSet> = {},
  facts: Partial<EurodacDataSet> = {},
): CurrentDataSet {
  return {
    dataSetId: 'a' as EncounterId,
    subjectId: 's' as SubjectId,
    memberState: 'AUT',
    category,
    dateOfBirth: day('1990-01-01'),
    transmittedOn: day('2030-01-02'),
    facts: { kind: 'data-set', category, eventDate: day('2030-01-01'), referenceNumber: 'AT1', ...facts },
    isMarked: false,
    hasSecurityFlag: false,
    ...more,
  };
}

const message = (status: EurodacStatus, statusDate = '2030-06-01'): EurodacStatusMessage => ({
  kind: 'status-message',
  status,
  statusDate: day(statusDate),
  concerns: 'a' as EncounterId,
});

/** Columns in the order of CATEGORIES: who may be reported on. */
const MATRIX: Readonly<Record<EurodacStatus, readonly [cells: string, citation: string]>> = {
  'member-state-responsible': ['x......', '16(1), (3)'],
  arrival: ['x......', '16(2)(b)'],
  departure: ['x..xxx.', '16(2)(c), 22(7), 23(6), 24(7)'],
  removal: ['x..xxx.', '16(2)(d), 22(7), 23(6), 24(7)'],
  relocation: ['x..xxx.', '25(1)'],
  'assisted-return': ['x..xxx.', '17(2), 22(3), 23(3), 24(3)'],
  'application-rejected': ['x......', '17(2)(j)'],
  'border-procedure-decided': ['x......', '17(2)'],
  'protection-granted': ['x......', '31(1)'],
  'protection-withdrawn': ['x..xxx.', '31(3)'],
  'residence-document': ['...xxx.', '31(4)'],
  'security-flag': ['x..xxx.', '17(2)(i), 22(3)(d), 23(3)(e), 24(3)(f)'],
  'security-flag-ended': ['x..xxx.', '17(4)'],
  citizenship: ['xxxxxxx', '30'],
  'temporary-protection-prolonged': ['......x', '29(9)'],
};

t.test('what is reported about which category', async (t) => {
  t.same(Object.keys(MATRIX).sort(), EURODAC_STATUS_ROWS.map(({ status }) => status).sort());
  const standing: Partial<CurrentDataSet> = {
    mark: { kind: 'protection', on: day('2030-05-01') },
    isMarked: true,
    hasSecurityFlag: true,
  };
  for (const [status, [cells, citation]] of Object.entries(MATRIX)) {
    for (const [index, category] of CATEGORIES.entries()) {
      const given = { ...message(status as EurodacStatus), othersConsulted: true };
      const decision = mayReport(given, dataSet(category, standing), { sender: 'AUT' });
      const expected = cells[index] === 'x' ? 'accepted' : 'category';
      const found = decision.kind === 'accepted' ? decision.kind : decision.because;
      t.equal(found, expected, `Art ${citation}: ${status}, ${category}`);
      t.match(decision.citation, /2024\/1358 Art/);
    }
  }
});

t.test('who reports, and when', async (t) => {
  const applicant = dataSet('international-protection');
  const protectedPerson = dataSet('temporary-protection', {}, { eventDate: day('2029-06-12') });
  const flagged = { ...applicant, hasSecurityFlag: true };
  const marked = {
    ...applicant,
    isMarked: true,
    mark: { kind: 'protection', on: day('2030-05-01') },
  } as const;
  const cases: readonly (readonly [
    citation: string,
    message: EurodacStatusMessage,
    dataSet: CurrentDataSet,
    sender: string,
    consulted: boolean,
    expected: string,
  ])[] = [
    ['40(3): the state of origin', message('departure'), applicant, 'AUT', false, 'accepted'],
    ['40(3): another state', message('departure'), applicant, 'BEL', false, 'not-of-origin'],
    [
      '16(2)(b): the state responsible',
      message('arrival'),
      { ...applicant, memberStateResponsible: 'AUT' },
      'AUT',
      false,
      'accepted',
    ],
    [
      '16(2)(b): another state is responsible',
      message('arrival'),
      { ...applicant, memberStateResponsible: 'BEL' },
      'AUT',
      false,
      'not-responsible',
    ],
    ['16(2)(b): not determined yet', message('arrival'), applicant, 'AUT', false, 'accepted'],
    [
      '16(2)(c): before the event',
      message('departure', '2029-12-31'),
      applicant,
      'AUT',
      false,
      'before-transmission',
    ],
    [
      '16(2)(c): the day of the event',
      message('departure', '2030-01-01'),
      applicant,
      'AUT',
      false,
      'accepted',
    ],
    ['63(2): before the recast', message('departure', '2026-06-11'), applicant, 'AUT', false, 'not-in-force'],
    [
      '63(2): temporary protection, a day early',
      message('temporary-protection-prolonged', '2029-06-11'),
      protectedPerson,
      'AUT',
      false,
      'not-in-force',
    ],
    [
      '63(2): temporary protection',
      message('temporary-protection-prolonged', '2029-06-12'),
      protectedPerson,
      'AUT',
      false,
      'accepted',
    ],
    ['31(3): nothing to unmark', message('protection-withdrawn'), applicant, 'AUT', false, 'nothing-to-end'],
    ['31(3)', message('protection-withdrawn'), marked, 'AUT', false, 'accepted'],
    ['17(4): no flag', message('security-flag-ended'), applicant, 'AUT', true, 'nothing-to-end'],
    [
      '17(4): not consulted',
      message('security-flag-ended'),
      flagged,
      'AUT',
      false,
      'other-states-not-consulted',
    ],
    ['17(4): consulted', message('security-flag-ended'), flagged, 'AUT', true, 'accepted'],
  ];
  for (const [citation, given, about, sender, consulted, expected] of cases) {
    const decision = mayReport({ ...given, othersConsulted: consulted }, about, { sender });
    t.equal(decision.kind === 'accepted' ? decision.kind : decision.because, expected, `Art ${citation}`);
  }
});

t.test('whom Eurodac informs within 72 hours', async (t) => {
  const of = (id: string, memberState: string) =>
    dataSet('international-protection', { dataSetId: id as EncounterId, memberState });
  const sequence = [of('a', 'AUT'), of('b', 'BEL'), of('c', 'AUT'), of('d', 'FRA')];
  const reportedAt = '2030-06-01T23:30:00+02:00';
  const dueAt = '2030-06-04T21:30:00.000Z';
  const cases: readonly (readonly [EurodacStatus, string | undefined, string])[] = [
    ['member-state-responsible', 'update-responsible', '16(4)'],
    ['relocation', 'note-relocation', '16(4), 25(1)'],
    ['protection-granted', 'mark-too', '31(1)'],
    ['residence-document', 'informed', '31(4)'],
    ['security-flag-ended', 'delete-flag-too', '17(4)'],
    ['citizenship', 'erase-too', '30'],
    ['departure', undefined, '16(2)(c)'],
    ['removal', undefined, '16(2)(d)'],
    ['arrival', undefined, '16(2)(b)'],
    ['assisted-return', undefined, '17(2)'],
    ['application-rejected', undefined, '17(2)(j)'],
    ['border-procedure-decided', undefined, '17(2)'],
    ['protection-withdrawn', undefined, '31(3)'],
    ['security-flag', undefined, '17(2)(i)'],
    ['temporary-protection-prolonged', undefined, '29(9)'],
  ];
  t.equal(cases.length, EURODAC_STATUS_ROWS.length);
  for (const [status, obliges, citation] of cases) {
    const notices = noticesOf(message(status), sequence, reportedAt);
    const expected = obliges
      ? [
          { to: 'BEL', aboutDataSet: 'b', dueAt, obliges },
          { to: 'FRA', aboutDataSet: 'd', dueAt, obliges },
        ]
      : [];
    t.match(notices, expected, `Art ${citation}: ${status}`);
    t.equal(notices.length, expected.length, `Art ${citation}: ${status}, own data sets are left out`);
  }
  t.same(noticesOf(message('citizenship'), sequence.slice(1), reportedAt), [], 'its data set is erased');
});

t.test('whose data sets follow, and who is told and no more', async (t) => {
  const others = [
    ...CATEGORIES.map((category) => dataSet(category, { memberState: 'BEL' })),
    dataSet('admission', { memberState: 'BEL' }, { admissionOutcome: 'admitted' }),
  ];
  /** In the order of CATEGORIES, and of the admitted: obliged, informed, not told. */
  const cases: readonly (readonly [EurodacStatus, string, string])[] = [
    ['member-state-responsible', 'oiiiiiii', '16(4)'],
    ['relocation', 'oiioooii', '16(4), 25(1)'],
    ['protection-granted', 'oiioooii', '31(1)'],
    ['residence-document', 'iiioooii', '31(4)'],
    ['security-flag-ended', 'oooooooo', '17(4)'],
    ['citizenship', 'o-oooooo', '30, 29(4)'],
  ];
  const origin = dataSet('international-protection', { dataSetId: 'origin' as EncounterId });
  for (const [status, cells, citation] of cases) {
    for (const [index, other] of others.entries()) {
      const concerns = origin.dataSetId;
      const [notice] = noticesOf({ ...message(status), concerns }, [origin, other], '2030-06-01T10:00:00Z');
      const found = notice === undefined ? '-' : notice.obliges === 'informed' ? 'i' : 'o';
      t.equal(found, cells[index], `Art ${citation}: ${status}, ${other.category}`);
    }
  }
  const mark = { kind: 'protection', on: day('2030-05-01') } as const;
  const marked = dataSet('illegal-stay', { memberState: 'BEL', mark, isMarked: true });
  const withdrawn = { ...message('protection-withdrawn'), concerns: origin.dataSetId };
  t.match(noticesOf(withdrawn, [origin, marked], '2030-06-01T10:00:00Z'), [{ obliges: 'informed' }]);
});

t.test('a mark is copied from the data set it was reported about, and from no copy', async (t) => {
  const mark = { kind: 'protection', on: day('2030-05-01') } as const;
  const from = (category: EurodacCategory, memberState = 'BEL') =>
    dataSet(category, { dataSetId: 'b' as EncounterId, memberState, mark, isMarked: true });
  const documented = dataSet('illegal-stay', {
    dataSetId: 'b' as EncounterId,
    memberState: 'BEL',
    mark: { kind: 'residence-document', on: day('2030-05-01') },
    residenceDocumentOn: day('2030-05-01'),
    isMarked: true,
  });
  const granted = from('international-protection');
  const stay = dataSet('illegal-stay');
  const relocated = dataSet('international-protection', {}, { arrival: 'relocation' });
  type Case = readonly [EurodacStatus, CurrentDataSet, readonly CurrentDataSet[], string, isAsked?: boolean];
  const cases: readonly Case[] = [
    ['protection-granted', stay, [], 'category'],
    ['protection-granted', stay, [granted], 'accepted'],
    ['protection-granted', stay, [from('international-protection', 'AUT')], 'accepted'],
    ['protection-granted', stay, [from('irregular-crossing')], 'category'],
    ['protection-granted', stay, [documented], 'category'],
    ['protection-granted', dataSet('admission'), [granted], 'category'],
    ['protection-granted', stay, [], 'accepted', true],
    ['protection-granted', dataSet('admission'), [], 'category', true],
    ['residence-document', relocated, [documented], 'accepted'],
    ['residence-document', relocated, [], 'category'],
    ['residence-document', relocated, [], 'accepted', true],
    ['residence-document', dataSet('international-protection'), [documented], 'category'],
  ];
  for (const [status, about, sequence, expected, isAsked = false] of cases) {
    const marks = { sender: 'AUT', sequence: [about, ...sequence], isAsked };
    const decision = mayReport(message(status), about, marks);
    const found = decision.kind === 'accepted' ? decision.kind : decision.because;
    const others = sequence.map(({ category, memberState }) => `${category} of ${memberState}`).join();
    t.equal(found, expected, `Art 31(1), (6): ${status}, ${about.category}, ${others} ${isAsked}`);
  }

  const copy = dataSet('illegal-stay', { mark, isMarked: true });
  const ends = (about: CurrentDataSet, other: CurrentDataSet) =>
    mayReport(message('protection-withdrawn'), about, { sender: 'AUT', sequence: [about, other] });
  t.match(ends(copy, granted), { because: 'nothing-to-end', citation: /31\(3\)/ }, 'not its to end');
  t.match(ends(copy, dataSet('international-protection', { memberState: 'BEL' })), { kind: 'accepted' });
  t.match(
    ends(copy, from('irregular-crossing')),
    { kind: 'accepted' },
    'copies hold each other up in nothing',
  );
  t.match(ends({ ...granted, memberState: 'AUT' }, granted), { kind: 'accepted' }, 'of its own right');
});

t.test('a copy tells nobody', async (t) => {
  const cases: readonly (readonly [EurodacStatus, EurodacCategory, boolean, boolean])[] = [
    ['protection-granted', 'international-protection', false, false],
    ['protection-granted', 'international-protection', true, true],
    ['protection-granted', 'illegal-stay', false, true],
    ['protection-withdrawn', 'international-protection', false, false],
    ['protection-withdrawn', 'illegal-stay', false, true],
    ['residence-document', 'illegal-stay', false, false],
    ['residence-document', 'international-protection', false, true],
    ['member-state-responsible', 'international-protection', true, false],
    ['citizenship', 'illegal-stay', false, false],
  ];
  for (const [status, category, wasAsked, expected] of cases) {
    t.equal(isCopy(message(status), dataSet(category), { wasAsked }), expected, `${status}, ${category}`);
  }
});

t.test('relocation copies the mark', async (t) => {
  const mark = { kind: 'protection', on: day('2030-05-01') } as const;
  const from = dataSet('international-protection', { mark, isMarked: true });
  t.match(relocatedMark(from, 'ESP'), { memberStateResponsible: 'ESP', mark }, 'Art 31(6)');
  t.equal(relocatedMark(dataSet('illegal-stay'), 'ESP').mark, undefined, 'Art 31(6): none to copy');
});

t.test('citizenship', async (t) => {
  const cases: readonly (readonly [CurrentDataSet, string, string])[] = [
    ...CATEGORIES.filter((category) => category !== 'admission').map(
      (category) => [dataSet(category), 'without-delay', '29(1), (5) to (9)'] as const,
    ),
    [dataSet('admission', {}, { admissionOutcome: 'admitted' }), 'without-delay', '29(3)'],
    [dataSet('admission', {}, { admissionOutcome: 'refused' }), 'kept', '29(4)'],
    [dataSet('admission', {}, { admissionOutcome: 'discontinued' }), 'kept', '29(4)'],
    [dataSet('admission'), 'kept', '29(4), reading: the outcome is not recorded'],
    [dataSet('illegal-stay', { memberState: 'BEL' }), 'once-aware', 'another state granted it'],
    [dataSet('admission', { memberState: 'BEL' }, { admissionOutcome: 'refused' }), 'kept', '29(4)'],
  ];
  for (const [given, kind, citation] of cases) {
    const erasures = citizenshipErasures([given], 'AUT');
    t.match(
      erasures,
      [{ kind, by: given.memberState, citation: /Art 30/ }],
      `Art 30, ${citation}: ${given.category}`,
    );
  }
});
