/**
 * The days on which something is due about the files kept here, for all systems. A file whose records change has its
 * days computed anew: it is marked in the same transaction, and a sweep does the rest.
 */
import type { SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { FileCalendar, SystemAdapter } from '../workflows/ports/systems.js';
import { keepTerms } from './retention-calendar.js';

export function createFileCalendar(): FileCalendar {
  return {
    async stale(tx, { limit, today }) {
      const rows = await tx.query<{ readonly system: SystemId; readonly subject_id: SubjectId }>(STALE, [
        limit,
        today,
      ]);
      return rows.map(({ system, subject_id: subjectId }) => ({ system, subjectId }));
    },
    async mark(tx, system, subjectId) {
      await tx.query(MARK, [system, subjectId]);
    },
    async keep(tx, files) {
      if (files.length === 0) return;
      const keys = [files.map(({ system }) => system), files.map(({ subjectId }) => subjectId)];
      await tx.query(CLEAR, keys);
      await keepTerms(tx, files);
      await tx.query(NEXT, [...keys, files.map(({ nextOn }) => nextOn ?? null)]);
      const days = files.flatMap(({ system, subjectId, days }) =>
        days.map((day) => ({ system, subjectId, ...day })),
      );
      await tx.query(INSERT, [
        days.map(({ system }) => system),
        days.map(({ subjectId }) => subjectId),
        days.map(({ on }) => on),
        days.map(({ memberState }) => memberState),
      ]);
    },
    async putOff(tx, files, until) {
      const keys = [files.map(({ system }) => system), files.map(({ subjectId }) => subjectId)];
      await tx.query(NEXT, [...keys, files.map(() => until)]);
    },
    async page(sql, { memberState, systems, until, after, limit }) {
      const rows = await sql.query<{
        readonly due_on: LocalDate;
        readonly system: SystemId;
        readonly subject_id: SubjectId;
      }>(PAGE, [
        memberState,
        systems,
        until,
        after?.on ?? null,
        after?.system ?? null,
        after?.subjectId ?? null,
        limit,
      ]);
      return rows.map(({ due_on: on, system, subject_id: subjectId }) => ({ on, system, subjectId }));
    },
  };
}

/** What the adapter records or erases changes the calendar of the file, in the same transaction. */
export function withCalendar(adapter: SystemAdapter): SystemAdapter {
  return {
    ...adapter,
    async record(tx, record) {
      await adapter.record(tx, record);
      await tx.query(MARK, [adapter.system, record.subjectId]);
    },
    async eraseRecord(tx, subjectId, encounterId) {
      await adapter.eraseRecord(tx, subjectId, encounterId);
      await tx.query(MARK, [adapter.system, subjectId]);
    },
    async erase(tx, subjectId) {
      await adapter.erase(tx, subjectId);
      await forget(tx, adapter.system, subjectId);
    },
  };
}

async function forget(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<void> {
  await tx.query('delete from hub.file_calendars where system = $1 and subject_id = $2', [system, subjectId]);
  await tx.query('delete from hub.due_days where system = $1 and subject_id = $2', [system, subjectId]);
  await tx.query('delete from hub.open_terms where system = $1 and subject_id = $2', [system, subjectId]);
}

const MARK = `
  insert into hub.file_calendars (system, subject_id, due_on) values ($1, $2, '-infinity')
  on conflict (system, subject_id) do update set due_on = excluded.due_on, erase_on = null`;

const STALE = `
  select system, subject_id from hub.file_calendars
  where due_on <= $2::date
  order by due_on
  limit $1
  for update skip locked`;

const CLEAR = `
  delete from hub.due_days
  using unnest($1::text[], $2::uuid[]) as file (system, subject_id)
  where due_days.system = file.system and due_days.subject_id = file.subject_id`;

const NEXT = `
  update hub.file_calendars set due_on = file.due_on
  from unnest($1::text[], $2::uuid[], $3::date[]) as file (system, subject_id, due_on)
  where file_calendars.system = file.system and file_calendars.subject_id = file.subject_id`;

const INSERT = `
  insert into hub.due_days (system, subject_id, due_on, member_state)
  select * from unnest($1::text[], $2::uuid[], $3::date[], $4::text[])
  on conflict do nothing`;

const PAGE = `
  select to_char(due_on, 'YYYY-MM-DD') as due_on, system, subject_id
  from hub.due_days
  where member_state = $1 and system = any($2::text[]) and due_on <= $3::date
    and ($4::date is null or (due_on, system, subject_id) > ($4::date, $5::text, $6::uuid))
  order by due_on, system, subject_id
  limit $7`;
