import { lockFolder } from '../engine/folder-lock.js';
import { OperationalError } from '../platform/operational-error.js';
import type { Closers } from './closers.js';
import { CommandError } from './command-error.js';

/**
 * Makes the folder of the gallery this matcher's own, or ends it with a message. The locks of its shards are not enough:
 * two matchers of one folder that hold different shards would have one identity, and each would delete the other's files.
 */
export async function lockGalleryFolder(directory: string, closers: Closers): Promise<void> {
  try {
    const lock = await lockFolder(directory);
    closers.add('gallery folder', () => lock.release());
  } catch (cause) {
    if (!(cause instanceof OperationalError)) throw cause;
    throw new CommandError(
      `Another matcher uses the gallery folder ${directory}.\n` +
        'Stop it first, or set HUB_GALLERY to another folder: each matcher needs one of its own.',
      { cause },
    );
  }
}
