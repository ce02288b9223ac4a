/**
 * What the answers to the automated queries of an application for a long-stay visa or residence permit mean ((EC) 767/2008
 * Art 22b): which records are a hit, and which hits its file may hold at all. The manual of partial correspondence is not
 * public: here the document corresponds, or identity data that are the same or similar.
 */
import type { FoundFile } from '../etias/evaluate-queries.js';
import { compareIdentities } from '../identity-comparison.js';
import type { IdentityData } from '../identity-data.js';
import type { EncounterId } from '../ids.js';
import { type LongStayHit, type LongStaySource, longStaySources } from '../law/vis-query-table.js';
import type { LocalDate } from '../local-date.js';
import type { SisFacts, SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';
import { longStayHitShown } from './border-verification.js';

/** A hit the file holds. Whom it found is in none. */
export type FileHit = {
  readonly hit: LongStayHit;
  /** The state that entered what was found; absent where the source does not say. */
  readonly memberState?: string;
};

/** The systems that are asked for persons; the other sources are no files of persons in a system. */
export const SYSTEM_OF_SOURCE: Readonly<Partial<Record<LongStaySource, SystemId>>> = {
  sis: 'sis',
  ees: 'ees',
  etias: 'etias',
  vis: 'vis',
  'ecris-tcn': 'ecris-tcn',
};

/** Those of the day of the application that have not answered yet. */
export function sourcesToAsk(
  applicationDate: LocalDate,
  answered: readonly LongStaySource[],
): readonly LongStaySource[] {
  return longStaySources(applicationDate).flatMap(({ source }) =>
    answered.includes(source) ? [] : [source],
  );
}

/** `own`: the application itself, which is no hit. `flagged`: index entries of ECRIS-TCN with a flag in force. */
export function hitsInFile(
  { system, records, foundBy }: FoundFile,
  about: {
    readonly identity: IdentityData;
    readonly own: EncounterId;
    readonly flagged: ReadonlySet<EncounterId>;
    readonly today: LocalDate;
  },
): readonly FileHit[] {
  const corresponds =
    foundBy.includes('document') ||
    records.some(({ identity }) => compareIdentities(identity, about.identity).likeness !== 'different');
  if (!corresponds) return [];
  return records.flatMap((record) => {
    const hit = hitOf(system, record, about);
    return hit ? [{ hit, memberState: record.memberState }] : [];
  });
}

/** What the file holds: each once, and none of the alerts it must not record. */
export function recordedHits(hits: readonly FileHit[]): readonly FileHit[] {
  const recorded = hits.filter(({ hit }) => longStayHitShown(hit).shows !== 'nothing');
  return [
    ...new Map(recorded.map((each) => [`${each.hit} ${each.memberState ?? ''}`, each] as const)).values(),
  ];
}

function hitOf(
  system: SystemId,
  { encounterId, facts }: SystemRecord,
  { own, flagged, today }: Parameters<typeof hitsInFile>[1],
): LongStayHit | undefined {
  switch (system) {
    case 'sis':
      return facts.kind === 'alert' && today <= facts.reviewBy ? HIT_OF_ALERT[facts.alertKind] : undefined;
    case 'etias':
      return facts.kind === 'travel-authorisation' ? 'etias' : undefined;
    case 'vis':
      return facts.kind === 'visa-application' && encounterId !== own ? 'vis' : undefined;
    case 'ecris-tcn':
      return flagged.has(encounterId) ? 'ecris-tcn' : undefined;
    case 'ees':
      return 'ees';
    case 'eurodac':
      // Not among the sources of the article; the visa authority reads it by (EU) 2024/1358 Art 10.
      return undefined;
  }
}

/** An unknown wanted person has no identity that could correspond. */
const HIT_OF_ALERT: Readonly<Record<SisFacts['alertKind'], LongStayHit | undefined>> = {
  return: 'sis-return',
  'refusal-of-entry': 'sis-refusal-of-entry',
  arrest: 'sis-arrest',
  'missing-person': 'sis-missing-person',
  'judicial-procedure': 'sis-judicial-procedure',
  check: 'sis-discreet-check',
  'unknown-wanted': undefined,
};
