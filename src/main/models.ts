/** `npm run models -- ...`: see `models-command.ts`. */
import { readConfig } from './config.js';
import { modelsCommand } from './models-command.js';
import { runCommand } from './run-command.js';

await runCommand(() => {
  const { faceModelsDirectory } = readConfig();
  return modelsCommand(process.argv.slice(2), { faceModelsDirectory });
});
