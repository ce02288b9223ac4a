/**
 * Raw file of `run-mixed` in, scored file out.
 *
 *   node dist/bench/mixed/score-mixed.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_MIXED_FORMAT, type RawMixed } from './raw-mixed.js';
import { scoreMixed } from './scored-mixed.js';

scoreFile<RawMixed>(RAW_MIXED_FORMAT, scoreMixed);
