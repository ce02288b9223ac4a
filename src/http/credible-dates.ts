/** Dates that exist and still cannot be: from the future, before a birth, or in the wrong order. */
import type { EnrolBody } from '../../schemas/requests.js';
import { eesFactsFault } from '../domain/ees/facts-fault.js';
import type { EesFacts } from '../domain/system-record.js';
import type { Clock } from '../platform/clock.js';
import { faultAt } from './problems.js';

/** Clocks of border crossing points differ, and the calendar day of the place may be ahead of the hub's. */
const AHEAD_MS_MAX = 24 * 60 * 60 * 1000;

/** The day of what a record is about, whatever its kind; terms and validities may lie ahead. */
const EVENT_DATES = [
  'entryDate',
  'exitDate',
  'refusalDate',
  'decidedOn',
  'rebuttedOn',
  'amendedOn',
  'applicationDate',
  'issuedOn',
  'eventDate',
  'biometricsTakenOn',
  'transmittedAt',
  'arrivedOn',
  'statusDate',
  'goneOn',
  'finalOn',
  'at',
  'submittedAt',
] as const;

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
  for (const event of EVENT_DATES) {
    const day = (facts as Readonly<Record<string, unknown>>)[event];
    if (typeof day !== 'string') continue;
    if (Date.parse(day) > latestMs) {
      throw faultAt(
        'date-invalid',
        `/facts/${event}`,
        'What is recorded has taken place: no later than tomorrow.',
      );
    }
    if (day < identity.dateOfBirth) {
      throw faultAt('date-invalid', `/facts/${event}`, 'Not before the date of birth.');
    }
  }
  const fault = isEesFacts(facts) ? eesFactsFault(facts) : undefined;
  if (fault) throw faultAt('date-invalid', `/facts${fault.pointer}`, fault.detail);
  if (facts.kind === 'visa-application' && facts.visa && facts.visa.validUntil < facts.visa.validFrom) {
    throw faultAt('date-invalid', '/facts/visa/validUntil', 'The same day as validFrom or later.');
  }
}

function isEesFacts(facts: EnrolBody['facts']): facts is EesFacts {
  return (EES_KINDS as readonly string[]).includes(facts.kind);
}
const EES_KINDS: readonly EesFacts['kind'][] = [
  'entry',
  'exit',
  'refusal',
  'stay-decision',
  'rebuttal',
  'amendment',
];
