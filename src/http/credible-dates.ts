/** Dates that exist and still cannot be: from the future, or in the wrong order. */
import type { EnrolBody } from '../../schemas/requests.js';
import type { Clock } from '../platform/clock.js';
import { faultAt } from './problems.js';

/** Clocks of border crossing points differ, and the calendar day of the place may be ahead of the hub's. */
const AHEAD_MS_MAX = 24 * 60 * 60 * 1000;

export function requireCredibleDates({ encounterAt, identity, facts }: EnrolBody, clock: Clock): void {
  const latestMs = clock.nowMs() + AHEAD_MS_MAX;
  if (Date.parse(encounterAt) > latestMs) {
    throw faultAt(
      'date-invalid',
      '/encounterAt',
      'An encounter has taken place: not more than a day from now.',
    );
  }
  if (Date.parse(identity.dateOfBirth) > latestMs) {
    throw faultAt('date-invalid', '/identity/dateOfBirth', 'A date of birth does not lie in the future.');
  }
  if (facts.kind === 'visa-application' && facts.visa && facts.visa.validUntil < facts.visa.validFrom) {
    throw faultAt('date-invalid', '/facts/visa/validUntil', 'The same day as validFrom or later.');
  }
}
