/** `npm run formats -- ...`: see `formats-command.ts`. */
import { formatsCommand } from './formats-command.js';
import { runCommand } from './run-command.js';

// `npm run formats -- inspect FILE | head`: nobody reads on, and that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

await runCommand(() => formatsCommand(process.argv.slice(2)));
