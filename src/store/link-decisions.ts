import type { LinkDecisions } from '../workflows/ports/identity-links.js';
import type { Keyring } from './keyring.js';

export function createLinkDecisions({ keyring }: { readonly keyring: Keyring }): LinkDecisions {
  return {
    async keep(tx, { decisionId, linkId, authorityId, conclusion, idempotencyKey, reason }) {
      const sealed =
        reason === undefined
          ? null
          : keyring.seal(Buffer.from(reason, 'utf8'), `hub.link_decisions.reason:${decisionId}`);
      await tx.query(
        `insert into hub.link_decisions (decision_id, link_id, authority_id, conclusion, idempotency_key, reason)
         values ($1, $2, $3, $4, $5, $6)`,
        [decisionId, linkId, authorityId, conclusion, idempotencyKey ?? null, sealed],
      );
    },
    async wasMade(sql, { linkId, authorityId, conclusion, idempotencyKey }) {
      const rows = await sql.query(
        `select from hub.link_decisions
         where link_id = $1 and authority_id = $2 and conclusion = $3 and idempotency_key = $4`,
        [linkId, authorityId, conclusion, idempotencyKey],
      );
      return rows.length > 0;
    },
  };
}
