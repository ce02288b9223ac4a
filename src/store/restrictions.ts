import type { SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { Restrictions } from '../workflows/ports/right-requests.js';

/** Marks of data whose processing is restricted; one for each request that was granted. */
export function createRestrictions(): Restrictions {
  return {
    async mark(tx, { requestId, system, subjectId, since }) {
      await tx.query(
        'insert into hub.restrictions (request_id, system, subject_id, since) values ($1, $2, $3, $4)',
        [requestId, system, subjectId, since],
      );
    },
    async lift(tx, requestId) {
      await tx.query('delete from hub.restrictions where request_id = $1', [requestId]);
    },
    async since(sql, system, subjectIds) {
      if (subjectIds.length === 0) return new Map();
      const rows = await sql.query<{ readonly subject_id: SubjectId; readonly since: LocalDate }>(
        `select subject_id, to_char(min(since), 'YYYY-MM-DD') as since from hub.restrictions
         where system = $1 and subject_id = any($2::uuid[]) group by subject_id`,
        [system, subjectIds],
      );
      return new Map(rows.map((row) => [row.subject_id, row.since]));
    },
  };
}
