/** Searching VIS: keys, the order at the border, and what a long-stay file shows of a hit elsewhere. */
import type { LocalDate } from '../local-date.js';
import type { Provision, Sureness } from './citation.js';
import { VIS_OPERATION, VIS_REFORM } from './vis-visa-table.js';

export const VIS_SEARCH_ROWS = {
  'face-never-alone': {
    rule: 'a face is never the only search criterion',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 15(2a), 20, 21, 22, 22r(4)',
    sureness: 'verified',
  },
  'search-by-person': {
    rule: 'at the border VIS is searched from the EES by identity and document',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 18(1)(a), (2)',
    sureness: 'verified-indirectly',
  },
  'search-by-sticker': {
    rule: 'by the number of the sticker where the situation of the traveller makes that better, or the way through the EES fails',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 18(1)(b), (3)',
    sureness: 'verified-indirectly',
  },
  status: {
    rule: 'the status of the visa and its validity in time and place are checked before the identity',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 18(1)',
    sureness: 'interpretation',
  },
  fingerprints: {
    rule: 'the identity of a visa holder is verified by fingerprints against VIS',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 18; (EU) 2017/2226 Art 23',
    sureness: 'verified',
  },
  face: {
    rule: 'where fingerprints cannot be used or do not match, by the live face',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 18; (EU) 2017/2226 Art 23',
    sureness: 'verified',
  },
  identify: {
    rule: 'nothing found, verification failed, or doubts of identity, document or visa: identification by fingerprints, with the face or without it',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 18, 20; (EU) 2017/2226 Art 27',
    sureness: 'verified',
  },
  'identify-by-data': {
    rule: 'where fingerprints cannot be used, identification searches identity and document data',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 20; (EU) 2017/2226 Art 23, 27',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/** Where an automated query for a long-stay visa or residence permit found something. */
/** Alerts on persons, by kind: what one source, SIS, may hit. */
const ALERT_HITS = [
  'sis-refusal-of-entry',
  'sis-return',
  'sis-arrest',
  'sis-missing-person',
  'sis-judicial-procedure',
  'sis-discreet-check',
] as const;

/** Sources with one kind of hit, which goes by their name, in the order of the article. */
const SOURCES_OF_ONE_HIT = [
  'sis-document',
  'ees',
  'etias',
  'etias-watchlist',
  'vis',
  'ecris-tcn',
  'europol',
  'interpol-sltd',
  'interpol-tdawn',
] as const;

export const LONG_STAY_HITS = [...ALERT_HITS, ...SOURCES_OF_ONE_HIT] as const;
export type LongStayHit = (typeof LONG_STAY_HITS)[number];

export type LongStayHitRow = Provision & {
  readonly hits: readonly LongStayHit[];
  /** What the file shows until the hit is verified. */
  readonly shows: 'hit-and-state' | 'further-verification-needed' | 'nothing';
};

export const LONG_STAY_HIT_ROWS: readonly LongStayHitRow[] = [
  hit(
    ['sis-refusal-of-entry', 'sis-return', 'sis-document', 'ees', 'etias', 'vis', 'interpol-sltd'],
    'hit-and-state',
    'shown in the file with the state concerned',
    'verified-indirectly',
  ),
  hit(
    ['sis-arrest', 'etias-watchlist', 'ecris-tcn', 'europol', 'interpol-tdawn'],
    'further-verification-needed',
    'shown as further verification needed, and no more',
    'verified',
  ),
  hit(
    ['sis-missing-person', 'sis-judicial-procedure', 'sis-discreet-check'],
    'nothing',
    'not recorded in the file',
    'verified',
  ),
];

function hit(
  hits: readonly LongStayHit[],
  shows: LongStayHitRow['shows'],
  words: string,
  sureness: Sureness,
): LongStayHitRow {
  return {
    hits,
    shows,
    rule: `long-stay applications, hits in ${hits.join(', ')}: ${words}`,
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 22b(8) to (10)',
    sureness,
  };
}

/** Whom an application for a long-stay visa or residence permit is put to. Alerts on documents are no files of persons. */
export const LONG_STAY_SOURCES = ['sis', ...SOURCES_OF_ONE_HIT] as const;
export type LongStaySource = (typeof LONG_STAY_SOURCES)[number];

export type LongStaySourceRow = Provision & {
  readonly source: LongStaySource;
  /** What of the application it is asked by; nothing else leaves the file. */
  readonly compares: 'identity-and-document' | 'travel-document';
  readonly hits: readonly LongStayHit[];
};

export const LONG_STAY_SOURCE_ROWS: readonly LongStaySourceRow[] = [
  source('sis', 'alerts on persons in force', {}),
  source('sis-document', 'alerts in force on the travel document', { compares: 'travel-document' }),
  source('ees', 'files of the person, whatever they hold', { sureness: 'interpretation' }),
  source('etias', 'applications of the person, whatever became of them', { sureness: 'interpretation' }),
  source('etias-watchlist', 'entries in force', {}),
  source('vis', 'other applications of the person, whatever became of them', { sureness: 'interpretation' }),
  source('ecris-tcn', 'entries with a flag in force', { sureness: 'verified-indirectly' }),
  source('europol', 'data of Europol', {}),
  source('interpol-sltd', 'stolen and lost documents', { compares: 'travel-document' }),
  source('interpol-tdawn', 'documents associated with notices', { compares: 'travel-document' }),
];

export const LONG_STAY_QUERY_ROWS = {
  'partial-correspondence': {
    rule: 'long-stay applications: partial correspondence is a hit; here the document, or identity data that are the same or similar',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 22b',
    sureness: 'interpretation',
  },
  'hit-verified': {
    rule: 'long-stay applications: hits are verified by hand; a false hit is erased. Here by the visa authority, as far as the file shows them',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 22b(8) to (10)',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;

/** The sources an application of this day is put to, in the order of the article; none by the law before the reform. */
export function longStaySources(on: LocalDate): readonly LongStaySourceRow[] {
  return LONG_STAY_SOURCE_ROWS.filter(({ inForceFrom }) => inForceFrom <= on);
}

type SourceRest = Partial<Pick<LongStaySourceRow, 'compares' | 'sureness'>>;

function source(
  name: LongStaySource,
  words: string,
  { compares = 'identity-and-document', sureness = 'verified' }: SourceRest,
): LongStaySourceRow {
  return {
    source: name,
    compares,
    hits: name === 'sis' ? ALERT_HITS : [name],
    rule: `long-stay applications are put to ${name} by ${compares.replaceAll('-', ' ')}: ${words}`,
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 22b',
    sureness,
  };
}
