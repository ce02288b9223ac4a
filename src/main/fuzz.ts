/** `npm run fuzz -- ...`: see `testing/fuzz/fuzz-command.ts`. */
import '../testing/fuzz/fuzz-command.js';
