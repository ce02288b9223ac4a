/**
 * Fills a hub's database with persons of the population, for whoever wants to look at a large hub: the one of
 * DATABASE_URL, whose schema is up to date and whose hub is stopped, with the key of HUB_DATA or
 * HUB_KEY_ENCRYPTION_KEY. The benchmarks do the same with servers of their own.
 *
 *   DATABASE_URL=... node dist/bench/population/populate.js [--persons 1000000] [--fingers 1] [--faces] [--from 0] [--seed 1]
 *
 * A million persons with a finger each take minutes and about 7 GB of disk. Prints one JSON object.
 */

import { localDate } from '../../src/domain/local-date.js';
import { readConfig } from '../../src/main/config.js';
import { developmentKeyEncryptionKey } from '../../src/main/development-keys.js';
import { nameKey } from '../../src/main/name-key.js';
import { systemClock } from '../../src/platform/clock.js';
import { createLog } from '../../src/platform/log.js';
import { openKeyring } from '../../src/store/keyring.js';
import { openDatabase } from '../../src/store/open-database.js';
import { parseOptions } from '../parse-options.js';
import { fillDatabase } from './fill-database.js';
import { FACE_DISTRIBUTION_FILE, readTemplateDistribution } from './template-distribution.js';

const { values } = parseOptions({
  options: {
    persons: { type: 'string', default: '1000000' },
    fingers: { type: 'string', default: '1' },
    faces: { type: 'boolean', default: false },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});
const config = readConfig();
if (config.databaseUrl === undefined) throw new Error('DATABASE_URL names no database to fill');
const log = createLog({ level: 'error', component: 'bench' });
const database = await openDatabase({ url: config.databaseUrl, log });
try {
  const key = config.keyEncryptionKey ?? developmentKeyEncryptionKey(config.dataDirectory);
  const keyring = await openKeyring({
    unitOfWork: database.unitOfWork,
    keyEncryptionKey: nameKey(key),
    previousKeys: config.previousKeyEncryptionKeys.map(nameKey),
  });
  const from = Number(values.from);
  const filled = await fillDatabase({
    databaseUrl: config.databaseUrl,
    unitOfWork: database.unitOfWork,
    keyring,
    distribution: readTemplateDistribution(),
    faces: values.faces ? readTemplateDistribution(FACE_DISTRIBUTION_FILE) : undefined,
    seed: values.seed,
    today: localDate(systemClock(config.timeZone).today()),
    from,
    until: from + Number(values.persons),
    fingers: Number(values.fingers),
    log,
    report: (line) => console.error(`${(performance.now() / 1000).toFixed(1).padStart(7)} s  ${line}`),
  });
  console.log(JSON.stringify(filled));
} finally {
  await database.close();
}
