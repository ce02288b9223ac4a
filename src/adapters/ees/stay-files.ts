import type { SubjectId } from '../../domain/ids.js';
import type { StayFiles } from '../../workflows/ports.js';
import { createSystemRecords } from '../system-records.js';
import { eesFacts } from './facts-columns.js';

/** Files of the EES kept here; those of a remote EES are that system's to list. */
export function createStayFiles(): StayFiles {
  const records = createSystemRecords('ees', eesFacts);
  return {
    async page(sql, { after, limit }) {
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(
        `select distinct subject_id
         from ${eesFacts.table}
         where $1::uuid is null or subject_id > $1::uuid
         order by subject_id
         limit $2`,
        [after ?? null, limit],
      );
      const bySubject = await records.ofSubjects(
        sql,
        rows.map(({ subject_id }) => subject_id),
      );
      // A file erased between the two statements is an empty one: the page keeps its length, which says whether it
      // is the last.
      return rows.map(({ subject_id }) => ({
        subjectId: subject_id,
        records: bySubject.get(subject_id) ?? [],
      }));
    },
  };
}
