/**
 * Automated processing of an application: what it is compared with, and what a hit leads to. (EU) 2018/1240 Art 20 to
 * 26; the text of 2018, with the query of ECRIS-TCN that (EU) 2021/1152 added. There are no biometrics (Art 17).
 */
import { type LocalDate, localDate } from '../local-date.js';
import type { Provision, Sureness } from './citation.js';

export const ETIAS_IN_FORCE: LocalDate = localDate('2018-10-09');
const AMENDED = localDate('2021-08-03');

/** The points of Art 20(2), then (3), (4), (5). */
export const ETIAS_QUERIES = [
  'sis-document',
  'interpol-sltd',
  'sis-refusal-of-entry',
  'sis-arrest',
  'etias-negative',
  'etias-document',
  'ees-overstay',
  'ees-refusal',
  'vis-negative',
  'europol',
  'eurodac',
  'interpol-tdawn',
  'guardian-sis',
  'ecris-tcn',
  'questions',
  'watchlist',
  'risk-indicators',
] as const;
export type EtiasQuery = (typeof ETIAS_QUERIES)[number];

export type EtiasQueryRow = Provision & {
  readonly query: EtiasQuery;
  /** What of the application is compared. */
  readonly compares:
    | 'travel-document'
    | 'identity-and-document'
    | 'identity-of-guardian'
    | 'answers'
    | 'application';
  /** What the National Unit does with a confirmed hit. `refuse`: it has no choice. */
  readonly decision: 'refuse' | 'assess';
  /** Not made for family members of Union citizens with the right of free movement. */
  readonly notForFamilyMembers?: true;
  /** Only for minors: the person with parental authority or the guardian. */
  readonly onlyForMinors?: true;
  /** The answer says yes by itself: there is no identity to verify, so the Central Unit has nothing to do. */
  readonly toNationalUnitAtOnce?: true;
};

export const ETIAS_QUERY_ROWS: readonly EtiasQueryRow[] = [
  query(
    'sis-document',
    '(a)',
    'the document is reported lost, stolen, misappropriated or invalidated in SIS',
    {
      compares: 'travel-document',
      decision: 'refuse',
    },
  ),
  query('interpol-sltd', '(b)', 'the document is reported lost, stolen or invalidated in the SLTD database', {
    compares: 'travel-document',
  }),
  query('sis-refusal-of-entry', '(c)', 'the person is subject to an alert for refusal of entry in SIS', {
    decision: 'refuse',
  }),
  query('sis-arrest', '(d)', 'the person is subject to an alert for arrest in SIS', {}),
  query('etias-negative', '(e)', 'an authorisation was refused, revoked or annulled before', {}),
  query('etias-document', '(f)', 'the document stands in another application with other identity data', {
    compares: 'travel-document',
  }),
  query('ees-overstay', '(g)', 'the person is or was an overstayer in the EES', {
    notForFamilyMembers: true,
  }),
  query('ees-refusal', '(h)', 'the person was refused entry in the EES', {}),
  query('vis-negative', '(i)', 'a visa was refused, annulled or revoked', {}),
  query('europol', '(j)', 'the data stand in Europol data', {}),
  query('eurodac', '(k)', 'the person is registered in Eurodac', { notForFamilyMembers: true }),
  query('interpol-tdawn', '(l)', 'the document is associated with a notice in the TDAWN database', {
    compares: 'travel-document',
  }),
  query(
    'guardian-sis',
    '(m)',
    'parents or guardian of a minor: alert for arrest or for refusal of entry in SIS',
    {
      compares: 'identity-of-guardian',
      onlyForMinors: true,
    },
  ),
  {
    ...query('ecris-tcn', '(n)', 'the person is flagged in ECRIS-TCN', { sureness: 'verified-indirectly' }),
    inForceFrom: AMENDED,
    citation: '(EU) 2018/1240 Art 20(2)(n) as amended by (EU) 2021/1152',
  },
  query('questions', '', 'a question about convictions, conflict areas or return was answered with yes', {
    compares: 'answers',
    toNationalUnitAtOnce: true,
    citation: '(EU) 2018/1240 Art 20(3), 21(4)',
  }),
  query('watchlist', '', 'the person stands on the ETIAS watchlist', {
    citation: '(EU) 2018/1240 Art 20(4), 34',
  }),
  query('risk-indicators', '', 'the application meets specific risk indicators; never a refusal on its own', {
    compares: 'application',
    citation: '(EU) 2018/1240 Art 20(5), 26(6), 33',
  }),
];

export const ETIAS_PROCESSING_ROWS = {
  'no-hit': {
    rule: 'no hit: the authorisation is issued automatically',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 21(1)',
    sureness: 'verified',
  },
  'central-unit': {
    rule: 'a hit: the Central Unit verifies whether it is the applicant; a false hit is deleted',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 21(2), 22',
    sureness: 'verified',
  },
  'false-hit': {
    rule: 'all hits false: the authorisation is issued automatically',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 22(4)',
    sureness: 'verified',
  },
  'national-unit': {
    rule: 'a hit that is confirmed, or doubts that remain: the National Unit of the state responsible decides by hand',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 21(3), 26',
    sureness: 'verified',
  },
  'answered-yes': {
    rule: 'only a question answered with yes: to the National Unit without the Central Unit',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 21(4)',
    sureness: 'verified-indirectly',
  },
  'refuse-at-once': {
    rule: 'document reported in SIS, or alert for refusal of entry: the National Unit refuses',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 26(3)(a)',
    sureness: 'general-knowledge',
  },
  assess: {
    rule: 'any other hit: the National Unit assesses the risk and decides; nothing is refused automatically',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 26(3)(b), (4) to (6)',
    sureness: 'general-knowledge',
  },
  'sirene-notice': {
    rule: 'alerts on missing persons, for judicial procedures and for checks: the SIRENE Bureau is told, the application goes on',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 23',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export function etiasQueryRow(query: EtiasQuery): EtiasQueryRow {
  return ETIAS_QUERY_ROWS.find((row) => row.query === query)!;
}

type QueryRest = Partial<Omit<EtiasQueryRow, 'query' | 'rule' | 'inForceFrom'>> & {
  readonly sureness?: Sureness;
};

function query(name: EtiasQuery, point: string, rule: string, rest: QueryRest): EtiasQueryRow {
  return {
    query: name,
    compares: 'identity-and-document',
    decision: 'assess',
    citation: `(EU) 2018/1240 Art 20(2)${point}`,
    sureness: 'verified',
    ...rest,
    rule: `query ${name}: ${rule}`,
    inForceFrom: ETIAS_IN_FORCE,
  };
}
