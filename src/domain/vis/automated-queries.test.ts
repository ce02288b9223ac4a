import t from 'tap';
import type { FoundFile } from '../etias/evaluate-queries.js';
import type { EncounterId, SubjectId } from '../ids.js';
import { LONG_STAY_HITS, LONG_STAY_SOURCE_ROWS, longStaySources } from '../law/vis-query-table.js';
import { localDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';
import { hitsInFile, recordedHits, sourcesToAsk } from './automated-queries.js';

const PERSON = {
  surnames: ['Rivera'],
  givenNames: ['Ana'],
  dateOfBirth: '1990-05-06',
  sex: 'female',
  nationalities: ['PER'],
} as unknown as SystemRecord['identity'];
const OWN = 'own' as EncounterId;
const TODAY = localDate('2026-12-01');

const file = (
  system: SystemId,
  facts: object,
  more: { encounterId?: string; identity?: object; foundBy?: FoundFile['foundBy'] } = {},
): FoundFile => ({
  system,
  subjectId: 's' as SubjectId,
  foundBy: more.foundBy ?? ['identity'],
  records: [
    {
      system,
      subjectId: 's' as SubjectId,
      encounterId: (more.encounterId ?? 'e') as EncounterId,
      encounterAt: '2026-11-01T00:00:00Z',
      memberState: 'DEU',
      identity: { ...PERSON, ...more.identity },
      facts,
    } as SystemRecord,
  ],
});
const alert = (alertKind: string, reviewBy = '2027-01-01') => ({ kind: 'alert', alertKind, reviewBy });
const hits = (found: FoundFile, flagged: readonly string[] = []) =>
  hitsInFile(found, {
    identity: PERSON,
    own: OWN,
    flagged: new Set(flagged as readonly EncounterId[]),
    today: TODAY,
  }).map(({ hit, memberState }) => `${hit} ${memberState}`);

t.test('which sources, by the law of the day: (EC) 767/2008 Art 22b', async (t) => {
  t.same(longStaySources(localDate('2021-08-01')), [], 'not before the reform');
  t.equal(longStaySources(localDate('2021-08-02')).length, 10);
  t.same(
    LONG_STAY_SOURCE_ROWS.flatMap((row) => row.hits).sort(),
    [...LONG_STAY_HITS].sort(),
    'each hit comes from one source',
  );
  const all = sourcesToAsk(TODAY, []);
  t.equal(all.length, 10);
  t.same(sourcesToAsk(TODAY, all.slice(1)), ['sis'], 'who has answered is not asked again');
});

/** what was found, the hits it is, why. */
const CASES: readonly (readonly [FoundFile, readonly string[], string])[] = [
  [file('sis', alert('refusal-of-entry')), ['sis-refusal-of-entry DEU'], 'the state that entered it'],
  [file('sis', alert('return')), ['sis-return DEU'], ''],
  [file('sis', alert('arrest')), ['sis-arrest DEU'], ''],
  [file('sis', alert('missing-person')), ['sis-missing-person DEU'], 'found, and not recorded below'],
  [file('sis', alert('judicial-procedure')), ['sis-judicial-procedure DEU'], ''],
  [file('sis', alert('check')), ['sis-discreet-check DEU'], ''],
  [file('sis', alert('unknown-wanted')), [], 'without an identity'],
  [file('sis', alert('arrest', '2026-12-01')), ['sis-arrest DEU'], 'on its last day'],
  [file('sis', alert('arrest', '2026-11-30')), [], 'not in force'],
  [file('ees', { kind: 'entry' }), ['ees DEU'], ''],
  [file('etias', { kind: 'travel-authorisation' }), ['etias DEU'], ''],
  [file('etias', { kind: 'authorisation-event' }), [], 'the application is the hit'],
  [file('vis', { kind: 'visa-application' }), ['vis DEU'], ''],
  [file('vis', { kind: 'visa-application' }, { encounterId: 'own' }), [], 'not the application itself'],
  [file('vis', { kind: 'visa-decision' }), [], ''],
  [file('ecris-tcn', { kind: 'conviction' }), [], 'without a flag'],
  [file('ecris-tcn', { kind: 'conviction' }, { encounterId: 'flagged' }), ['ecris-tcn DEU'], ''],
  [file('eurodac', { kind: 'data-set' }), [], 'no source of the article'],
  [file('ees', { kind: 'entry' }, { identity: { dateOfBirth: '1990-06-05' } }), ['ees DEU'], 'similar'],
  [file('ees', { kind: 'entry' }, { identity: { nationalities: ['ECU'] } }), [], 'different'],
  [
    file('ees', { kind: 'entry' }, { identity: { nationalities: ['ECU'] }, foundBy: ['document'] }),
    ['ees DEU'],
    'the document corresponds',
  ],
];

t.test('what is a hit', async (t) => {
  for (const [found, expected, why] of CASES) {
    t.same(
      hits(found, ['flagged']),
      expected,
      `${found.system} ${JSON.stringify(found.records[0]!.facts)} ${why}`,
    );
  }
});

t.test('what the file may hold: (EC) 767/2008 Art 22b(8) to (10)', async (t) => {
  const of = (hit: (typeof LONG_STAY_HITS)[number], memberState = 'DEU') => ({ hit, memberState });
  t.same(
    recordedHits(LONG_STAY_HITS.map((hit) => of(hit))).map(({ hit }) => hit),
    LONG_STAY_HITS.filter(
      (hit) => !['sis-missing-person', 'sis-judicial-procedure', 'sis-discreet-check'].includes(hit),
    ),
  );
  t.equal(recordedHits([of('ees'), of('ees'), of('ees', 'FRA')]).length, 2, 'once for each state');
});
