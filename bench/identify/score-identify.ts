/**
 * Raw file of `run-identify` in, scored file out.
 *
 *   node dist/bench/identify/score-identify.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_IDENTIFY_FORMAT, type RawIdentify } from './raw-identify.js';
import { scoreIdentify } from './scored-identify.js';

scoreFile<RawIdentify>(RAW_IDENTIFY_FORMAT, scoreIdentify);
