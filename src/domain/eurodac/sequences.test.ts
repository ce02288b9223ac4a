import t from 'tap';
import { FAKE_IDENTITY } from '../../testing/fakes/fake-people.js';
import type { EncounterId, SubjectId } from '../ids.js';
import type { EurodacCategory } from '../law/eurodac-category-table.js';
import { type LocalDate, localDate } from '../local-date.js';
import type { EurodacDataSet, EurodacStatusMessage, SystemRecord } from '../system-record.js';
import { type CurrentDataSet, currentDataSets } from './current-data-set.js';
import { monthlyStatistics, publishable } from './monthly-statistics.js';
import { type SequenceLink, sequencesOf } from './sequences.js';

const day = (text: string): LocalDate => localDate(text);

type Given = {
  readonly id: string;
  readonly subject?: string;
  readonly state?: string;
  readonly category?: EurodacCategory;
  readonly on: string;
  readonly born?: string;
  readonly facts?: Partial<EurodacDataSet>;
};

function dataSet({
  id,
  subject = id,
  state = 'AUT',
  category = 'international-protection',
  on,
  born,
  facts,
}: Given): SystemRecord {
  return {
    system: 'eurodac',
    subjectId: subject as SubjectId,
    encounterId: id as EncounterId,
    memberState: state,
    encounterAt: `${on}T10:00:00Z`,
    identity: { ...FAKE_IDENTITY, dateOfBirth: day(born ?? '1990-01-01') },
    facts: {
      kind: 'data-set',
      category,
      eventDate: day(on),
      referenceNumber: 'AT10001',
      transmittedAt: `${on}T12:00:00+02:00`,
      ...facts,
    },
  };
}

function message(
  concerns: string,
  status: EurodacStatusMessage['status'],
  on: string,
  more: Partial<EurodacStatusMessage> = {},
): SystemRecord {
  return {
    ...dataSet({ id: `${concerns} ${status} ${on}`, on }),
    facts: {
      kind: 'status-message',
      status,
      statusDate: day(on),
      concerns: concerns as EncounterId,
      ...more,
    },
  };
}

const link = (
  a: string,
  b: string,
  verification: SequenceLink['verification'] = 'unverified',
  foundBy: SequenceLink['foundBy'] = ['fingerprint'],
): SequenceLink => ({ between: [a as EncounterId, b as EncounterId], foundBy, verification });

const ids = (sequences: readonly (readonly CurrentDataSet[])[]) =>
  sequences.map((sequence) => sequence.map(({ dataSetId }) => dataSetId).join(' '));

t.test('which data sets are one person', async (t) => {
  const sets = currentDataSets([
    dataSet({ id: 'c', on: '2026-09-01' }),
    dataSet({ id: 'a', on: '2026-07-01' }),
    dataSet({ id: 'b', on: '2026-08-01', state: 'BEL' }),
  ]);
  const cases: readonly (readonly [string, readonly SequenceLink[], readonly string[]])[] = [
    ['3(6): no hit', [], ['a', 'b', 'c']],
    ['3(6): a hit on fingerprints links by itself', [link('b', 'a')], ['a b', 'c']],
    ['3(6): confirmed', [link('b', 'a', 'confirmed')], ['a b', 'c']],
    ['38(6): found false', [link('b', 'a', 'false')], ['a', 'b', 'c']],
    ['38(5): face alone, not checked', [link('b', 'a', 'unverified', ['face'])], ['a', 'b', 'c']],
    ['38(5): face alone, checked', [link('b', 'a', 'confirmed', ['face'])], ['a b', 'c']],
    ['3(6): face beside fingerprints', [link('b', 'a', 'unverified', ['fingerprint', 'face'])], ['a b', 'c']],
    ['3(6): through a third', [link('c', 'b'), link('b', 'a')], ['a b c']],
    [
      '3(6): twice and in a circle',
      [link('c', 'b'), link('b', 'a'), link('a', 'c'), link('a', 'b')],
      ['a b c'],
    ],
    ['29: a data set that is erased', [link('b', 'gone'), link('gone', 'a')], ['a', 'b', 'c']],
  ];
  for (const [citation, links, expected] of cases) {
    t.same(ids(sequencesOf(sets, links)), expected, `Art ${citation}`);
  }
  const ofOne = currentDataSets([
    dataSet({ id: 'b', subject: 's', on: '2026-08-01' }),
    dataSet({ id: 'a', subject: 's', on: '2026-07-01' }),
  ]);
  t.same(ids(sequencesOf(ofOne, [])), ['a b'], 'one subject is one person');
  t.same(sequencesOf([], [link('a', 'b')]), []);
});

