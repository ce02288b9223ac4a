import type { LocalDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { Sql } from '../workflows/ports/persistence.js';

/** Days of the calendars of files that are over without what is due having been done, counted up to a limit. */
export async function countOverdue(
  sql: Sql,
  today: LocalDate,
): Promise<readonly { readonly system: SystemId; readonly count: number }[]> {
  return sql.query(
    `select system, count(*)::integer as count
     from (select system from hub.due_days where due_on < $1 limit $2) overdue
     group by system`,
    [today, LIMITS.overdueCountedMax],
  );
}
