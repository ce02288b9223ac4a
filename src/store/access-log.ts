/**
 * The logs of all components in one table, a row for each component that took part. Rows are only ever added: triggers
 * refuse changes, and deletion before the time of keeping has ended (`migrations/380-log-chain.sql`).
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { logDuty } from '../domain/law/log-table.js';
import { componentsOf, type LogComponent, type LogDatum } from '../domain/log-chain/log-components.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { AccessLog, AccessLogEntry } from '../workflows/ports/jobs.js';
import type { Keyring } from './keyring.js';
import { sealJson } from './sealed-cell.js';

export function createAccessLog({ keyring }: { readonly keyring: Keyring }): AccessLog {
  return {
    async append(sql, entry) {
      const { requester } = entry;
      const eventId = randomUUID();
      const rows = componentsFor(entry).map((component) => ({
        component,
        systems: systemsIn(component, entry.systems),
        salt: randomBytes(16).toString('hex'),
      }));
      const search = rows.map(({ component, salt }) =>
        searchDataOf(keyring, { component, salt, eventId, entry }),
      );
      await sql.query(
        `insert into hub.access_log (event_id, component, systems, salt, search_data, search_data_digest, authority_id,
           authority_class, member_state, purpose, access_right, outcome, operation_id, subject_id, link_id, operator_id,
           ordered_by, reference, data_used, result, case_id)
         select $1, component, string_to_array(systems, ','), salt, search_data, search_data_digest,
           $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21
         from unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[])
           as each (component, systems, salt, search_data, search_data_digest)`,
        [
          eventId,
          rows.map(({ component }) => component),
          rows.map(({ systems }) => systems.join()),
          rows.map(({ salt }) => salt),
          search.map((each) => each?.sealed ?? null),
          search.map((each) => each?.digest ?? null),
          requester.authorityId,
          requester.authorityClass,
          requester.memberState,
          requester.purpose,
          entry.right,
          entry.outcome,
          entry.operationId ?? null,
          entry.subjectId ?? null,
          entry.linkId ?? null,
          entry.operatorId ?? requester.operatorId ?? null,
          entry.orderedBy ?? null,
          entry.reference ?? null,
          entry.dataUsed ?? [],
          entry.result ?? null,
          entry.caseId ?? null,
        ],
      );
    },
  };
}

const BIOMETRIC_DATA: readonly LogDatum[] = ['fingerprints', 'face'];
const LINK_RIGHTS: readonly string[] = [
  'link-read',
  'link-verification',
  'link-correction',
  'link-letter',
  'link-detection',
];
/** What the shared matching service found: who asked which systems is logged when it was asked. */
const RESULT_RIGHTS: readonly string[] = ['biometric-search', 'biometric-comparison'];
const BIOMETRIC_RIGHTS: readonly string[] = ['identify', 'verify'];

/** Acts on links are the detector's, whatever systems the link joins, and those components' whose data they show. */
function componentsFor({ systems, right, components = [], dataUsed = [] }: AccessLogEntry) {
  if (LINK_RIGHTS.includes(right)) {
    return componentsOf({ systems: [], named: ['mid', ...components], usesBiometrics: false });
  }
  if (RESULT_RIGHTS.includes(right)) return ['shared-bms'] as const;
  return componentsOf({
    systems,
    named: components,
    usesBiometrics:
      BIOMETRIC_RIGHTS.includes(right) || dataUsed.some((datum) => BIOMETRIC_DATA.includes(datum)),
  });
}

/** The log of a system names that system alone: what else was asked is not its business. */
function systemsIn(component: LogComponent, systems: readonly SystemId[]): readonly SystemId[] {
  return SYSTEMS.some((system) => system === component)
    ? systems.filter((system) => system === component)
    : systems;
}

type SearchDataOf = {
  readonly component: LogComponent;
  readonly salt: string;
  readonly eventId: string;
  readonly entry: AccessLogEntry;
};

function searchDataOf(keyring: Keyring, { component, salt, eventId, entry }: SearchDataOf) {
  if (entry.searchData === undefined || !logDuty(component).keepsSearchData) return undefined;
  const sealed = sealJson(keyring, `hub.access_log.search_data:${eventId}`, entry.searchData);
  const digest = createHash('sha256')
    .update(`${salt}\n${JSON.stringify(entry.searchData)}`)
    .digest('hex');
  return { sealed: Buffer.from(sealed), digest };
}