t.test('as many as there are, against a naive twin', async (t) => {
  let seed = 42;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  for (let round = 0; round < 200; round++) {
    const count = 1 + next(12);
    const sets = currentDataSets(
      Array.from({ length: count }, (_, index) =>
        dataSet({ id: `d${index}`, on: `2026-07-${10 + next(9)}` }),
      ),
    );
    const links = Array.from({ length: next(12) }, () => link(`d${next(count)}`, `d${next(count)}`));
    const colours = new Map(sets.map(({ dataSetId }, index) => [dataSetId as string, index]));
    for (let pass = 0; pass < count; pass++) {
      for (const { between } of links) {
        const lowest = Math.min(...between.map((id) => colours.get(id)!));
        for (const id of between) colours.set(id, lowest);
      }
    }
    const sequences = sequencesOf(sets, links);
    t.equal(sequences.length, new Set(colours.values()).size, `round ${round}: as many persons`);
    t.equal(sequences.flat().length, count, `round ${round}: no data set is lost`);
    for (const sequence of sequences) {
      t.equal(new Set(sequence.map(({ dataSetId }) => colours.get(dataSetId))).size, 1);
    }
  }
});

t.test('a data set as it stands', async (t) => {
  const set = dataSet({ id: 'a', on: '2026-07-01' });
  const stands = (...messages: readonly SystemRecord[]) => currentDataSets([...messages, set])[0]!;
  const granted = message('a', 'protection-granted', '2026-10-01');
  const withdrawn = message('a', 'protection-withdrawn', '2027-10-01');
  t.match(stands(), { isMarked: false, hasSecurityFlag: false, mark: undefined });
  t.match(stands(granted), { isMarked: true, mark: { kind: 'protection', on: '2026-10-01' } }, 'Art 31(1)');
  t.match(
    stands(withdrawn, granted),
    { isMarked: false, mark: undefined },
    'Art 31(3): by day, not by arrival',
  );
  t.match(
    stands(granted, withdrawn, message('a', 'protection-granted', '2028-10-01')),
    { isMarked: true, mark: { on: '2028-10-01' } },
    'Art 31(1): granted again',
  );
  const document = message('a', 'residence-document', '2026-10-01');
  t.match(stands(document, withdrawn), { isMarked: true }, 'Art 31(3) unmarks protection only');
  const flag = message('a', 'security-flag', '2026-10-01');
  const ended = message('a', 'security-flag-ended', '2026-11-01');
  t.equal(stands(flag).hasSecurityFlag, true, 'Art 17(2)(i)');
  t.equal(stands(flag, ended).hasSecurityFlag, false, 'Art 17(4)');
  const flagged = dataSet({ id: 'a', on: '2026-07-01', facts: { securityFlag: true } });
  t.equal(currentDataSets([flagged])[0]?.hasSecurityFlag, true);
  t.equal(currentDataSets([flagged, ended])[0]?.hasSecurityFlag, false, 'Art 17(4)');
  t.match(
    stands(
      message('a', 'member-state-responsible', '2026-08-01', { statusMemberState: 'FRA' }),
      message('a', 'member-state-responsible', '2026-09-01', { statusMemberState: 'BEL' }),
      message('a', 'relocation', '2026-09-02', { statusMemberState: 'ESP' }),
      message('a', 'arrival', '2026-09-03'),
      message('a', 'departure', '2026-09-04'),
      message('a', 'removal', '2026-09-05'),
      message('a', 'assisted-return', '2026-09-06'),
      message('a', 'application-rejected', '2026-09-07'),
      message('a', 'citizenship', '2026-09-08', { statusMemberState: 'AUT' }),
      message('b', 'departure', '2026-12-31'),
    ),
    {
      memberStateResponsible: 'BEL',
      memberStateOfRelocation: 'ESP',
      arrivedOn: '2026-09-03',
      departedOn: '2026-09-04',
      removedOn: '2026-09-05',
      assistedReturnOn: '2026-09-06',
      rejectedOn: '2026-09-07',
      citizenship: { memberState: 'AUT', on: '2026-09-08' },
    },
    'Art 16, 25, 30',
  );
});

