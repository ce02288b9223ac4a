/**
 * Raw file of `run-federation` in, scored file out.
 *
 *   node dist/bench/federation/score-federation.js RAW.json
 */
import { scoreFile } from '../report/scored-scenario.js';
import { RAW_FEDERATION_FORMAT, type RawFederation } from './raw-federation.js';
import { scoreFederation } from './scored-federation.js';

scoreFile<RawFederation>(RAW_FEDERATION_FORMAT, scoreFederation);
