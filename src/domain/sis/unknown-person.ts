import type { IdentityData } from '../identity-data.js';
import { localDate } from '../local-date.js';

/**
 * What stands where a record has the identity of a person, in an alert on an unknown wanted one: nothing of anybody.
 * (EU) 2018/1862 Art 40: prints and nothing else. The date is the earliest there is, and nobody's.
 */
export const UNKNOWN_PERSON: IdentityData = {
  surnames: [],
  givenNames: [],
  dateOfBirth: localDate('1850-01-01'),
  sex: 'unspecified',
  nationalities: ['XXX'],
};
