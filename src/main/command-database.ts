/**
 * The database of a command that looks at a hub from outside: the one of `DATABASE_URL`, else the private one of a hub that
 * runs on this machine. Nothing is started or stopped for it.
 */
import { CommandError } from './command-error.js';
import type { HubConfig } from './config.js';
import { developmentKeyEncryptionKey } from './development-keys.js';
import { prepareInstanceFolder } from './embedded/instance-folder.js';
import { runningPrivatePostgres } from './embedded/postgres.js';

export type CommandDatabase = { readonly url: string; readonly keyEncryptionKey: Uint8Array };

export async function commandDatabase(
  config: Pick<HubConfig, 'databaseUrl' | 'keyEncryptionKey' | 'dataDirectory'>,
): Promise<CommandDatabase> {
  const { databaseUrl, keyEncryptionKey, dataDirectory } = config;
  if (databaseUrl !== undefined) {
    if (keyEncryptionKey === undefined) {
      throw new CommandError('HUB_KEY_ENCRYPTION_KEY is required beside DATABASE_URL.');
    }
    return { url: databaseUrl, keyEncryptionKey };
  }
  const url = await runningPrivatePostgres(prepareInstanceFolder(dataDirectory));
  if (url === undefined) {
    throw new CommandError('No hub runs here: start it with npm start, or set DATABASE_URL.');
  }
  return { url, keyEncryptionKey: keyEncryptionKey ?? developmentKeyEncryptionKey(dataDirectory) };
}
