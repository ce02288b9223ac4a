/**
 * Persons with the histories six systems would hold of them: travellers who keep to the rules and some who do not,
 * applicants for asylum, persons under an alert, persons convicted. The same seed, count and day give the same persons.
 */

import { addDays, type LocalDate } from '../../domain/local-date.js';
import type { FingerPosition } from '../../domain/positions.js';
import { createRandom, type Random } from './random.js';
import {
  alert,
  convictionIndex,
  entry,
  eurodacDataSet,
  exit,
  type Persona,
  refusalOfEntry,
  type SyntheticEncounter,
  travelAuthorisation,
  visaApplication,
  visaFor,
} from './synthetic-encounter.js';
import { createIdentity, createPassport, VISA_EXEMPT, VISA_REQUIRED } from './synthetic-identity.js';

export type SyntheticPerson = {
  /** Unique in a population; with its seed it names the fingers. */
  readonly personId: string;
  readonly history: HistoryKind;
  /** Positions whose fingers are taken at every encounter with fingerprints. */
  readonly fingers: readonly FingerPosition[];
  /** Oldest first; encounters of one system are of one subject. */
  readonly encounters: readonly SyntheticEncounter[];
};

/** How often each history occurs among 20 persons. */
const HISTORIES = {
  'visa-traveller': 5,
  'visa-exempt-traveller': 4,
  'visa-overstayer': 2,
  'visa-exempt-overstayer': 1,
  'visa-refused': 1,
  'asylum-applicant': 2,
  'asylum-applicant-second-identity': 1,
  'irregular-crossing': 1,
  'person-under-alert': 2,
  'convicted-person': 1,
} as const;
export type HistoryKind = keyof typeof HISTORIES;

const KINDS = Object.keys(HISTORIES) as readonly HistoryKind[];
/** A plain cycle, so that twenty persons already show every history. */
const CYCLE = spread(KINDS.flatMap((kind) => Array.from({ length: HISTORIES[kind] }, () => kind)));

const HAND = ['right-index', 'right-middle', 'right-ring', 'right-little'] as const;

export function createPopulation(options: {
  readonly seed: number | string;
  readonly count: number;
  readonly today: LocalDate;
}): readonly SyntheticPerson[] {
  const { seed, count, today } = options;
  return Array.from({ length: count }, (_, index) => {
    const personId = `${seed}-${String(index + 1).padStart(4, '0')}`;
    const random = createRandom(`person/${personId}`);
    const history = CYCLE[index % CYCLE.length]!;
    return {
      personId,
      history,
      fingers: HAND.slice(0, random.integer(2, 4)),
      encounters: [...HISTORY_OF[history](random.fork('history'), today)].sort((a, b) =>
        a.encounterAt < b.encounterAt ? -1 : a.encounterAt > b.encounterAt ? 1 : 0,
      ),
    };
  });
}

type History = (random: Random, today: LocalDate) => readonly SyntheticEncounter[];

