import t from 'tap';
import { createLog } from '../platform/log.js';
import { openTestDatabase } from '../testing/test-database.js';
import { createClosers } from './closers.js';
import { readConfig } from './config.js';
import { openCore } from './open-core.js';
import { requireSchema } from './require-schema.js';

t.test('a process does not start against a schema that is older than its release', async (t) => {
  const { url, database } = await openTestDatabase(t);
  const { sql } = database.unitOfWork;
  await requireSchema(sql);
  await sql.query(`insert into hub.migrations (name, run_on) values ('999-of-the-next-release', now())`);
  await requireSchema(sql);
  await sql.query(`delete from hub.migrations where name = '468-history-of-galleries'`);
  await t.rejects(requireSchema(sql), {
    name: 'CommandError',
    message:
      /older than this release: 1 migration\(s\) have not run, from 468-history-of-galleries on\. Run migrate/,
  });
  const closers = createClosers();
  t.teardown(() => closers.closeAll());
  const opened = openCore({
    config: readConfig({}),
    databaseUrl: url,
    redisUrl: 'redis://127.0.0.1:1',
    keyEncryptionKey: new Uint8Array(32),
    log: createLog({ level: 'silent', component: 'test' }),
    closers,
  });
  await t.rejects(opened, { name: 'CommandError' }, 'of no role');
  t.same(await sql.query('select from hub.data_keys'), [], 'nothing was written');
  await sql.query('drop table hub.migrations');
  await t.rejects(requireSchema(sql), { name: 'CommandError', message: /from 100-keys-and-operations on/ });
});
