/** Facts that are well formed and that the law does not let a system record. */
import type { EnrolBody } from '../../schemas/requests.js';
import { eurodacFaults } from '../domain/eurodac/data-set-faults.js';
import type { LocalDate } from '../domain/local-date.js';
import type { SamplePosition } from '../domain/palm-positions.js';
import { alertEntryFaults } from '../domain/sis/alert-entry-faults.js';
import { fingersOfSlap, isSlapPosition, type SlapPosition } from '../domain/slap-positions.js';
import type { EurodacFacts, SisFacts } from '../domain/system-record.js';
import { PROBLEMS, ProblemError } from './problems.js';

/** Says everything that is wrong at once, each with its article. */
export function requireLawfulFacts(body: EnrolBody): void {
  const faults = faultsOf(body);
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

type LawFault = { readonly pointer: string; readonly expected: string; readonly citation: string };

function faultsOf({ encounterAt, identity, facts, samples = [] }: EnrolBody): readonly LawFault[] {
  if (facts.kind === 'alert') return alertFaults({ identity, facts, samples });
  if (!isEurodacFacts(facts)) return [];
  const faults = eurodacFaults({
    identity: { ...identity, dateOfBirth: identity.dateOfBirth as LocalDate },
    facts,
    // As sent, before it becomes UTC: the calendar day of the place.
    encounterOn: encounterAt.slice(0, 10) as LocalDate,
  });
  return facts.kind === 'status-message' && samples.length > 0 ? [...faults, BIOMETRICS_OF_MESSAGE] : faults;
}

/** They would be searched and never compared, of whomever they are. */
const BIOMETRICS_OF_MESSAGE: LawFault = {
  pointer: '/samples',
  expected: 'No biometrics with a status message: they are transmitted with a data set.',
  citation: '(EU) 2024/1358 Art 16, 27, 28',
};

/** An unknown wanted person has an entry of its own, as it has no identity to send. */
function alertFaults({
  identity,
  facts,
  samples,
}: Pick<EnrolBody, 'identity'> & {
  readonly facts: SisFacts;
  readonly samples: readonly { readonly position: SamplePosition | SlapPosition }[];
}): readonly LawFault[] {
  return alertEntryFaults({
    identity,
    facts,
    positions: samples.flatMap(({ position }): readonly SamplePosition[] =>
      isSlapPosition(position) ? fingersOfSlap(position) : [position],
    ),
  });
}

function isEurodacFacts(facts: EnrolBody['facts']): facts is EurodacFacts {
  return facts.kind === 'data-set' || facts.kind === 'status-message';
}
