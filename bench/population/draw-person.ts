/**
 * Person number n of a population: a visa-exempt traveller with a passport who came in some weeks ago and is still
 * within the days allowed, known to the EES by as many fingers as asked for. The same seed and number give the same person.
 */
import type { IdentityData, TravelDocument } from '../../src/domain/identity-data.js';
import { addDays, type LocalDate } from '../../src/domain/local-date.js';
import { FINGER_POSITIONS, type FingerPosition } from '../../src/domain/positions.js';
import { createRandom } from '../../src/testing/synthetic/random.js';
import {
  createIdentity,
  createPassport,
  VISA_EXEMPT,
} from '../../src/testing/synthetic/synthetic-identity.js';

export type DrawnPerson = {
  readonly number: number;
  readonly subjectId: string;
  readonly encounterId: string;
  readonly identity: IdentityData;
  readonly travelDocument: TravelDocument;
  readonly entryDate: LocalDate;
  readonly memberState: string;
  readonly fingers: readonly (DrawnSample & { readonly position: FingerPosition })[];
  /** Whether the population shows it or not. */
  readonly face: DrawnSample & { readonly position: 'face' };
};

export type DrawnSample = { readonly sampleId: string; readonly templateId: string };

/** Entries lie so many days back at most: nobody overstays, and time changes nothing while a benchmark runs. */
export const ENTRY_DAYS = 60;

/** The order in which an authority takes fingers when it takes few: the right hand's four, the left hand's, the thumbs. */
export const FINGER_ORDER: readonly FingerPosition[] = [
  'right-index',
  'right-middle',
  'right-ring',
  'right-little',
  'left-index',
  'left-middle',
  'left-ring',
  'left-little',
  'right-thumb',
  'left-thumb',
];
if (FINGER_ORDER.some((position) => !FINGER_POSITIONS.includes(position)))
  throw new Error('a position the hub does not know');

/** States by the border traffic of a few of them; only that there are several matters here. */
const MEMBER_STATES = ['AUT', 'DEU', 'ESP', 'FRA', 'GRC', 'ITA', 'NLD', 'POL'] as const;

export function drawPerson(options: {
  readonly seed: string;
  readonly number: number;
  readonly today: LocalDate;
  readonly fingers: number;
}): DrawnPerson {
  const { seed, number, today, fingers } = options;
  const random = createRandom(`population/${seed}/${number}`);
  const identity = createIdentity(random, { today, nationalities: VISA_EXEMPT });
  return {
    number,
    subjectId: uuid(1, number),
    encounterId: uuid(2, number),
    identity,
    travelDocument: createPassport(random, { today, issuingCountry: identity.nationalities[0]! }),
    entryDate: addDays(today, -(1 + (number % ENTRY_DAYS))),
    memberState: MEMBER_STATES[number % MEMBER_STATES.length]!,
    fingers: FINGER_ORDER.slice(0, fingers).map((position, index) => ({
      position,
      sampleId: uuid(3, number * FINGER_ORDER.length + index),
      templateId: uuid(4, number * FINGER_ORDER.length + index),
    })),
    face: { position: 'face', sampleId: uuid(5, number), templateId: uuid(6, number) },
  };
}

/** Identifiers in the form of version 8 (RFC 9562: free for the maker), told apart by kind and number. */
function uuid(kind: number, number: number): string {
  return `00000000-0000-8000-8000-${kind}${number.toString(16).padStart(11, '0')}`;
}
