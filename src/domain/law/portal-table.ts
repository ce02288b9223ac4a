/**
 * The European search portal: what it owes whoever asks, and who may ask what directly while it is down ((EU) 2019/817
 * Art 6 to 11). Sources outside the six systems, and whom the acts let ask them.
 */
import type { AuthorityClass } from '../authorities.js';
import { localDate } from '../local-date.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import type { Provision, Sureness } from './citation.js';

/** Databases of others that the portal may reach. `europol` is Europol's data, the others are Interpol's. */
export const SOURCES = ['interpol-sltd', 'interpol-tdawn', 'europol'] as const;
export type SourceId = (typeof SOURCES)[number];

/** What a source can be asked by. */
export type SourceKey = 'document' | 'identity' | 'biometrics';

const INTEROPERABILITY = localDate('2019-06-11');
const SCREENING = localDate('2026-06-12');

const row = (rule: string, citation: string, sureness: Sureness = 'verified'): Provision => ({
  rule,
  inForceFrom: INTEROPERABILITY,
  citation,
  sureness,
});

export const PORTAL_ROWS = {
  simultaneous: row('one query goes to all systems the profile allows at once', '(EU) 2019/817 Art 9(1)'),
  keys: row('a system is asked only by keys it allows', '(EU) 2019/817 Art 9(2)'),
  silence: row(
    'no information about systems the user may not access, not even that something exists',
    '(EU) 2019/817 Art 9(4)',
  ),
  'as-they-come': row('replies are delivered as soon as each source answers', '(EU) 2019/817 Art 9(6)'),
  'nothing-kept': row('the portal keeps logs and no data of replies', '(EU) 2019/817 Art 10'),
  'missing-named': row(
    'a system that does not answer is named with the reason; the articles on fallback do not speak of a single system',
    '(EU) 2019/817 Art 9(6), 11',
    'interpretation',
  ),
  'interpol-silent': row(
    'Interpol is asked only where nothing is revealed to the owner of an alert; otherwise it is not asked',
    '(EU) 2019/817 Art 9(5); (EU) 2024/1356 Art 16(6)',
  ),
  'europol-notice': row(
    'where data of a screening match at Europol, the query data go to it as a notice',
    '(EU) 2024/1356 Art 16(5)',
  ),
  'own-state': row(
    'an authority asks for its own state; a visa authority may act for a state it represents',
    '(EU) 2019/817 Art 7(1); Visa Code Art 8',
    'interpretation',
  ),
} as const satisfies Readonly<Record<string, Provision>>;

export type SourceAccessRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly source: SourceId;
};

/** Who may ask which source through the portal; what is in no row is not asked. */
export const SOURCE_ACCESS_ROWS: readonly SourceAccessRow[] = [
  sourceRow('border-authority', ['interpol-sltd'], {
    rule: 'border checks ask the database of stolen and lost documents',
    citation: '(EU) 2016/399 Art 8(2)(a), 8(3)(a)',
    sureness: 'general-knowledge',
  }),
  sourceRow('visa-authority', ['interpol-sltd', 'interpol-tdawn', 'europol'], {
    rule: 'visa applications are compared with Interpol and Europol data',
    citation: '(EC) 767/2008 Art 9a(3), 22b(5)',
    sureness: 'verified-indirectly',
  }),
  sourceRow('etias-central-unit', ['interpol-sltd', 'interpol-tdawn', 'europol'], {
    rule: 'applications are compared with Interpol and Europol data',
    citation: '(EU) 2018/1240 Art 12, 20(2)',
    sureness: 'verified-indirectly',
  }),
  sourceRow('screening-authority', ['interpol-sltd', 'interpol-tdawn', 'europol'], {
    rule: 'security checks of a screening ask Interpol and Europol',
    citation: '(EU) 2024/1356 Art 15(2), 16(5), (6)',
    sureness: 'verified',
    inForceFrom: SCREENING,
  }),
].flat();

function sourceRow(
  authorityClass: AuthorityClass,
  sources: readonly SourceId[],
  provision: Omit<Provision, 'inForceFrom'> & { readonly inForceFrom?: Provision['inForceFrom'] },
): readonly SourceAccessRow[] {
  return sources.map((source) => ({
    authorityClass,
    source,
    ...provision,
    inForceFrom: provision.inForceFrom ?? INTEROPERABILITY,
  }));
}

/** What of a request each source knows: documents alone, or persons too; Europol's data also by biometrics. */
export const SOURCE_KEYS: Readonly<Record<SourceId, readonly SourceKey[]>> = {
  'interpol-sltd': ['document'],
  'interpol-tdawn': ['document'],
  europol: ['document', 'identity'],
};

/** Where the portal fails. */
export const PORTAL_FAILURES = ['central', 'national', 'agency'] as const;
export type PortalFailure = (typeof PORTAL_FAILURES)[number];

export type PortalFallbackRow = Provision & {
  readonly failure: PortalFailure;
  /** Who tells whom that it failed. */
  readonly notifiedBy: 'eu-lisa' | 'member-state' | 'agency';
  readonly notified: readonly ('users' | 'eu-lisa' | 'commission')[];
  /** Whether the duty to use the portal is lifted and systems are asked directly. */
  readonly directly: boolean;
};

export const PORTAL_FALLBACK_ROWS: readonly PortalFallbackRow[] = [
  {
    failure: 'central',
    notifiedBy: 'eu-lisa',
    notified: ['users'],
    directly: true,
    ...row(
      'the portal fails: users are told automatically; the systems and the repository are asked directly',
      '(EU) 2019/817 Art 11(1), (3)',
    ),
  },
  {
    failure: 'national',
    notifiedBy: 'member-state',
    notified: ['eu-lisa', 'commission'],
    directly: true,
    ...row(
      'national infrastructure fails: the state tells eu-LISA and the Commission; it asks the systems directly',
      '(EU) 2019/817 Art 11(2), (3)',
    ),
  },
  {
    failure: 'agency',
    notifiedBy: 'agency',
    notified: ['eu-lisa', 'commission'],
    directly: false,
    ...row(
      'infrastructure of an agency fails: it tells eu-LISA and the Commission; Article 11(3) lifts the duty for states alone',
      '(EU) 2019/817 Art 11(4)',
      'interpretation',
    ),
  },
];

/** Systems that must be asked through the portal while it works; SIS may be asked directly by states at any time. */
export const PORTAL_DUTY: Readonly<Record<SystemId, Provision & { readonly isMandatory: boolean }>> =
  Object.fromEntries(SYSTEMS.map((system) => [system, portalDuty(system)])) as never;

function portalDuty(system: SystemId): Provision & { readonly isMandatory: boolean } {
  if (system === 'sis') {
    return {
      isMandatory: false,
      ...row('states may ask SIS through the portal or directly', '(EU) 2019/817 Art 7(3) to (5)'),
    };
  }
  const isOfSecond = system === 'eurodac' || system === 'ecris-tcn';
  return {
    isMandatory: true,
    ...row(
      'the central system is asked through the portal',
      isOfSecond ? '(EU) 2019/818 Art 7(2)' : '(EU) 2019/817 Art 7(2)',
      isOfSecond ? 'general-knowledge' : 'verified',
    ),
  };
}
