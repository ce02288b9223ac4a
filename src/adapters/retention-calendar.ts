/** Which files have something to erase, which records have no such day, and files that end without a record. */
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { CalendarFile, ListedOpenTerm, RetentionCalendar } from '../workflows/ports/systems.js';

type FileRow = { readonly system: SystemId; readonly subject_id: SubjectId };

export function createRetentionCalendar(): RetentionCalendar {
  return {
    async expired(sql, { today, limit, after }) {
      const rows = await sql.query<FileRow & { readonly erase_on: LocalDate }>(EXPIRED, [
        today,
        limit,
        after?.eraseOn ?? null,
        after?.system ?? null,
        after?.subjectId ?? null,
      ]);
      return rows.map(({ system, subject_id: subjectId, erase_on: eraseOn }) => ({
        system,
        subjectId,
        eraseOn,
      }));
    },
    async recompute(tx, { system, subjectId }) {
      await tx.query(RECOMPUTE, [system, subjectId]);
    },
    async keepEnd(tx, { system, subjectId, on }) {
      await tx.query(KEEP_END, [system, subjectId, on]);
    },
    async endOf(tx, { system, subjectId }) {
      const [row] = await tx.query<{ readonly erase_on: LocalDate }>(END_OF, [system, subjectId]);
      return row?.erase_on;
    },
    async openTerms(sql, { memberState, systems, cause, after, limit }) {
      const rows = await sql.query<OpenRow>(OPEN, [
        memberState,
        systems,
        cause ?? null,
        after ?? null,
        limit,
      ]);
      return rows.map(toOpenTerm);
    },
  };
}

/** The part of `FileCalendar.keep` that is about erasure; in its transaction. */
export async function keepTerms(tx: Sql, files: readonly CalendarFile[]): Promise<void> {
  const keys = [files.map(({ system }) => system), files.map(({ subjectId }) => subjectId)];
  await tx.query(ERASE_ON, [...keys, files.map(({ eraseOn }) => eraseOn ?? null)]);
  await tx.query(CLEAR_OPEN, keys);
  const open = files.flatMap(({ system, subjectId, openTerms = [] }) =>
    openTerms.map((term) => ({ system, subjectId, ...term })),
  );
  if (open.length === 0) return;
  await tx.query(INSERT_OPEN, [
    open.map(({ system }) => system),
    open.map(({ subjectId }) => subjectId),
    open.map(({ encounterId }) => encounterId),
    open.map(({ memberState }) => memberState),
    open.map(({ cause }) => cause),
    open.map(({ reason }) => reason),
    open.map(({ citation }) => citation ?? null),
  ]);
}

type OpenRow = FileRow & {
  readonly encounter_id: EncounterId;
  readonly member_state: string;
  readonly cause: ListedOpenTerm['cause'];
  readonly reason: string;
  readonly citation: string | null;
};

function toOpenTerm(row: OpenRow): ListedOpenTerm {
  return {
    system: row.system,
    subjectId: row.subject_id,
    encounterId: row.encounter_id,
    memberState: row.member_state,
    cause: row.cause,
    reason: row.reason,
    ...(row.citation === null ? {} : { citation: row.citation }),
  };
}

/** A file with a record that arrived after its end was kept has a calendar again; its end is looked at there. */
const EXPIRED = `
  select system, subject_id, to_char(erase_on, 'YYYY-MM-DD') as erase_on from (
    (${expiredOf('hub.file_calendars')})
    union
    (${expiredOf('hub.file_ends')})
  ) expired
  order by expired.erase_on, system, subject_id
  limit $2`;

function expiredOf(table: string): string {
  return `select system, subject_id, erase_on from ${table}
    where erase_on <= $1::date
      and ($3::date is null or (erase_on, system, subject_id) > ($3::date, $4::text, $5::uuid))
    order by erase_on, system, subject_id limit $2`;
}

const RECOMPUTE = `
  with forgotten as (delete from hub.file_ends where system = $1 and subject_id = $2)
  update hub.file_calendars set due_on = '-infinity', erase_on = null where system = $1 and subject_id = $2`;

const KEEP_END = `
  with calendar as (update hub.file_calendars set erase_on = null where system = $1 and subject_id = $2)
  insert into hub.file_ends (system, subject_id, erase_on) values ($1, $2, $3)
  on conflict (system, subject_id) do update set erase_on = excluded.erase_on`;

const END_OF = `
  select to_char(erase_on, 'YYYY-MM-DD') as erase_on from hub.file_ends where system = $1 and subject_id = $2`;

const ERASE_ON = `
  update hub.file_calendars set erase_on = file.erase_on
  from unnest($1::text[], $2::uuid[], $3::date[]) as file (system, subject_id, erase_on)
  where file_calendars.system = file.system and file_calendars.subject_id = file.subject_id`;

const CLEAR_OPEN = `
  delete from hub.open_terms
  using unnest($1::text[], $2::uuid[]) as file (system, subject_id)
  where open_terms.system = file.system and open_terms.subject_id = file.subject_id`;

const INSERT_OPEN = `
  insert into hub.open_terms (system, subject_id, encounter_id, member_state, cause, reason, citation)
  select * from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])`;

const OPEN = `
  select system, subject_id, encounter_id, member_state, cause, reason, citation
  from hub.open_terms
  where member_state = $1 and system = any($2::text[]) and ($3::text is null or cause = $3::text)
    and ($4::uuid is null or encounter_id > $4::uuid)
  order by encounter_id
  limit $5`;
