/**
 * Raw file of `run-console` in, scored file out.
 *
 *   node dist/bench/console/score-console.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_CONSOLE_FORMAT, type RawConsole } from './raw-console.js';
import { scoreConsole } from './scored-console.js';

scoreFile<RawConsole>(RAW_CONSOLE_FORMAT, scoreConsole);
