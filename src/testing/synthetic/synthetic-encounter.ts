/**
 * What an authority records of a synthetic person on one occasion: the body of an enrolment without its images. One
 * function per kind of occasion; the authority is the class the access matrix gives the task.
 */
import type { AuthorityClass } from '../../domain/authorities.js';
import type { IdentityData, TravelDocument } from '../../domain/identity-data.js';
import { addDays, addYears, type LocalDate } from '../../domain/local-date.js';
import type {
  AnyFacts,
  EesFacts,
  EurodacDataSet,
  SisFacts,
  VisApplication,
} from '../../domain/system-record.js';
import type { SystemId } from '../../domain/systems.js';
import type { Random } from './random.js';
import { digits, letters } from './synthetic-identity.js';

export type SyntheticEncounter = {
  readonly system: SystemId;
  readonly authorityClass: AuthorityClass;
  /** RFC 3339. */
  readonly encounterAt: string;
  readonly identity: IdentityData;
  readonly travelDocument?: TravelDocument;
  readonly facts: AnyFacts;
  /** False where the system holds no biometrics, or where a file is only added to. */
  readonly withFingerprints: boolean;
};

/** The identity a person goes by, with the document that shows it where there is one. */
export type Persona = { readonly identity: IdentityData; readonly travelDocument?: TravelDocument };
export type Visa = NonNullable<VisApplication['visa']>;

const CROSSING_POINTS = [
  'Vienna airport',
  'Nickelsdorf road',
  'Salzburg airport',
  'Spielfeld road',
  'Linz airport',
];

export function visaApplication(
  random: Random,
  persona: Persona,
  options: {
    readonly appliedOn: LocalDate;
    readonly outcome: VisApplication['outcome'];
    readonly visa?: Visa;
  },
): SyntheticEncounter {
  const { appliedOn, outcome, visa } = options;
  return {
    ...occasion('vis', 'visa-authority', appliedOn),
    ...persona,
    facts: {
      kind: 'visa-application',
      applicationNumber: `AUT${appliedOn.slice(0, 4)}${digits(random, 8)}`,
      applicationDate: appliedOn,
      outcome,
      ...(visa ? { visa } : {}),
    },
    withFingerprints: true,
  };
}

function createVisa(random: Random, options: Pick<Visa, 'validFrom' | 'validUntil' | 'durationDays'>): Visa {
  const entries = options.durationDays > 30 ? 'multiple' : 'single';
  return { stickerNumber: `AUT${digits(random, 9)}`, ...options, entries };
}

export function entry(
  random: Random,
  persona: Persona,
  options: { readonly entryDate: LocalDate; readonly visa?: Visa },
): SyntheticEncounter {
  const { entryDate, visa } = options;
  const facts: EesFacts = {
    kind: 'entry',
    entryDate,
    borderCrossingPoint: random.pick(CROSSING_POINTS),
    ...(visa
      ? {
          visa: {
            stickerNumber: visa.stickerNumber,
            validUntil: visa.validUntil,
            durationDays: visa.durationDays,
          },
        }
      : {}),
  };
  // Of a visa holder they are in VIS ((EU) 2017/2226 Art 16(1)(d)).
  return { ...occasion('ees', 'border-authority', entryDate), ...persona, facts, withFingerprints: !visa };
}

/** An exit adds to the file of the traveller; fingerprints were compared, not taken anew. */
export function exit(random: Random, persona: Persona, exitDate: LocalDate): SyntheticEncounter {
  return {
    ...occasion('ees', 'border-authority', exitDate, '17:30'),
    ...persona,
    facts: { kind: 'exit', exitDate, borderCrossingPoint: random.pick(CROSSING_POINTS) },
    withFingerprints: false,
  };
}

export function refusalOfEntry(random: Random, persona: Persona, refusalDate: LocalDate): SyntheticEncounter {
  return {
    ...occasion('ees', 'border-authority', refusalDate),
    ...persona,
    facts: {
      kind: 'refusal',
      refusalDate,
      borderCrossingPoint: random.pick(CROSSING_POINTS),
      grounds: [random.pick(['C', 'E', 'G'])],
    },
    withFingerprints: true,
  };
}

export function travelAuthorisation(
  random: Random,
  persona: Persona,
  appliedOn: LocalDate,
): SyntheticEncounter {
  return {
    ...occasion('etias', 'etias-national-unit', appliedOn),
    ...persona,
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: `E${digits(random, 11)}`,
      applicationDate: appliedOn,
      outcome: 'issued',
      validUntil: addYears(appliedOn, 3),
    },
    withFingerprints: false,
  };
}

const ACTIONS: Readonly<Record<SisFacts['alertKind'], string>> = {
  'refusal-of-entry': 'refuse entry',
  return: 'return the person',
  arrest: 'arrest for surrender',
  'missing-person': 'inform the issuing authority',
  'judicial-procedure': 'communicate the place of residence',
  check: 'inquiry check',
  'unknown-wanted': 'establish the identity',
};

export function alert(
  persona: Persona,
  options: { readonly alertKind: SisFacts['alertKind']; readonly issuedOn: LocalDate },
): SyntheticEncounter {
  const { alertKind, issuedOn } = options;
  return {
    ...occasion('sis', 'sirene-bureau', issuedOn),
    ...persona,
    facts: {
      kind: 'alert',
      alertKind,
      issuedOn,
      reviewBy: addYears(issuedOn, 3),
      actionToBeTaken: ACTIONS[alertKind],
      details: { reason: 'invented for the demonstration', decisionReference: 'D-1', isProportionate: true },
    },
    withFingerprints: true,
  };
}

export function convictionIndex(random: Random, persona: Persona, date: LocalDate): SyntheticEncounter {
  return {
    ...occasion('ecris-tcn', 'ecris-central-authority', date),
    ...persona,
    facts: {
      kind: 'conviction-index',
      convictingMemberState: 'AUT',
      referenceCode: `${letters(random, 3)}-${digits(random, 6)}`,
    },
    withFingerprints: true,
  };
}

/** The first digit of a reference number names the category (Art 37(4)). */
const CATEGORY_DIGITS = {
  'international-protection': 1,
  'irregular-crossing': 2,
  'illegal-stay': 3,
} as const;

export function eurodacDataSet(
  random: Random,
  persona: Persona,
  options: { readonly category: keyof typeof CATEGORY_DIGITS; readonly eventDate: LocalDate },
): SyntheticEncounter {
  const { category, eventDate } = options;
  const facts: EurodacDataSet = {
    kind: 'data-set',
    category,
    eventDate,
    referenceNumber: `AT${CATEGORY_DIGITS[category]}${digits(random, 8)}`,
  };
  const authorityClass = category === 'international-protection' ? 'asylum-authority' : 'border-authority';
  return { ...occasion('eurodac', authorityClass, eventDate), ...persona, facts, withFingerprints: true };
}

/** The day an application takes until it is decided is left out: one record says how it ended. */
export function visaFor(
  random: Random,
  options: { readonly from: LocalDate; readonly durationDays: number },
): Visa {
  const validUntil = addDays(options.from, options.durationDays + 15);
  return createVisa(random, { validFrom: options.from, validUntil, durationDays: options.durationDays });
}

function occasion(system: SystemId, authorityClass: AuthorityClass, date: LocalDate, time = '09:00') {
  return { system, authorityClass, encounterAt: `${date}T${time}:00Z` };
}
