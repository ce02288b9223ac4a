/** Flags of index entries, kept apart from them. */
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { ConvictionFlags, StoredFlag } from '../../workflows/ports/systems.js';

type Row = {
  readonly encounter_id: EncounterId;
  readonly subject_id: SubjectId;
  readonly kind: StoredFlag['kind'];
  readonly created_on: LocalDate;
  readonly last_day: LocalDate;
};

export function createConvictionFlags(): ConvictionFlags {
  return {
    async keep(tx, { encounterId, subjectId, memberState, kind, createdOn, lastDay }) {
      await tx.query(KEEP, [encounterId, subjectId, memberState, kind, createdOn, lastDay]);
    },
    async remove(tx, { encounterId, kind }) {
      const rows = await tx.query(
        'delete from ecris_tcn.flags where encounter_id = $1 and kind = $2 returning kind',
        [encounterId, kind],
      );
      return rows.length > 0;
    },
    async ofSubjects(sql, subjectIds) {
      if (subjectIds.length === 0) return [];
      const rows = await sql.query<Row>(OF_SUBJECTS, [subjectIds]);
      return rows.map((row) => ({
        encounterId: row.encounter_id,
        subjectId: row.subject_id,
        kind: row.kind,
        createdOn: row.created_on,
        lastDay: row.last_day,
      }));
    },
    async eraseExpired(tx, { today, limit }) {
      const rows = await tx.query<{ readonly subject_id: SubjectId }>(EXPIRED, [today, limit]);
      return rows.map(({ subject_id }) => subject_id);
    },
  };
}

const KEEP = `
  insert into ecris_tcn.flags (encounter_id, subject_id, member_state, kind, created_on, last_day)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (encounter_id, kind) do update set
    created_on = least(flags.created_on, excluded.created_on), last_day = least(flags.last_day, excluded.last_day)`;

const OF_SUBJECTS = `
  select encounter_id, subject_id, kind, to_char(created_on, 'YYYY-MM-DD') as created_on,
    to_char(last_day, 'YYYY-MM-DD') as last_day
  from ecris_tcn.flags where subject_id = any($1::uuid[]) order by encounter_id, kind`;

const EXPIRED = `
  with gone as (
    select encounter_id, kind from ecris_tcn.flags where last_day < $1::date
    order by last_day limit $2 for update skip locked
  )
  delete from ecris_tcn.flags using gone
  where flags.encounter_id = gone.encounter_id and flags.kind = gone.kind
  returning flags.subject_id`;
