/**
 * Raw file of `run-startup` in, scored file out.
 *
 *   node dist/bench/startup/score-startup.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_STARTUP_FORMAT, type RawStartup } from './raw-startup.js';
import { scoreStartup } from './scored-startup.js';

scoreFile<RawStartup>(RAW_STARTUP_FORMAT, scoreStartup);
