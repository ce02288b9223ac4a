import type { EurodacProcedures } from '../workflows/ports/eurodac.js';
import { eraseOldEurodac } from './erase-old-eurodac.js';
import { createEurodacComparisons } from './eurodac-comparisons.js';
import { createEurodacNotices } from './eurodac-notices.js';
import { createEurodacRequests } from './eurodac-requests.js';
import { createEurodacTransmissions } from './eurodac-transmissions.js';
import type { Keyring } from './keyring.js';

/** What Eurodac does beside keeping records. */
export function createEurodacProcedures(options: { readonly keyring: Keyring }): EurodacProcedures {
  return {
    comparisons: createEurodacComparisons(),
    notices: createEurodacNotices(),
    transmissions: createEurodacTransmissions(),
    requests: createEurodacRequests(options),
    eraseOld: eraseOldEurodac,
  };
}
