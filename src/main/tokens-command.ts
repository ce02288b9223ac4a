/** `npm run tokens`: new development tokens, one per role, in place of those that ran out. */

import { CommandError } from './command-error.js';
import { readConfig } from './config.js';
import { hasDevelopmentSigningKey } from './development-keys.js';
import { printTokens, writeDevelopmentTokens } from './development-tokens.js';
import { runCommand } from './run-command.js';

await runCommand(async () => {
  const config = readConfig();
  if (config.jwks !== undefined)
    throw new CommandError('HUB_JWKS is set: tokens come from whoever holds its keys.');
  if (!hasDevelopmentSigningKey(config.dataDirectory)) {
    throw new CommandError('There is no development key yet; npm start makes it.');
  }
  printTokens(await writeDevelopmentTokens(config), console.log);
  return 0;
});
