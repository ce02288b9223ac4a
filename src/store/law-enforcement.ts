/** Consultations of the identity repository by law enforcement, and requests for full access: sealed documents. */
import type { AccessRequest } from '../domain/cir/access-request.js';
import type { StoredQuery } from '../domain/cir/law-enforcement-query.js';
import type { LawEnforcement } from '../workflows/ports/sis.js';
import type { Keyring } from './keyring.js';
import { openJson, sealJson } from './sealed-cell.js';

type Row = { readonly id: string; readonly document: Buffer };

export function createLawEnforcement({ keyring }: { readonly keyring: Keyring }): LawEnforcement {
  const seal = (table: string, id: string, value: unknown) =>
    Buffer.from(sealJson(keyring, `hub.${table}.document:${id}`, value));
  const toQuery = ({ id, document }: Row) =>
    openJson<StoredQuery>(keyring, `hub.cir_queries.document:${id}`, document);
  const toRequest = ({ id, document }: Row) =>
    openJson<AccessRequest>(keyring, `hub.law_enforcement_requests.document:${id}`, document);
  return {
    async keepQuery(tx, query) {
      await tx.query(
        `insert into hub.cir_queries (query_id, authority_id, member_state, state, systems, asked_at, settled_at, document)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (query_id) do update
           set state = excluded.state, settled_at = excluded.settled_at, document = excluded.document`,
        [
          query.queryId,
          query.authorityId,
          query.memberState,
          query.state,
          query.systems,
          query.askedAt,
          query.settledAt ?? null,
          seal('cir_queries', query.queryId, query),
        ],
      );
    },
    async lockQuery(tx, queryId) {
      const [row] = await tx.query<Row>(
        'select query_id as id, document from hub.cir_queries where query_id = $1 for update',
        [queryId],
      );
      return row && toQuery(row);
    },
    async queries(sql, { memberState, authorityId, isOpen, after, limit }) {
      const rows = await sql.query<Row>(
        `select query_id as id, document from hub.cir_queries
         where ($1::text is null or member_state = $1) and ($2::text is null or authority_id = $2)
           and (not $3 or state = 'open')
           and ($4::uuid is null or
             (asked_at, query_id) > (select asked_at, query_id from hub.cir_queries where query_id = $4))
         order by asked_at, query_id limit $5`,
        [memberState ?? null, authorityId ?? null, isOpen, after ?? null, limit],
      );
      return rows.map(toQuery);
    },
    async keepRequest(tx, request) {
      await tx.query(
        `insert into hub.law_enforcement_requests
           (request_id, system, authority_id, member_state, state, asked_at, verify_by, document)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (request_id) do update
           set state = excluded.state, verify_by = excluded.verify_by, document = excluded.document`,
        [
          request.requestId,
          request.system,
          request.authorityId,
          request.memberState,
          request.state,
          request.askedAt,
          request.verifyBy ?? null,
          seal('law_enforcement_requests', request.requestId, request),
        ],
      );
    },
    async request(sql, requestId, { lock = false } = {}) {
      const [row] = await sql.query<Row>(
        `select request_id as id, document from hub.law_enforcement_requests
         where request_id = $1${lock ? ' for update' : ''}`,
        [requestId],
      );
      return row && toRequest(row);
    },
    async toDecide(sql, { memberState, after, limit }) {
      const rows = await sql.query<Row>(
        `select request_id as id, document from hub.law_enforcement_requests
         where member_state = $1 and state in ('waiting', 'searched')
           and ($2::uuid is null or (asked_at, request_id) >
             (select asked_at, request_id from hub.law_enforcement_requests where request_id = $2))
         order by asked_at, request_id limit $3`,
        [memberState, after ?? null, limit],
      );
      return rows.map(toRequest);
    },
    async eraseOld(tx, { before, limit }) {
      let erased = 0;
      for (const statement of ERASE_OLD) erased += (await tx.query(statement, [before, limit])).length;
      return erased;
    },
  };
}

/** What is not settled stays: somebody owes something about it. */
const ERASE_OLD = [
  `delete from hub.cir_queries where query_id in (
     select query_id from hub.cir_queries where asked_at < $1 and state <> 'open' order by asked_at limit $2
   ) returning query_id`,
  `delete from hub.law_enforcement_requests where request_id in (
     select request_id from hub.law_enforcement_requests
     where asked_at < $1 and state not in ('waiting', 'searched') order by asked_at limit $2
   ) returning request_id`,
];
