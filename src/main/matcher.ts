/** Process of the role `matcher`: holds the gallery, or shards of it, in memory and searches it. Any number of them may run. */
import { lockDataFolder } from './lock-data-folder.js';
import { runRole, serveHealth } from './run-role.js';
import { startMatcher } from './start-roles.js';

await runRole({
  name: 'matcher',
  start: async (core) => {
    // Its segment files belong to one process alone.
    await lockDataFolder(core.config.dataDirectory, core.closers);
    await startMatcher(core);
    await serveHealth(core);
  },
});
