/** Brings the schema of the database up to date, divides the gallery as configured, and ends. Run it before the roles of a new release start. */
import { createLog } from '../platform/log.js';
import { migrate } from '../store/migrate.js';
import { readConfig } from './config.js';
import { applyGalleryShards } from './gallery-shards.js';
import { runCommand } from './run-command.js';

await runCommand(async () => {
  const config = readConfig(process.env, ['DATABASE_URL']);
  const log = createLog({ level: config.logLevel, component: 'migrate' });
  const database = { url: config.databaseUrl ?? '', log };
  await migrate(database);
  const divided = await applyGalleryShards(config, database);
  if (divided !== undefined) console.log(`${divided[0]!.toUpperCase()}${divided.slice(1)}.`);
  console.log('The schema of the database is up to date.');
  return 0;
});
