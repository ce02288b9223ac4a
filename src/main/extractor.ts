/** Process of the role `extractor`: turns samples into templates. Any number of them may run. */
import { runRole, serveHealth } from './run-role.js';
import { startExtractor } from './start-roles.js';

await runRole({
  name: 'extractor',
  start: async (core) => {
    await startExtractor(core);
    await serveHealth(core);
  },
});
