/**
 * Brings the schema of a database up to date. Any number of processes may start at once: one migrates, the others wait
 * on an advisory lock and find nothing left to do. How files are named and written: `migrations/100-…sql`.
 */
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { Client, DatabaseError } from 'pg';
import { LIMITS } from '../platform/limits.js';
import type { Log } from '../platform/log.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { safeError } from '../platform/safe-error.js';
import { databaseFailure } from './database-failure.js';

export async function migrate(options: { readonly url: string; readonly log: Log }): Promise<void> {
  const client = new Client({
    connectionString: options.url,
    application_name: 'open-biometric-identity-hub migration',
    connectionTimeoutMillis: LIMITS.databaseConnectMs,
    statement_timeout: LIMITS.migrationMsMax,
  });
  client.on('error', (error) => options.log.warn({ reason: safeError(error) }, 'migration connection lost'));
  try {
    await client.connect().catch(rethrowTranslated);
    await runner({
      dbClient: client,
      dir: join(PACKAGE_ROOT, 'src', 'store', 'migrations'),
      direction: 'up',
      migrationsTable: 'migrations',
      migrationsSchema: 'hub',
      createMigrationsSchema: true,
      singleTransaction: true,
      advisoryLockMode: 'wait',
      logger: migrationLogger(options.log),
    });
  } catch (error) {
    throw error instanceof DatabaseError ? databaseFailure(error) : error;
  } finally {
    await client.end();
  }
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
