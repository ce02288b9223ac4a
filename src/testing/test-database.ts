import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createLog } from '../platform/log.js';
import { migrate } from '../store/migrate.js';
import { type Database, openDatabase } from '../store/open-database.js';
import { requiredVariable } from './required-variable.js';

export type TestDatabase = { readonly url: string; readonly database: Database };

/** Names a migrated database on the server to copy, a sixth of the time of all migrations; `npm test` makes one. */
export const TEMPLATE_VARIABLE = 'TEST_DATABASE_TEMPLATE';

/** For the tests of one run; nobody may be connected to it while it is copied. */
export async function createTestTemplate(
  server: string,
): Promise<{ readonly name: string; drop(): Promise<void> }> {
  const name = newName();
  await administer(server, `create database ${name}`);
  const drop = () => administer(server, `drop database if exists ${name} with (force)`);
  try {
    await migrate({ url: withDatabase(server, name), log: silent() });
  } catch (error) {
    await drop();
    throw error;
  }
  return { name, drop };
}

/** A fresh, migrated database of its own on the server `DATABASE_URL` names; dropped when the test ends. */
export async function openTestDatabase(t: {
  teardown(callback: () => Promise<void>): void;
}): Promise<TestDatabase> {
  const server = requiredVariable('DATABASE_URL');
  const name = newName();
  const url = withDatabase(server, name);
  const log = silent();
  const template = process.env[TEMPLATE_VARIABLE];
  await administer(
    server,
    template ? `create database ${name} template ${template} strategy file_copy` : `create database ${name}`,
  );
  let database: Database | undefined;
  t.teardown(async () => {
    await database?.close();
    await administer(server, `drop database if exists ${name} with (force)`);
  });
  if (!template) await migrate({ url, log });
  database = await openDatabase({ url, log });
  // What each database draws for itself when it is made.
  if (template)
    await database.unitOfWork.sql.query('update hub.gallery_layout set gallery_id = gen_random_uuid()');
  return { url, database };
}

function newName(): string {
  return `hub_test_${randomBytes(8).toString('hex')}`;
}

function silent(): ReturnType<typeof createLog> {
  return createLog({ level: 'silent', component: 'test' });
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
