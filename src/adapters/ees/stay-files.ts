/**
 * The files of the EES kept here, each with the judgement that puts it on the list of overstayers or not. A file whose
 * records change is due at once, in the same transaction; otherwise it is due on the day its judgement names. Those of
 * a remote EES are that system's to list.
 */
import type { SubjectId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { Sql } from '../../workflows/ports/persistence.js';
import type { StayFile, StayFiles, SystemAdapter } from '../../workflows/ports/systems.js';
import { createSystemRecords } from '../system-records.js';
import { eesFacts } from './facts-columns.js';

type Row = { readonly subject_id: SubjectId; readonly version: string; readonly is_due: boolean };

export function createStayFiles(): StayFiles {
  const records = createSystemRecords('ees', eesFacts);
  return {
    async page(sql, { after, limit, today }) {
      const rows = await sql.query<Row>(PAGE, [after ?? null, limit, today]);
      return withRecords(sql, rows);
    },
    async due(tx, { limit, today }) {
      return withRecords(tx, await tx.query<Row>(DUE, [limit, today]));
    },
    async keepJudgements(sql, judged) {
      if (judged.length === 0) return;
      await sql.query(KEEP, [
        judged.map(({ subjectId }) => subjectId),
        judged.map(({ version }) => version),
        judged.map(({ nextChangeOn }) => nextChangeOn ?? null),
        judged.map(({ listedSince }) => listedSince ?? null),
      ]);
    },
    async bySticker(sql, stickerNumber) {
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(BY_STICKER, [stickerNumber]);
      return rows.map(({ subject_id }) => subject_id);
    },
    async clearPostponement(tx, subjectId) {
      await tx.query(CLEAR_POSTPONEMENT, [subjectId]);
    },
  };

  async function withRecords(sql: Sql, rows: readonly Row[]): Promise<readonly StayFile[]> {
    const bySubject = await records.ofSubjects(
      sql,
      rows.map(({ subject_id }) => subject_id),
    );
    // A file erased between the two statements is an empty one: the page keeps its length, which says whether it is
    // the last.
    return rows.map(({ subject_id, version, is_due }) => ({
      subjectId: subject_id,
      version,
      isDue: is_due,
      records: bySubject.get(subject_id) ?? [],
    }));
  }
}

/** The adapter of the EES: what it records or erases makes the file due, in the same transaction. */
export function withStayFiles(adapter: SystemAdapter): SystemAdapter {
  return {
    ...adapter,
    async record(tx, record) {
      await adapter.record(tx, record);
      await tx.query(MAKE_DUE, [record.subjectId]);
    },
    async eraseRecord(tx, subjectId, encounterId) {
      await adapter.eraseRecord(tx, subjectId, encounterId);
      await tx.query(MAKE_DUE, [subjectId]);
    },
    async erase(tx, subjectId) {
      await adapter.erase(tx, subjectId);
      await tx.query('delete from ees.overstay_files where subject_id = $1', [subjectId]);
    },
  };
}

/** First day a judgement can be due: whatever day it is, the file is. */
export const DUE_AT_ONCE = '-infinity' as LocalDate;

const MAKE_DUE = `
  insert into ees.overstay_files as files (subject_id, due_on) values ($1, '${DUE_AT_ONCE}')
  on conflict (subject_id) do update set due_on = excluded.due_on, version = files.version + 1`;

/** Two short index scans instead of one pass over every file. */
const PAGE = `
  with wanted as (
    (select subject_id from ees.overstay_files
     where listed_since is not null and ($1::uuid is null or subject_id > $1::uuid)
     order by subject_id limit $2)
    union
    (select subject_id from ees.overstay_files
     where due_on <= $3::date and ($1::uuid is null or subject_id > $1::uuid)
     order by subject_id limit $2)
  )
  select subject_id, version::text as version, coalesce(due_on <= $3::date, false) as is_due
  from ees.overstay_files join wanted using (subject_id)
  order by subject_id
  limit $2`;

const BY_STICKER = `
  select distinct subject_id from ees.records where visa_sticker_number = $1 order by subject_id limit 10`;

const CLEAR_POSTPONEMENT = `
  update ees.records set biometrics = nullif(biometrics - 'fingerprintsImpossible', '{}'::jsonb)
  where subject_id = $1 and biometrics ->> 'fingerprintsImpossible' = 'temporarily'`;

const DUE = `
  select subject_id, version::text as version, true as is_due
  from ees.overstay_files
  where due_on <= $2::date
  order by due_on, subject_id
  limit $1
  for update skip locked`;

/** A file that changed since it was read keeps its new version and stays due. */
const KEEP = `
  update ees.overstay_files as files
  set due_on = judged.due_on, listed_since = judged.listed_since
  from unnest($1::uuid[], $2::bigint[], $3::date[], $4::date[])
    as judged (subject_id, version, due_on, listed_since)
  where files.subject_id = judged.subject_id and files.version = judged.version`;
