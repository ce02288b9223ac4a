import t from 'tap';
import { ETIAS_QUERIES, ETIAS_QUERY_ROWS, type EtiasQuery } from '../law/etias-query-table.js';
import { SIS_ALERT_KINDS } from '../law/sis-alert-table.js';
import { localDate } from '../local-date.js';
import {
  type EtiasHit,
  etiasQueries,
  etiasRoute,
  isOnlySireneNotice,
  nationalUnitChoice,
} from './automated-processing.js';

const ON = localDate('2026-11-25');
const hit = (query: EtiasQuery, verdict: EtiasHit['verdict'] = 'unverified'): EtiasHit => ({
  query,
  verdict,
});

t.test('which queries are made: (EU) 2018/1240 Art 20, 24(3)', async (t) => {
  const left = (isFamilyMember: boolean, isMinor: boolean, on = ON) => {
    const made = etiasQueries({ isFamilyMember, isMinor }, on).map(({ query }) => query);
    return ETIAS_QUERIES.filter((query) => !made.includes(query));
  };
  t.same(
    ETIAS_QUERY_ROWS.map(({ query }) => query),
    ETIAS_QUERIES,
    'one row each, in order',
  );
  t.same(left(false, true), [], 'a minor: all');
  t.same(left(false, false), ['guardian-sis']);
  t.same(left(true, true), ['ees-overstay', 'eurodac'], 'family members: no overstay, no Eurodac');
  t.same(left(false, true, localDate('2021-08-02')), ['ecris-tcn'], 'the day before ECRIS-TCN was added');
  t.same(left(false, true, localDate('2021-08-03')), []);
  t.same(left(false, true, localDate('2018-10-08')), ETIAS_QUERIES, 'the day before the act');
});

/** hits, where to, citation. */
const ROUTES: readonly (readonly [readonly EtiasHit[], string, string])[] = [
  [[], 'issue', '(EU) 2018/1240 Art 21(1)'],
  [[hit('sis-document')], 'central-unit', '(EU) 2018/1240 Art 21(2), 22'],
  [[hit('sis-document', 'false')], 'issue', '(EU) 2018/1240 Art 22(4)'],
  [[hit('sis-document', 'confirmed')], 'national-unit', '(EU) 2018/1240 Art 21(3), 26'],
  [[hit('europol', 'doubtful')], 'national-unit', '(EU) 2018/1240 Art 21(3), 26'],
  [[hit('sis-document', 'false'), hit('europol')], 'central-unit', '(EU) 2018/1240 Art 22'],
  [[hit('sis-document', 'confirmed'), hit('europol')], 'central-unit', '(EU) 2018/1240 Art 22'],
  [[hit('questions')], 'national-unit', '(EU) 2018/1240 Art 21(4)'],
  [[hit('questions'), hit('europol')], 'central-unit', '(EU) 2018/1240 Art 21(4), 22'],
  [[hit('questions'), hit('europol', 'false')], 'national-unit', '(EU) 2018/1240 Art 21(4)'],
  [[hit('questions'), hit('europol', 'confirmed')], 'national-unit', '(EU) 2018/1240 Art 26'],
];

t.test('where an application goes', async (t) => {
  for (const [hits, to, citation] of ROUTES) {
    const route = etiasRoute(hits);
    const name = `${hits.map(({ query, verdict }) => `${query} ${verdict}`).join(', ') || 'no hit'}: ${citation}`;
    t.equal(route.to, to, name);
    t.notOk(
      route.hits.some(({ verdict }) => verdict === 'false'),
      `${name}: false hits are deleted`,
    );
  }
});

t.test('only two hits leave the National Unit no choice: (EU) 2018/1240 Art 26(3)', async (t) => {
  const mustRefuse = ETIAS_QUERIES.filter(
    (query) => nationalUnitChoice([hit(query, 'confirmed')]).choice === 'must-refuse',
  );
  t.same(mustRefuse, ['sis-document', 'sis-refusal-of-entry']);
  t.equal(nationalUnitChoice([hit('sis-document', 'doubtful')]).choice, 'assess', 'not confirmed');
  t.equal(
    nationalUnitChoice([hit('europol', 'confirmed'), hit('sis-refusal-of-entry', 'confirmed')]).choice,
    'must-refuse',
    'one is enough',
  );
});

t.test('alerts the SIRENE Bureau is only told of: (EU) 2018/1240 Art 23', async (t) => {
  t.same(
    SIS_ALERT_KINDS.filter((kind) => isOnlySireneNotice(kind).isNotice),
    [
      'missing-protected',
      'missing',
      'child-abduction',
      'child-travel',
      'vulnerable-adult',
      'judicial-procedure',
      'discreet-check',
      'inquiry-check',
      'specific-check',
    ],
  );
});
