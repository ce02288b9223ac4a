/**
 * Events whose biometrics are still owed to Eurodac. The reference number is the only thing that points to a person, until the
 * data set is there: then the case goes with it.
 */
import type { OpenTransmission } from '../domain/eurodac/transmission-case.js';
import type { TransmissionCase } from '../domain/eurodac/transmission-deadline.js';
import type { EurodacTransmissions } from '../workflows/ports/eurodac.js';

export function createEurodacTransmissions(): EurodacTransmissions {
  return {
    async open(tx, { caseId, memberState, referenceNumber, about, openedAt }) {
      const { collection, eventAt, ...circumstances } = about;
      const rows = await tx.query(
        `insert into eurodac.transmission_cases
           (case_id, member_state, reference_number, collection, event_at, circumstances, opened_at, encounter_id)
         values ($1, $2, $3, $4, $5, $6, $7, (
           select known.encounter_id from eurodac.records as known
           join hub.encounters as held on held.encounter_id = known.encounter_id
           where known.member_state = $2 and known.reference_number = $3
           order by known.encounter_at desc limit 1 for key share of held
         ))
         on conflict (member_state, reference_number) do nothing returning case_id`,
        [caseId, memberState, referenceNumber, collection, eventAt, JSON.stringify(circumstances), openedAt],
      );
      return rows.length > 0;
    },
    async lock(tx, caseId, memberState) {
      const [row] = await tx.query<Row>(`${SELECT} where case_id = $1 and member_state = $2 for update`, [
        caseId,
        memberState,
      ]);
      return row && toCase(row);
    },
    async keep(tx, { caseId, about, transmittedAt }) {
      const { collection: _collection, eventAt: _eventAt, ...circumstances } = about;
      await tx.query(
        'update eurodac.transmission_cases set circumstances = $2, transmitted_at = $3 where case_id = $1',
        [caseId, JSON.stringify(circumstances), transmittedAt ?? null],
      );
    },
    async close(tx, { memberState, referenceNumber, collection, encounterId, transmittedAt }) {
      await tx.query(
        `update eurodac.transmission_cases set transmitted_at = $3, encounter_id = coalesce($5, encounter_id)
         where member_state = $1 and reference_number = $2 and transmitted_at is null
           and ($4::text is null or collection = $4)`,
        [memberState, referenceNumber, transmittedAt, collection ?? null, encounterId ?? null],
      );
    },
    async tie(tx, { memberState, referenceNumber, encounterId }) {
      await tx.query(
        `update eurodac.transmission_cases set encounter_id = $3
         where member_state = $1 and reference_number = $2 and transmitted_at is null`,
        [memberState, referenceNumber, encounterId],
      );
    },
    async page(sql, { memberState, after, limit }) {
      const rows = await sql.query<Row>(
        `${SELECT} where member_state = $1 and transmitted_at is null and not circumstances ? 'ended'
           and ($2::uuid is null or case_id > $2)
         order by case_id limit $3`,
        [memberState, after ?? null, limit],
      );
      return rows.map(toCase);
    },
  };
}

type Row = {
  readonly case_id: string;
  readonly member_state: string;
  readonly reference_number: string;
  readonly collection: TransmissionCase['collection'];
  readonly event_at: string;
  readonly circumstances: Omit<TransmissionCase, 'collection' | 'eventAt'>;
  readonly opened_at: string;
  readonly transmitted_at: string | null;
};

const SELECT = `
  select case_id, member_state, reference_number, collection, event_at, circumstances,
    to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as opened_at, transmitted_at
  from eurodac.transmission_cases`;

function toCase(row: Row): OpenTransmission {
  return {
    caseId: row.case_id,
    memberState: row.member_state,
    referenceNumber: row.reference_number,
    about: { collection: row.collection, eventAt: row.event_at, ...row.circumstances },
    openedAt: row.opened_at,
    ...(row.transmitted_at === null ? {} : { transmittedAt: row.transmitted_at }),
  };
}
