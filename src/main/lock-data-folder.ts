import type { Closers } from './closers.js';
import { CommandError } from './command-error.js';
import { type InstanceFolder, prepareInstanceFolder } from './embedded/instance-folder.js';
import { type InstanceLock, lockInstance } from './embedded/instance-lock.js';

/** Makes the data folder this process's own for as long as it runs, or ends it with a message. */
export async function lockDataFolder(
  dataDirectory: string,
  closers: Closers,
): Promise<{ readonly folder: InstanceFolder; readonly lock: InstanceLock }> {
  const folder = prepareInstanceFolder(dataDirectory);
  const outcome = await lockInstance(folder.sockets);
  if (outcome.kind === 'held') {
    throw new CommandError(
      `A hub is already running on this data folder (${outcome.holder}).\n` +
        'Use that one, stop it first, or set HUB_DATA to another folder for a second hub.',
    );
  }
  closers.add('lock', () => outcome.lock.release());
  return { folder, lock: outcome.lock };
}
