import t from 'tap';
import type { EncounterId, SubjectId } from '../ids.js';
import { localDate } from '../local-date.js';
import type { EurodacFacts, SystemRecord } from '../system-record.js';
import { comparedRecords } from './plain-search.js';

const ON = localDate('2026-09-21');

function record(encounterId: string, memberState: string, facts: Partial<EurodacFacts>): SystemRecord {
  return {
    system: 'eurodac',
    subjectId: 'person' as SubjectId,
    encounterId: encounterId as EncounterId,
    memberState,
    encounterAt: '2026-09-20T10:00:00Z',
    identity: {
      surnames: ['Rivera'],
      givenNames: ['Ana'],
      dateOfBirth: localDate('1990-05-06'),
      sex: 'female',
      nationalities: ['PER'],
    },
    facts: facts as EurodacFacts,
  };
}
const dataSet = {
  kind: 'data-set',
  category: 'illegal-stay',
  eventDate: ON,
  referenceNumber: 'AT31',
} as const;
const departure = (concerns: string) =>
  ({
    kind: 'status-message',
    status: 'departure',
    statusDate: ON,
    concerns: concerns as EncounterId,
  }) as const;

const RECORDS = [
  record('own', 'AUT', dataSet),
  record('own-left', 'AUT', departure('own')),
  record('other', 'GRC', dataSet),
  record('other-left', 'GRC', departure('other')),
];

t.test(
  'other states; own data on request; messages with their data set: (EU) 2024/1358 Art 27(1), (3)',
  async (t) => {
    const ROWS = [
      ['asylum-authority', 'AUT', false, ['other', 'other-left']],
      ['immigration-authority', 'AUT', false, ['other', 'other-left']],
      ['immigration-authority', 'GRC', false, ['own', 'own-left']],
      ['asylum-authority', 'FRA', false, ['own', 'own-left', 'other', 'other-left']],
      ['asylum-authority', 'AUT', true, ['own', 'own-left', 'other', 'other-left']],
      // No plain search of theirs reaches Eurodac: what they see comes by a gateway with rules of its own.
      ['police-authority', 'AUT', false, ['own', 'own-left', 'other', 'other-left']],
    ] as const;
    for (const [authorityClass, memberState, wantsOwn, expected] of ROWS) {
      const seen = comparedRecords({ requester: { authorityClass, memberState }, wantsOwn, on: ON }, RECORDS);
      const name = `${authorityClass} of ${memberState}${wantsOwn ? ', own too' : ''}`;
      t.same(
        seen.map(({ encounterId }) => encounterId),
        expected,
        name,
      );
    }
  },
);

t.test('before the act applies nothing is compared: Art 63(2)', async (t) => {
  const requester = { authorityClass: 'asylum-authority', memberState: 'FRA' } as const;
  const before = comparedRecords({ requester, wantsOwn: true, on: localDate('2026-06-11') }, RECORDS);
  t.same(before, []);
  t.equal(
    comparedRecords({ requester, wantsOwn: true, on: localDate('2026-06-12') }, RECORDS).length,
    RECORDS.length,
  );
});
