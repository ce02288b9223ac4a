/** Brings the schema of the database up to date and ends. Run it before the roles of a new release start. */
import { createLog } from '../platform/log.js';
import { migrate } from '../store/migrate.js';
import { readConfig } from './config.js';
import { runCommand } from './run-command.js';

await runCommand(async () => {
  const config = readConfig(process.env, ['DATABASE_URL']);
  const log = createLog({ level: config.logLevel, component: 'migrate' });
  await migrate({ url: config.databaseUrl ?? '', log });
  console.log('The schema of the database is up to date.');
  return 0;
});