const HISTORY_OF: Readonly<Record<HistoryKind, History>> = {
  'visa-traveller': (random, today) => {
    const persona = createPersona(random, today, VISA_REQUIRED);
    const entryDate = addDays(today, -random.integer(40, 150));
    const stayDays = random.integer(4, 25);
    const visa = visaFor(random, { from: addDays(entryDate, -random.integer(0, 8)), durationDays: 30 });
    const appliedOn = addDays(visa.validFrom, -random.integer(10, 40));
    return [
      visaApplication(random, persona, { appliedOn, outcome: 'issued', visa }),
      entry(random, persona, { entryDate, visa }),
      exit(random, persona, addDays(entryDate, stayDays)),
    ];
  },

  /** Two stays of a few weeks, the later one perhaps still going on: well within 90 days in 180. */
  'visa-exempt-traveller': (random, today) => {
    const persona = createPersona(random, today, VISA_EXEMPT);
    const first = addDays(today, -random.integer(100, 170));
    const second = addDays(today, -random.integer(3, 30));
    const left = random.chance(0.5) ? [exit(random, persona, addDays(second, random.integer(1, 3)))] : [];
    return [
      travelAuthorisation(random, persona, addDays(first, -random.integer(5, 30))),
      entry(random, persona, { entryDate: first }),
      exit(random, persona, addDays(first, random.integer(5, 28))),
      entry(random, persona, { entryDate: second }),
      ...left,
    ];
  },

  /** A visa of a fortnight, an entry, and no exit since. */
  'visa-overstayer': (random, today) => {
    const persona = createPersona(random, today, VISA_REQUIRED);
    const entryDate = addDays(today, -random.integer(45, 80));
    const visa = visaFor(random, { from: addDays(entryDate, -2), durationDays: 15 });
    const appliedOn = addDays(visa.validFrom, -random.integer(10, 40));
    return [
      visaApplication(random, persona, { appliedOn, outcome: 'issued', visa }),
      entry(random, persona, { entryDate, visa }),
    ];
  },

  /** More than ninety days; half of them have left since, too late. */
  'visa-exempt-overstayer': (random, today) => {
    const persona = createPersona(random, today, VISA_EXEMPT);
    const entryDate = addDays(today, -random.integer(110, 170));
    const left = random.chance(0.5)
      ? [exit(random, persona, addDays(entryDate, random.integer(95, 105)))]
      : [];
    return [entry(random, persona, { entryDate }), ...left];
  },

  'visa-refused': (random, today) => {
    const persona = createPersona(random, today, VISA_REQUIRED);
    const appliedOn = addDays(today, -random.integer(30, 300));
    return [visaApplication(random, persona, { appliedOn, outcome: 'refused' })];
  },

  'asylum-applicant': (random, today) => {
    const persona = withoutDocument(createPersona(random, today, VISA_REQUIRED));
    const eventDate = addDays(today, -random.integer(5, 400));
    return [eurodacDataSet(random, persona, { category: 'international-protection', eventDate })];
  },

  /** Came with a visa under one name and applies for asylum under another. */
  'asylum-applicant-second-identity': (random, today) => {
    const persona = createPersona(random, today, VISA_REQUIRED);
    const { sex } = persona.identity;
    const second = { identity: createIdentity(random, { today, nationalities: VISA_REQUIRED, sex }) };
    const eventDate = addDays(today, -random.integer(5, 40));
    const visa = visaFor(random, { from: addDays(eventDate, -60), durationDays: 30 });
    const appliedOn = addDays(visa.validFrom, -30);
    return [
      visaApplication(random, persona, { appliedOn, outcome: 'issued', visa }),
      eurodacDataSet(random, second, { category: 'international-protection', eventDate }),
    ];
  },

  'irregular-crossing': (random, today) => {
    const persona = withoutDocument(createPersona(random, today, VISA_REQUIRED));
    const eventDate = addDays(today, -random.integer(60, 300));
    return [
      eurodacDataSet(random, persona, { category: 'irregular-crossing', eventDate }),
      alert(persona, { alertKind: 'return', issuedOn: addDays(eventDate, random.integer(10, 50)) }),
    ];
  },

  /** An alert for refusal of entry, and a later attempt that was refused because of it. */
  'person-under-alert': (random, today) => {
    const persona = createPersona(random, today, VISA_EXEMPT);
    const issuedOn = addDays(today, -random.integer(200, 500));
    const tried = random.chance(0.5)
      ? [refusalOfEntry(random, persona, addDays(today, -random.integer(2, 150)))]
      : [];
    return [alert(persona, { alertKind: 'refusal-of-entry', issuedOn }), ...tried];
  },

  'convicted-person': (random, today) => {
    const persona = createPersona(random, today, VISA_EXEMPT);
    const entryDate = addDays(today, -random.integer(60, 160));
    return [
      entry(random, persona, { entryDate }),
      exit(random, persona, addDays(entryDate, random.integer(10, 50))),
      convictionIndex(random, persona, addDays(today, -random.integer(200, 900))),
    ];
  },
};

function createPersona(
  random: Random,
  today: LocalDate,
  nationalities: readonly string[],
): Required<Persona> {
  const identity = createIdentity(random, { today, nationalities });
  return {
    identity,
    travelDocument: createPassport(random, { today, issuingCountry: identity.nationalities[0]! }),
  };
}

function withoutDocument({ identity }: Persona): Persona {
  return { identity };
}

/** The same kinds in an order that mixes them: every seventh of the list, seven being coprime to its length. */
function spread(kinds: readonly HistoryKind[]): readonly HistoryKind[] {
  return kinds.map((_, index) => kinds[(index * 7) % kinds.length]!);
}
