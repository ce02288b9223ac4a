/**
 * Brings the schema of a database up to date. Any number of processes may start at once: one migrates, the others wait
 * on an advisory lock and find nothing left to do. How files are named and written: `migrations/100-…sql`.
 *
 * The release before still runs meanwhile, and a gallery that is being loaded reads `hub.templates` for minutes. A change of a table
 * waits for such a reader, and everybody who comes later waits for the change: so it waits for seconds only, lets everything go
 * and tries again. Once it has its locks nothing hurries it: filling a new column takes what it takes.
 *
 * It is also what is run after a restore, so it looks whether the database came from elsewhere: `adopt-database.ts`.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runner } from 'node-pg-migrate';
import { Client, DatabaseError } from 'pg';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { OperationalError } from '../platform/operational-error.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { safeError } from '../platform/safe-error.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { adoptDatabase } from './adopt-database.js';
import { dropBrokenIndexes } from './broken-indexes.js';
import { databaseFailure } from './database-failure.js';

const MIGRATIONS = join(PACKAGE_ROOT, 'src', 'store', 'migrations');

type Migration = {
  readonly url: string;
  readonly log: Log;
  /** Of its files; those of the hub where nothing is said. */
  readonly directory?: string;
  readonly lockMs?: number;
  readonly waitMs?: number;
};

export async function migrate(options: Migration): Promise<void> {
  const { waitMs = LIMITS.migrationWaitMs } = options;
  const startedAt = performance.now();
  for (;;) {
    try {
      return await migrateOnce(options);
    } catch (error) {
      if (!isInUse(error)) throw error instanceof DatabaseError ? databaseFailure(error) : error;
      if (performance.now() - startedAt > waitMs) throw stillInUse(error);
      options.log.warn('a table that has to change is in use, or another process migrates: tried again');
      await pause(Math.min(LIMITS.migrationRetryMs, waitMs));
    }
  }
}

/** Names of the migrations this release has and the database lacks. That it has others is of no harm: a newer release made them. */
export async function missingMigrations(sql: Sql): Promise<readonly string[]> {
  const [{ is_there } = { is_there: false }] = await sql.query<{ is_there: boolean }>(
    `select to_regclass('hub.migrations') is not null as is_there`,
  );
  const run = is_there ? await sql.query<{ name: string }>('select name from hub.migrations') : [];
  const names = new Set(run.map(({ name }) => name));
  return readdirSync(MIGRATIONS)
    .map((file) => basename(file, '.sql'))
    .filter((name) => !names.has(name))
    .sort();
}

async function migrateOnce({
  url,
  log,
  directory = MIGRATIONS,
  lockMs = LIMITS.migrationLockMs,
}: Migration): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'open-biometric-identity-hub migration',
    connectionTimeoutMillis: LIMITS.databaseConnectMs,
    lock_timeout: lockMs,
    // Nothing else would tell of a server that vanished below a statement without a limit.
    keepAlive: true,
  });
  client.on('error', (error) => log.warn({ reason: safeError(error) }, 'migration connection lost'));
  try {
    await client.connect().catch(rethrowTranslated);
    // Whatever the server or the role say.
    await client.query('set statement_timeout = 0');
    await dropBrokenIndexes(client, directory, log);
    await runner({
      dbClient: client,
      dir: directory,
      direction: 'up',
      migrationsTable: 'migrations',
      migrationsSchema: 'hub',
      createMigrationsSchema: true,
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: migrationLogger(log),
    });
    if (directory === MIGRATIONS) await adoptDatabase(client, log);
  } finally {
    await client.end();
  }
}

/** A lock that did not come in time, or a deadlock with a transaction of the release before. */
function isInUse(error: unknown): boolean {
  return error instanceof DatabaseError && ['55P03', '40P01'].includes(error.code ?? '');
}

function stillInUse(cause: unknown): OperationalError {
  return new OperationalError(
    'database-unavailable',
    'The schema could not be changed: its tables stay in use, or another process migrates. Galleries that are being ' +
      'loaded use them for long: wait until matchers are ready, or stop them, and migrate again.',
    { cause },
  );
}

/** Its lines name files and, where one fails, quote its statement: no data of persons stands in either. */
function migrationLogger(log: Log) {
  return {
    debug: (line: string) => log.debug(line),
    info: (line: string) => log.debug(line),
    warn: (line: string) => log.warn(line),
    error: (line: string) => log.error(line),
  };
}

function rethrowTranslated(error: unknown): never {
  throw databaseFailure(error);
}
