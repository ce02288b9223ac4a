/** Facts that are well formed and that the law does not let a system record. */
import type { EnrolBody } from '../../schemas/requests.js';
import { eurodacFaults } from '../domain/eurodac/data-set-faults.js';
import type { LocalDate } from '../domain/local-date.js';
import type { EurodacFacts } from '../domain/system-record.js';
import { PROBLEMS, ProblemError } from './problems.js';

/** Says everything that is wrong at once, each with its article. */
export function requireLawfulFacts({ encounterAt, identity, facts }: EnrolBody): void {
  if (!isEurodacFacts(facts)) return;
  const faults = eurodacFaults({
    identity: { ...identity, dateOfBirth: identity.dateOfBirth as LocalDate },
    facts,
    // As sent, before it becomes UTC: the calendar day of the place.
    encounterOn: encounterAt.slice(0, 10) as LocalDate,
  });
  if (faults.length === 0) return;
  const code = 'facts-not-permitted';
  throw new ProblemError(
    code,
    `${PROBLEMS[code].title}: ${faults.map(({ pointer }) => pointer).join(', ')}.`,
    {
      faults: faults.map(({ pointer, expected, citation }) => ({
        pointer,
        code,
        expected: `${expected} ${citation}.`,
      })),
    },
  );
}

function isEurodacFacts(facts: EnrolBody['facts']): facts is EurodacFacts {
  return facts.kind === 'data-set' || facts.kind === 'status-message';
}
