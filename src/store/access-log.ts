import type { AccessLog } from '../workflows/ports.js';

/** Rows are only ever added: a trigger of the table refuses everything else. */
export function createAccessLog(): AccessLog {
  return {
    async append(sql, { requester, right, systems, outcome, operationId, subjectId, linkId }) {
      await sql.query(
        `insert into hub.access_log (authority_id, authority_class, member_state, purpose, access_right, systems,
           outcome, operation_id, subject_id, link_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          requester.authorityId,
          requester.authorityClass,
          requester.memberState,
          requester.purpose,
          right,
          systems,
          outcome,
          operationId ?? null,
          subjectId ?? null,
          linkId ?? null,
        ],
      );
    },
  };
}
