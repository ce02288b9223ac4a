/** Requests of law enforcement for Eurodac. What they state of the case is sealed. */
import type {
  StatedRequest,
  StoredLawEnforcementRequest,
} from '../domain/eurodac/stored-law-enforcement-request.js';
import type { OperationId } from '../domain/ids.js';
import type { EurodacRequests } from '../workflows/ports/eurodac.js';
import type { Keyring } from './keyring.js';
import { type CellPlace, openJson, sealJson } from './sealed-cell.js';

export function createEurodacRequests({ keyring }: { readonly keyring: Keyring }): EurodacRequests {
  return {
    async insert(tx, request) {
      await tx.query(
        `insert into eurodac.law_enforcement_requests
           (request_id, authority_id, member_state, request, is_urgent, state, asked_at)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          request.requestId,
          request.authorityId,
          request.memberState,
          sealJson(keyring, placeOf(request.requestId), request.stated),
          request.isUrgent,
          request.state,
          request.askedAt,
        ],
      );
    },
    async read(sql, requestId) {
      const [row] = await sql.query<Row>(`${SELECT} where request_id = $1`, [requestId]);
      return row && toRequest(keyring, row);
    },
    async lock(tx, requestId) {
      const [row] = await tx.query<Row>(`${SELECT} where request_id = $1 for update`, [requestId]);
      return row && toRequest(keyring, row);
    },
    async keep(tx, request) {
      await tx.query(
        `update eurodac.law_enforcement_requests
         set state = $2, verified_by = $3, verified_at = $4, comparison_id = $5, erasure_confirmed_at = $6
         where request_id = $1`,
        [
          request.requestId,
          request.state,
          request.verifiedBy ?? null,
          request.verifiedAt ?? null,
          request.comparisonId ?? null,
          request.erasureConfirmedAt ?? null,
        ],
      );
    },
    async page(sql, { memberState, after, limit }) {
      const rows = await sql.query<Row>(
        `${SELECT} where member_state = $1 and (state = 'waiting' or (is_urgent and state = 'searched'))
           and ($2::uuid is null or (asked_at, request_id) >
             (select asked_at, request_id from eurodac.law_enforcement_requests where request_id = $2))
         order by asked_at, request_id limit $3`,
        [memberState, after ?? null, limit],
      );
      return rows.map((row) => toRequest(keyring, row));
    },
  };
}

const placeOf = (requestId: string): CellPlace => `hub.eurodac_requests.request:${requestId}`;

type Row = {
  readonly request_id: string;
  readonly authority_id: string;
  readonly member_state: string;
  readonly request: Buffer;
  readonly is_urgent: boolean;
  readonly state: StoredLawEnforcementRequest['state'];
  readonly asked_at: string;
  readonly verified_by: string | null;
  readonly verified_at: string | null;
  readonly comparison_id: OperationId | null;
  readonly erasure_confirmed_at: string | null;
};

const INSTANT = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const SELECT = `
  select request_id, authority_id, member_state, request, is_urgent, state, ${INSTANT('asked_at')}, verified_by,
    ${INSTANT('verified_at')}, comparison_id, ${INSTANT('erasure_confirmed_at')}
  from eurodac.law_enforcement_requests`;

function toRequest(keyring: Keyring, row: Row): StoredLawEnforcementRequest {
  return {
    requestId: row.request_id,
    authorityId: row.authority_id,
    memberState: row.member_state,
    stated: openJson<StatedRequest>(keyring, placeOf(row.request_id), row.request),
    isUrgent: row.is_urgent,
    state: row.state,
    askedAt: row.asked_at,
    ...(row.verified_by === null ? {} : { verifiedBy: row.verified_by }),
    ...(row.verified_at === null ? {} : { verifiedAt: row.verified_at }),
    ...(row.comparison_id === null ? {} : { comparisonId: row.comparison_id }),
    ...(row.erasure_confirmed_at === null ? {} : { erasureConfirmedAt: row.erasure_confirmed_at }),
  };
}
