/**
 * `npm run tokens`: new development tokens, one per role, in place of those that ran out. `npm run tokens -- OPERATOR`: of one
 * operator of each authority, for what asks who decided; printed only, `tokens.json` stays as it is.
 */

import { CommandError } from './command-error.js';
import { readConfig } from './config.js';
import { hasDevelopmentSigningKey } from './development-keys.js';
import { issueDevelopmentTokens, printTokens, writeDevelopmentTokens } from './development-tokens.js';
import { runCommand } from './run-command.js';

await runCommand(async () => {
  const config = readConfig();
  if (config.jwks !== undefined)
    throw new CommandError('HUB_JWKS is set: tokens come from whoever holds its keys.');
  if (!hasDevelopmentSigningKey(config.dataDirectory)) {
    throw new CommandError('There is no development key yet; npm start makes it.');
  }
  const operator = operatorOf(process.argv.slice(2));
  const tokens =
    operator === undefined
      ? await writeDevelopmentTokens(config)
      : await issueDevelopmentTokens(config, operator);
  printTokens(tokens, console.log);
  return 0;
});

function operatorOf([operator, ...others]: readonly string[]): string | undefined {
  if (operator === undefined) return undefined;
  if (others.length > 0 || !/^[a-z0-9-]{1,32}$/i.test(operator))
    throw new CommandError('Name one operator, by letters, digits and hyphens: npm run tokens -- first');
  return operator;
}
