import type { LinkId } from '../domain/ids.js';
import type { VerificationConclusion } from '../domain/law/link-table.js';
import type { LinkDecisions, LinkProposal } from '../workflows/ports/identity-links.js';
import type { Keyring } from './keyring.js';

export function createLinkDecisions({ keyring }: { readonly keyring: Keyring }): LinkDecisions {
  return {
    async keep(tx, decision) {
      const { decisionId, linkId, authorityId, role, conclusion, idempotencyKey, reason } = decision;
      const sealed =
        reason === undefined ? null : keyring.seal(Buffer.from(reason, 'utf8'), placeOf(decisionId));
      await tx.query(
        `insert into hub.link_decisions (decision_id, link_id, authority_id, conclusion, idempotency_key, reason,
           operator_id, role, person_present, pending, standing, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8 in ('first', 'dissenting'), $8 = 'reporting', clock_timestamp())`,
        [
          decisionId,
          linkId,
          authorityId,
          conclusion,
          idempotencyKey ?? null,
          sealed,
          decision.operatorId ?? null,
          role,
          decision.personPresent ?? null,
        ],
      );
    },
    async proposals(sql, linkId) {
      // `first` comes after `dissenting` in the alphabet.
      const rows = await sql.query<ProposalRow>(
        `select decision_id, authority_id, operator_id, conclusion, person_present, idempotency_key, reason, decided_at
         from hub.link_decisions where link_id = $1 and pending order by role desc`,
        [linkId],
      );
      return rows.map((row) => toProposal(keyring, row));
    },
    async reports(sql, linkId) {
      const rows = await sql.query<ReportRow>(
        `select decision_id, authority_id, conclusion, reason, decided_at
         from hub.link_decisions where link_id = $1 and standing order by decided_at, decision_id`,
        [linkId],
      );
      return rows.map((row) => ({
        authorityId: row.authority_id,
        conclusion: row.conclusion,
        reportedAt: row.decided_at.toISOString(),
        ...openReason(keyring, row),
      }));
    },
    async reported(sql, linkIds) {
      if (linkIds.length === 0) return new Set();
      const rows = await sql.query<{ link_id: LinkId }>(
        'select distinct link_id from hub.link_decisions where link_id = any($1::uuid[]) and standing',
        [linkIds],
      );
      return new Set(rows.map(({ link_id }) => link_id));
    },
    async proposalCounts(sql, linkIds) {
      if (linkIds.length === 0) return new Map();
      const rows = await sql.query<{ link_id: LinkId; count: number }>(
        `select link_id, count(*)::integer as count from hub.link_decisions
         where link_id = any($1::uuid[]) and pending group by link_id`,
        [linkIds],
      );
      return new Map(rows.map(({ link_id, count }) => [link_id, count]));
    },
    async settle(tx, { linkId, conclusion }) {
      await tx.query(
        `update hub.link_decisions set pending = false, overruled = conclusion <> $2
         where link_id = $1 and pending`,
        [linkId, conclusion],
      );
    },
    async wasMade(sql, { linkId, authorityId, conclusion, idempotencyKey }) {
      const rows = await sql.query(
        `select from hub.link_decisions
         where link_id = $1 and authority_id = $2 and conclusion = $3 and idempotency_key = $4 and not overruled`,
        [linkId, authorityId, conclusion, idempotencyKey],
      );
      return rows.length > 0;
    },
    async isKeyUsed(sql, { linkId, authorityId, idempotencyKey }) {
      const rows = await sql.query(
        'select from hub.link_decisions where link_id = $1 and authority_id = $2 and idempotency_key = $3',
        [linkId, authorityId, idempotencyKey],
      );
      return rows.length > 0;
    },
  };
}

type ReportRow = {
  readonly decision_id: string;
  readonly authority_id: string;
  readonly conclusion: VerificationConclusion;
  readonly reason: Uint8Array | null;
  readonly decided_at: Date;
};

type ProposalRow = ReportRow & {
  readonly operator_id: string;
  readonly person_present: boolean | null;
  readonly idempotency_key: string | null;
};

const placeOf = (decisionId: string) => `hub.link_decisions.reason:${decisionId}`;

function toProposal(keyring: Keyring, row: ProposalRow): LinkProposal {
  const { person_present, idempotency_key } = row;
  return {
    authorityId: row.authority_id,
    operatorId: row.operator_id,
    conclusion: row.conclusion,
    proposedAt: row.decided_at.toISOString(),
    ...(person_present === null ? {} : { personPresent: person_present }),
    ...(idempotency_key === null ? {} : { idempotencyKey: idempotency_key }),
    ...openReason(keyring, row),
  };
}

function openReason(keyring: Keyring, { decision_id, reason }: Pick<ReportRow, 'decision_id' | 'reason'>) {
  if (reason === null) return {};
  return { reason: Buffer.from(keyring.open(reason, placeOf(decision_id))).toString('utf8') };
}
