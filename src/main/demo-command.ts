/** `npm run demo`: plays the demonstration against the hub that `npm start` runs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../platform/clock.js';
import { CommandError } from './command-error.js';
import { readConfig } from './config.js';
import { runDemo } from './demo.js';
import { hasDevelopmentSigningKey } from './development-keys.js';
import { issueDevelopmentTokens } from './development-tokens.js';
import { runCommand } from './run-command.js';

const START_FIRST = 'No hub is running here. Start it with npm start in another terminal first.';

await runCommand(async ({ stopping }) => {
  const config = readConfig();
  if (!hasDevelopmentSigningKey(config.dataDirectory)) throw new CommandError(START_FIRST);
  const url = await addressOfHub(config.dataDirectory, stopping);
  return runDemo({
    url,
    tokens: await issueDevelopmentTokens(config, 'first'),
    secondTokens: await issueDevelopmentTokens(config, 'second'),
    directory: join(config.dataDirectory, 'synthetic'),
    today: systemClock(config.timeZone).today(),
    print: (line: string) => console.log(line),
    signal: stopping,
  });
});

async function addressOfHub(dataDirectory: string, signal: AbortSignal): Promise<string> {
  const file = join(dataDirectory, 'hub.json');
  if (!existsSync(file)) throw new CommandError(START_FIRST);
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { readonly url: string };
  const response = await fetch(`${url}/readyz`, { signal }).catch(() => undefined);
  if (response === undefined) throw new CommandError(START_FIRST);
  if (!response.ok) throw new CommandError(`The hub at ${url} is not ready: ${await response.text()}`);
  return url;
}
