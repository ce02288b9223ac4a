import type { LocalDate } from './local-date.js';

/** Sex as travel documents code it: female, male, unspecified (ICAO Doc 9303 part 4: F, M, X). */
export type Sex = 'female' | 'male' | 'unspecified';

/** How much of a date of birth is known, where not all of it is. */
export const DATE_OF_BIRTH_KNOWN = ['year-and-month', 'year', 'none'] as const;
export type DateOfBirthKnown = (typeof DATE_OF_BIRTH_KNOWN)[number];

/**
 * The identity a person claims on one occasion. Field set: what all six systems share ((EU) 2017/2226 Art 16(1)(a),
 * (EU) 2018/1240 Art 17(2), (EU) 2024/1358 Art 17(1), (EU) 2019/816 Art 5(1)(a)). Names are kept as claimed.
 */
export type IdentityData = {
  readonly surnames: readonly string[];
  readonly givenNames: readonly string[];
  readonly dateOfBirth: LocalDate;
  /** What is known of it; the rest is assumed by who recorded it. Absent where all of it is known. */
  readonly dateOfBirthKnown?: DateOfBirthKnown;
  readonly sex: Sex;
  /** ISO 3166-1 alpha-3 or ICAO Doc 9303 codes; at least one. */
  readonly nationalities: readonly string[];
  readonly placeOfBirth?: string;
  readonly countryOfBirth?: string;
  /** Aliases, names at birth, previously used names: searched, never shown as the claimed name. */
  readonly otherNames?: readonly string[];
};

export type TravelDocument = {
  readonly kind: 'passport' | 'identity-card' | 'refugee-travel-document' | 'laissez-passer' | 'other';
  readonly number: string;
  /** ISO 3166-1 alpha-3 or ICAO Doc 9303 code. */
  readonly issuingCountry: string;
  readonly validUntil?: LocalDate;
};

/** What an alphanumeric query may ask by. Every given part must agree (AND). */
export type IdentityQuery = {
  readonly surname: string;
  readonly givenName?: string;
  readonly dateOfBirth?: LocalDate;
  readonly nationality?: string;
  /** Aliases of who is looked for: each may stand for either part of the name. */
  readonly otherNames?: readonly string[];
  /** Names that agree in form alone: who is named similarly is not looked for. */
  readonly isNameEqual?: boolean;
};

export type DocumentQuery = {
  readonly number: string;
  readonly issuingCountry: string;
};