t.test('the month of Article 12', async (t) => {
  const records = [
    // One person: applies in July in Austria, again in August in Belgium and in Austria, granted in August.
    dataSet({ id: 'a1', subject: 'a', on: '2026-07-31' }),
    dataSet({ id: 'a2', subject: 'a', on: '2026-08-01', state: 'BEL' }),
    dataSet({ id: 'a3', subject: 'a', on: '2026-08-31' }),
    message('a1', 'application-rejected', '2026-08-05'),
    message('a2', 'protection-granted', '2026-08-20'),
    // Another: disembarked and applying in August, a minor until 2 August; a hit links the two data sets.
    dataSet({ id: 'b1', on: '2026-08-01', state: 'ITA', category: 'search-and-rescue', born: '2008-08-02' }),
    dataSet({ id: 'b2', on: '2026-08-02', state: 'ITA', born: '2008-08-02' }),
    // Arrived after a transfer: transmitted in August, applied in June.
    dataSet({ id: 'c1', subject: 'c', on: '2026-06-20' }),
    dataSet({
      id: 'c2',
      subject: 'c',
      on: '2026-08-10',
      state: 'FRA',
      facts: { arrival: 'take-charge', arrivedOn: day('2026-08-09') },
    }),
    dataSet({ id: 'd', on: '2026-08-03', category: 'admission', facts: { admissionOutcome: 'admitted' } }),
    dataSet({ id: 'e', on: '2026-08-03', category: 'admission', facts: { admissionOutcome: 'refused' } }),
    dataSet({ id: 'f', on: '2026-08-03', category: 'national-resettlement' }),
    dataSet({ id: 'g', on: '2026-09-01' }),
  ];
  const sequences = sequencesOf(currentDataSets(records), [link('b2', 'b1')]);
  const hit = { incoming: 'international-protection', stored: 'search-and-rescue' } as const;
  const august = monthlyStatistics(sequences, {
    month: '2026-08',
    hits: [
      { ...hit, on: day('2026-08-02') },
      { ...hit, on: day('2026-08-31') },
      { ...hit, on: day('2026-09-01') },
    ],
  });
  const none = { total: 0, byState: {} };
  t.same(august.applicants, { total: 2, byState: { AUT: 1, BEL: 1, ITA: 1 } }, 'Art 12(1)(a): persons');
  t.same(august.firstTimeApplicants, { total: 1, byState: { ITA: 1 } }, 'Art 12(1)(a): from linking');
  t.same(august.rejectedApplicants, { total: 1, byState: { AUT: 1 } }, 'Art 12(1)(b)');
  t.same(august.disembarked, { total: 1, byState: { ITA: 1 } }, 'Art 12(1)(c)');
  t.same(august.temporaryProtection, none, 'Art 12(1)(d)');
  t.same(august.protectionGranted, { total: 1, byState: { BEL: 1 } }, 'Art 12(1)(e)');
  t.same(
    august.minors,
    { total: 1, byState: { ITA: 1 } },
    'Art 12(1)(f): one person, a day before and on the birthday',
  );
  t.same(august.admitted, { total: 1, byState: { AUT: 1 } }, 'Art 12(1)(g)');
  t.same(august.resettled, { total: 1, byState: { AUT: 1 } }, 'Art 12(1)(h)');
  t.same(
    august.dataSets['international-protection'],
    { total: 4, byState: { AUT: 1, BEL: 1, FRA: 1, ITA: 1 } },
    'Art 12(1)(i): data sets, arrivals too',
  );
  t.same(august.dataSets.admission, { total: 2, byState: { AUT: 2 } });
  t.same(august.hits, [{ ...hit, count: 2 }], 'Art 12(1): hits by pair');
  const july = monthlyStatistics(sequences, { month: '2026-07' });
  t.same(july.firstTimeApplicants, { total: 1, byState: { AUT: 1 } }, 'the last day of the month');
  const unlinked = monthlyStatistics(sequencesOf(currentDataSets(records), []), { month: '2026-08' });
  t.same(unlinked.applicants.total, 2, 'the same, one of them unlinked');
  t.same(unlinked.minors, { total: 1, byState: { ITA: 1 } }, 'Art 12(1)(f): 18 on the birthday');
});

t.test('no one can be told from a count', async (t) => {
  const cases: readonly (readonly [number, Record<string, number>, object])[] = [
    [15, { AUT: 4, BEL: 5, FRA: 6 }, { byState: { BEL: 5, FRA: 6 }, isComplete: false }],
    [13, { AUT: 1, BEL: 5, FRA: 6, ITA: 1 }, { byState: { BEL: 5, FRA: 6 }, isComplete: false }],
    [16, { AUT: 4, BEL: 5, FRA: 6, ITA: 1 }, { total: 16, byState: { BEL: 5, FRA: 6 }, isComplete: false }],
    [5, { BEL: 5 }, { total: 5, byState: { BEL: 5 }, isComplete: true }],
    [4, { BEL: 4 }, { byState: {}, isComplete: false }],
    [0, {}, { total: 0, byState: {}, isComplete: true }],
  ];
  for (const [total, byState, expected] of cases) {
    t.same(publishable({ total, byState }), expected, `Art 12(6): ${JSON.stringify(byState)}`);
  }
});
