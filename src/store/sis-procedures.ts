import type { SisProcedures } from '../workflows/ports/sis.js';
import type { Keyring } from './keyring.js';
import { createSireneCases } from './sirene-cases.js';
import { createSisAlerts } from './sis-alerts.js';
import { createSisHits } from './sis-hits.js';

/** What SIS holds beside alerts on persons. */
export function createSisProcedures(options: { readonly keyring: Keyring }): SisProcedures {
  return { alerts: createSisAlerts(options), hits: createSisHits(), cases: createSireneCases() };
}
