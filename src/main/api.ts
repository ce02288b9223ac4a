/** Process of the role `api`: answers callers. Any number of them may run. */
import { runRole } from './run-role.js';
import { startApi } from './start-api.js';

await runRole({
  name: 'api',
  required: ['HUB_JWKS'],
  start: async (core) => {
    const { jwks } = core.config;
    if (jwks === undefined) throw new Error('required configuration was not checked');
    await startApi(core, { jwks, openDocumentation: false });
  },
});
