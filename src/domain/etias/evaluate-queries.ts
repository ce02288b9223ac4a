/**
 * What the answers of the systems kept here mean for the queries of Art 20(2): of a person found in a system only whether
 * the records are of the kind the query is about is looked at, and only that leaves this file.
 */
import { effectiveRecords } from '../ees/effective-records.js';
import { findOverstay } from '../flags/overstay.js';
import { compareIdentities } from '../identity-comparison.js';
import type { IdentityData } from '../identity-data.js';
import type { EncounterId, SubjectId } from '../ids.js';
import type { EtiasQuery } from '../law/etias-query-table.js';
import type { LocalDate } from '../local-date.js';
import type { SystemRecord } from '../system-record.js';
import type { SystemId } from '../systems.js';
import { applicationFiles } from '../vis/application-file.js';
import { etiasFiles } from './application-file.js';

/** A person a system found by the data of the application. */
export type FoundFile = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly foundBy: readonly ('fingerprint' | 'face' | 'identity' | 'document')[];
  readonly records: readonly SystemRecord[];
};

export type QueryHit = {
  readonly query: EtiasQuery;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** The record or alert the hit is on; absent where it is the whole file. */
  readonly encounterId?: EncounterId;
};

/** The systems a query asks; none where its source is no file of a person in a system kept here. */
export const SYSTEM_OF_QUERY: Readonly<Partial<Record<EtiasQuery, SystemId>>> = {
  'sis-refusal-of-entry': 'sis',
  'sis-arrest': 'sis',
  'etias-negative': 'etias',
  'etias-document': 'etias',
  'ees-overstay': 'ees',
  'ees-refusal': 'ees',
  'vis-negative': 'vis',
  eurodac: 'eurodac',
  'guardian-sis': 'sis',
  'ecris-tcn': 'ecris-tcn',
};

/** Asked where the system is another hub's by whoever keeps it: neither alerts on documents nor flags reach a hub beside. */
const TOLD_OF_ELSEWHERE: Readonly<Partial<Record<EtiasQuery, SystemId>>> = {
  'sis-document': 'sis',
  'ecris-tcn': 'ecris-tcn',
};

/** Whether the hub has the answer by itself, so that nobody tells it one. */
export function isAskedByTheHub(
  query: EtiasQuery,
  locationOf: (system: SystemId) => 'local' | 'remote',
): boolean {
  const system = TOLD_OF_ELSEWHERE[query];
  return system !== undefined && locationOf(system) === 'local';
}

/** `flagged`: index entries of ECRIS-TCN with a flag in force. `own`: the application itself, which is no hit. */
export function evaluateFile(
  file: FoundFile,
  about: {
    readonly queries: readonly EtiasQuery[];
    readonly identity: IdentityData;
    readonly own: EncounterId;
    readonly flagged: ReadonlySet<EncounterId>;
    readonly today: LocalDate;
  },
): readonly QueryHit[] {
  return about.queries.flatMap((query) => {
    if (SYSTEM_OF_QUERY[query] !== file.system) return [];
    return hitsOf(query, file, about).map((encounterId) => ({
      query,
      system: file.system,
      subjectId: file.subjectId,
      ...(encounterId === 'file' ? {} : { encounterId }),
    }));
  });
}

type About = Parameters<typeof evaluateFile>[1];

function hitsOf(query: EtiasQuery, file: FoundFile, about: About): readonly (EncounterId | 'file')[] {
  const { records, foundBy } = file;
  switch (query) {
    case 'sis-refusal-of-entry':
      return alerts(records, ['refusal-of-entry']);
    case 'sis-arrest':
      return alerts(records, ['arrest']);
    case 'guardian-sis':
      return alerts(records, ['arrest', 'refusal-of-entry']);
    case 'etias-negative':
      return etiasFiles(records).flatMap(({ encounterId, history: { state } }) =>
        encounterId !== about.own && (state === 'refused' || state === 'revoked' || state === 'annulled')
          ? [encounterId]
          : [],
      );
    case 'etias-document':
      return foundBy.includes('document')
        ? records.flatMap(({ encounterId, facts, identity }) =>
            facts.kind === 'travel-authorisation' &&
            encounterId !== about.own &&
            compareIdentities(identity, about.identity).likeness === 'different'
              ? [encounterId]
              : [],
          )
        : [];
    case 'ees-overstay':
      return findOverstay(records, about.today) ? ['file'] : [];
    case 'ees-refusal':
      return effectiveRecords(records, about.today).flatMap(({ encounterId, facts }) =>
        facts.kind === 'refusal' ? [encounterId] : [],
      );
    case 'vis-negative':
      return applicationFiles(records).flatMap(({ encounterId, history: { state } }) =>
        state === 'refused' || state === 'annulled' || state === 'revoked' ? [encounterId] : [],
      );
    case 'eurodac':
      return records.some(({ facts }) => facts.kind === 'data-set') ? ['file'] : [];
    case 'ecris-tcn':
      return records.flatMap(({ encounterId }) => (about.flagged.has(encounterId) ? [encounterId] : []));
    default:
      return [];
  }
}

function alerts(records: readonly SystemRecord[], kinds: readonly string[]): readonly EncounterId[] {
  return records.flatMap(({ encounterId, facts }) =>
    facts.kind === 'alert' && kinds.includes(facts.alertKind) ? [encounterId] : [],
  );
}
