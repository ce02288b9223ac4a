/** Files of VIS kept here, found by what stands on a sticker or by who travels with whom. */
import type { SubjectId } from '../../domain/ids.js';
import type { Sql } from '../../workflows/ports/persistence.js';
import type { VisaFiles } from '../../workflows/ports/systems.js';
import { createSystemRecords } from '../system-records.js';
import { visFacts } from './facts-columns.js';

export function createVisaFiles(): VisaFiles {
  const records = createSystemRecords('vis', visFacts);
  const withRecords = async (sql: Sql, rows: readonly { readonly subject_id: SubjectId }[]) =>
    [
      ...(await records.ofSubjects(
        sql,
        rows.map(({ subject_id }) => subject_id),
      )),
    ].map(([subjectId, found]) => ({ subjectId, records: found }));
  return {
    bySticker: async (sql, stickerNumber) => withRecords(sql, await sql.query(BY_STICKER, [stickerNumber])),
    companions: async (sql, { applicationNumbers, limit }) =>
      withRecords(sql, await sql.query(COMPANIONS, [applicationNumbers, limit])),
  };
}

const BY_STICKER = `
  select subject_id from vis.records where visa_sticker_number = $1
  union
  select subject_id from vis.records where new_sticker_number = $1
  limit 2`;

/** Those that bear one of the numbers, and those that name one. */
const COMPANIONS = `
  select subject_id from vis.records where application_number = any($1::text[])
  union
  select subject_id from vis.records where travels_with && $1::text[]
  limit $2`;
