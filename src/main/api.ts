/** Process of the role `api`: answers callers. Any number of them may run. */
import { runRole } from './run-role.js';
import { startApi } from './start-api.js';

await runRole({
  name: 'api',
  required: ['HUB_JWKS'],
  start: async (core) => {
    const { jwks, portalAddress } = core.config;
    if (jwks === undefined) throw new Error('required configuration was not checked');
    if (portalAddress === undefined)
      core.log.warn('HUB_PORTAL_URL is not set: no letter to a person is written');
    await startApi(core, { jwks, openDocumentation: false });
  },
});
