/**
 * Indexes of large tables may be made before a migration, with `concurrently`. One that was broken off is left behind `INVALID`:
 * no query uses it, and `create index if not exists` takes it for good. It is dropped, and the migration makes it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Client } from 'pg';
import type { Log } from '../platform/log.js';

const MADE_WHERE_MISSING = /create\s+(?:unique\s+)?index\s+if\s+not\s+exists\s+(\w+)\s+on\s+(\w+)\./gi;

/** One that is being made is waited for, as is whoever uses its table. */
export async function dropBrokenIndexes(client: Client, directory: string, log: Log): Promise<void> {
  const names = await pendingIndexes(client, directory);
  const broken = await client.query<{ name: string }>(
    `select format('%I.%I', schema.nspname, class.relname) as name
     from pg_index join pg_class class on class.oid = indexrelid join pg_namespace schema on schema.oid = class.relnamespace
     where not indisvalid and schema.nspname || '.' || class.relname = any($1::text[])`,
    [names],
  );
  for (const { name } of broken.rows) {
    log.warn({ index: name }, 'an index that was not made to its end is made anew');
    await client.query(`drop index if exists ${name}`);
  }
}

async function pendingIndexes(client: Client, directory: string): Promise<readonly string[]> {
  const known = await client.query("select to_regclass('hub.migrations') is not null as known");
  const run = known.rows[0]?.known
    ? await client.query<{ name: string }>('select name from hub.migrations')
    : undefined;
  const done = new Set(run?.rows.map(({ name }) => name));
  return readdirSync(directory)
    .filter((file) => file.endsWith('.sql') && !done.has(basename(file, '.sql')))
    .flatMap((file) => [...readFileSync(join(directory, file), 'utf8').matchAll(MADE_WHERE_MISSING)])
    .map(([, index, schema]) => `${schema}.${index}`);
}
