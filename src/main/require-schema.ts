/**
 * A process whose release asks for tables or columns the database does not have yet would fail in the middle of its work, and
 * callers would be told that what was acknowledged could not be done. So it does not start. A database that is ahead
 * is no reason: the release before goes on while the next one is brought in.
 */
import { missingMigrations } from '../store/migrate.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { CommandError } from './command-error.js';

export async function requireSchema(sql: Sql): Promise<void> {
  const missing = await missingMigrations(sql);
  if (missing.length === 0) return;
  throw new CommandError(
    `The schema of the database is older than this release: ${missing.length} migration(s) have not run, from ` +
      `${missing[0]} on. Run migrate first (node dist/src/main/migrate.js), then start this process.`,
  );
}
