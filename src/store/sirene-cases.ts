/** What the SIRENE Bureaux asked or told one another about alerts, until it is answered. */
import type { SireneCase } from '../domain/sis/sirene-case.js';
import type { SireneCases } from '../workflows/ports/sis.js';

export function createSireneCases(): SireneCases {
  return {
    async open(tx, sirene, isObject) {
      await tx.query(
        `insert into sis.sirene_cases (case_id, event, alert_id, encounter_id, object_alert_id, subject_id, at, from_state,
           to_state, is_extended)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          sirene.caseId,
          sirene.event,
          sirene.alertId,
          isObject ? null : sirene.alertId,
          isObject ? sirene.alertId : null,
          sirene.subjectId ?? null,
          sirene.at,
          sirene.fromState,
          sirene.toState,
          sirene.isExtended,
        ],
      );
    },
    async lock(tx, caseId) {
      const [row] = await tx.query<Row>(`${SELECT} where case_id = $1 for update`, [caseId]);
      return row && toCase(row);
    },
    async keep(tx, { caseId, isExtended, answeredAt, answer }) {
      await tx.query(
        'update sis.sirene_cases set is_extended = $2, answered_at = $3, answer = $4 where case_id = $1',
        [caseId, isExtended, answeredAt ?? null, answer ?? null],
      );
    },
    async page(sql, { memberState, after, limit }) {
      const rows = await sql.query<Row>(
        `${SELECT} where (to_state = $1 or from_state = $1) and answered_at is null
           and ($2::uuid is null or case_id > $2)
         order by case_id limit $3`,
        [memberState, after ?? null, limit],
      );
      return rows.map(toCase);
    },
    async ofSubject(sql, subjectId) {
      const rows = await sql.query<Row>(
        `${SELECT} where subject_id = $1 and answered_at is null order by case_id`,
        [subjectId],
      );
      return rows.map(toCase);
    },
  };
}

type Row = {
  readonly case_id: string;
  readonly event: SireneCase['event'];
  readonly alert_id: string;
  readonly subject_id: string | null;
  readonly at: string;
  readonly from_state: string;
  readonly to_state: string;
  readonly is_extended: boolean;
  readonly answered_at: string | null;
  readonly answer: string | null;
};

const SELECT = `
  select case_id, event, alert_id, subject_id, at, from_state, to_state, is_extended, answered_at, answer
  from sis.sirene_cases`;

function toCase(row: Row): SireneCase {
  return {
    caseId: row.case_id,
    event: row.event,
    alertId: row.alert_id,
    ...(row.subject_id === null ? {} : { subjectId: row.subject_id }),
    at: row.at,
    fromState: row.from_state,
    toState: row.to_state,
    isExtended: row.is_extended,
    ...(row.answered_at === null ? {} : { answeredAt: row.answered_at }),
    ...(row.answer === null ? {} : { answer: row.answer }),
  };
}
