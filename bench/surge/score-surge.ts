/**
 * Raw file of `run-surge` in, scored file out.
 *
 *   node dist/bench/surge/score-surge.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_SURGE_FORMAT, type RawSurge } from './raw-surge.js';
import { scoreSurge } from './scored-surge.js';

scoreFile<RawSurge>(RAW_SURGE_FORMAT, scoreSurge);
