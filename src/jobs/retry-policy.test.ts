import t from 'tap';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { judgeFailure } from './retry-policy.js';

const passing = new OperationalError('database-unavailable', 'The database does not answer.');
const lasting = new OperationalError('system-refused', 'The system refused.', { retryable: false });
const long = new OperationalError('gallery-not-ready', 'Not yet.', { postponedMs: 60_000 });
const last = LIMITS.jobAttempts;

const CASES = [
  ['may pass, first try', passing, 1, 'retry'],
  ['may pass, last but one', passing, last - 1, 'retry'],
  ['may pass, last', passing, last, 'database-unavailable'],
  ['passes after long, first try', long, 1, 'postpone'],
  ['passes after long, last', long, last, 'postpone'],
  ['will last, first try', lasting, 1, 'system-refused'],
  ["a programmer's mistake", new TypeError('Jane Doe is not a function'), 1, 'internal-error'],
  ['not even an error', 'Jane Doe', 1, 'internal-error'],
] as const;

for (const [situation, error, attempt, expected] of CASES) {
  t.test(situation, async (t) => {
    const verdict = judgeFailure(error, attempt);
    t.equal(verdict.kind === 'end' ? verdict.problem.code : verdict.kind, expected);
    t.notMatch(JSON.stringify(verdict), /Jane/);
  });
}
