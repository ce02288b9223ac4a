import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createLog } from '../platform/log.js';
import { migrate } from '../store/migrate.js';
import { type Database, openDatabase } from '../store/open-database.js';
import { requiredVariable } from './required-variable.js';

export type TestDatabase = { readonly url: string; readonly database: Database };

/** A fresh, migrated database of its own on the server `DATABASE_URL` names; dropped when the test ends. */
export async function openTestDatabase(t: {
  teardown(callback: () => Promise<void>): void;
}): Promise<TestDatabase> {
  const server = requiredVariable('DATABASE_URL');
  const name = `hub_test_${randomBytes(8).toString('hex')}`;
  const url = withDatabase(server, name);
  const log = createLog({ level: 'silent', component: 'test' });
  await administer(server, `create database ${name}`);
  let database: Database | undefined;
  t.teardown(async () => {
    await database?.close();
    await administer(server, `drop database if exists ${name} with (force)`);
  });
  await migrate({ url, log });
  database = await openDatabase({ url, log });
  return { url, database };
}

/** By text: `postgres://user@/postgres?host=/socket` is no URL to the standard parser. */
function withDatabase(server: string, name: string): string {
  const [, upToHost, query] = /^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(server) ?? [];
  if (upToHost === undefined) throw new Error('DATABASE_URL is not a postgres:// URL');
  return `${upToHost}/${name}${query ?? ''}`;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
