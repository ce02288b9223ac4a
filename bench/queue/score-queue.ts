/**
 * Raw file of `run-queue` in, scored file out.
 *
 *   node dist/bench/queue/score-queue.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_QUEUE_FORMAT, type RawQueue } from './raw-queue.js';
import { scoreQueue } from './scored-queue.js';

scoreFile<RawQueue>(RAW_QUEUE_FORMAT, scoreQueue);
