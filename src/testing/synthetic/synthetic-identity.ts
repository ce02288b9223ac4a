/**
 * Identities of persons who never existed. Names are put together from syllables, so that they read like names of
 * nowhere and hit nobody; documents have numbers of the form ICAO Doc 9303 gives them, nine capital letters and digits.
 */
import type { IdentityData, Sex, TravelDocument } from '../../domain/identity-data.js';
import { addDays, addYears, type LocalDate } from '../../domain/local-date.js';
import type { Random } from './random.js';

const SURNAME_STARTS = [
  'Al',
  'Bel',
  'Cor',
  'Dan',
  'El',
  'Fal',
  'Gar',
  'Hal',
  'Ist',
  'Jor',
  'Kal',
  'Lam',
  'Mar',
];
const SURNAME_MORE = [
  'Nor',
  'Or',
  'Pal',
  'Ran',
  'Sal',
  'Tar',
  'Ul',
  'Var',
  'Wes',
  'Yar',
  'Zan',
  'Bren',
  'Tol',
];
const SURNAME_MIDDLES = ['a', 'e', 'i', 'o', 'u', 'ane', 'eri', 'omi', 'ula', 'ivo', 'asto', 'endi', 'oru'];
const SURNAME_ENDS = [
  'dan',
  'kar',
  'len',
  'mir',
  'nov',
  'ric',
  'san',
  'tos',
  'van',
  'wen',
  'zar',
  'bek',
  'line',
];
const GIVEN_STARTS = [
  'Ad',
  'Be',
  'Ca',
  'Do',
  'Em',
  'Fe',
  'Il',
  'Jo',
  'Ka',
  'Le',
  'Mi',
  'Na',
  'Or',
  'Ri',
  'Sa',
  'Te',
];
const GIVEN_ENDS: Readonly<Record<Sex, readonly string[]>> = {
  female: ['lia', 'mira', 'nelle', 'rina', 'sa', 'tia', 'vana', 'lena'],
  male: ['lan', 'mir', 'nek', 'ron', 'sam', 'tor', 'van', 'len'],
  unspecified: ['li', 'mi', 'ne', 'ri', 'so', 'ta', 'vi', 'lo'],
};
const PLACE_ENDS = ['bay', 'bridge', 'field', 'harbour', 'hill', 'port', 'vale', 'water'];

/** Nationals who need a visa for a short stay, and nationals who do not (Regulation (EU) 2018/1806, a few of each). */
export const VISA_REQUIRED = ['ARM', 'CHN', 'EGY', 'IND', 'KEN', 'MAR', 'PHL', 'TUN', 'TUR', 'VNM'] as const;
export const VISA_EXEMPT = ['ARG', 'AUS', 'BRA', 'CAN', 'CHL', 'JPN', 'KOR', 'MEX', 'SRB', 'USA'] as const;

const OLDEST = 75;
/** Of age on the oldest occasion too, which lies up to 900 days back. */
const YOUNGEST = 21;

export function createIdentity(
  random: Random,
  options: { readonly today: LocalDate; readonly nationalities: readonly string[]; readonly sex?: Sex },
): IdentityData {
  const sex = options.sex ?? (['female', 'male', 'unspecified'] as const)[random.weighted([49, 49, 2])]!;
  const nationality = random.pick(options.nationalities);
  const surnames = [createSurname(random), ...(random.chance(0.2) ? [createSurname(random)] : [])];
  const givenNames = [
    createGivenName(random, sex),
    ...(random.chance(0.3) ? [createGivenName(random, sex)] : []),
  ];
  const birthday = addDays(
    addYears(options.today, -random.integer(YOUNGEST + 1, OLDEST)),
    random.integer(0, 364),
  );
  return {
    surnames,
    givenNames,
    dateOfBirth: birthday,
    sex,
    nationalities: [nationality],
    placeOfBirth: `${random.pick(SURNAME_MORE)}${random.pick(PLACE_ENDS)}`,
    countryOfBirth: nationality,
  };
}

export function createPassport(
  random: Random,
  options: { readonly today: LocalDate; readonly issuingCountry: string },
): TravelDocument {
  return {
    kind: 'passport',
    number: `${letters(random, 2)}${digits(random, 7)}`,
    issuingCountry: options.issuingCountry,
    validUntil: addDays(options.today, random.integer(400, 3300)),
  };
}

export function letters(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.pick([...'ABCDEFGHJKLMNPRSTUVWXYZ'])).join('');
}

export function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(random.integer(0, 9))).join('');
}

function createSurname(random: Random): string {
  const start = random.pick([...SURNAME_STARTS, ...SURNAME_MORE]);
  return `${start}${random.pick(SURNAME_MIDDLES)}${random.pick(SURNAME_ENDS)}`;
}

function createGivenName(random: Random, sex: Sex): string {
  return `${random.pick(GIVEN_STARTS)}${random.pick(GIVEN_ENDS[sex])}`;
}
