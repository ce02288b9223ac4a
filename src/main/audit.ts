import { createLog } from '../platform/log.js';
import { openKeyring } from '../store/keyring.js';
import { createLogArchive } from '../store/log-chain.js';
import { openDatabase } from '../store/open-database.js';
import { audit } from './audit-command.js';
import { commandDatabase } from './command-database.js';
import { readConfig } from './config.js';
import { nameKey } from './name-key.js';
import { runCommand } from './run-command.js';

await runCommand(({ closers }) =>
  audit(process.argv.slice(2), {
    print: console.log,
    open: async () => {
      const config = readConfig();
      const { url, keyEncryptionKey } = await commandDatabase(config);
      const log = createLog({ level: config.logLevel, component: 'audit' });
      const database = await openDatabase({ url, log });
      closers.add('database', () => database.close());
      const { unitOfWork } = database;
      const keyring = await openKeyring({
        unitOfWork,
        keyEncryptionKey: nameKey(keyEncryptionKey),
        previousKeys: config.previousKeyEncryptionKeys.map(nameKey),
      });
      return { unitOfWork, logArchive: createLogArchive({ keyring }) };
    },
  }),
);
