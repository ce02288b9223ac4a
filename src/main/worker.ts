/** Process of the role `worker`: asks the systems, and relays what other processes left. Any number of them may run. */
import { runRole, serveHealth } from './run-role.js';
import { startWorker } from './start-roles.js';

await runRole({
  name: 'worker',
  start: async (core) => {
    await startWorker(core);
    await serveHealth(core);
  },
});
