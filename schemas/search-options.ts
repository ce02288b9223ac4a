/** How far and how strictly a search looks. */
import { Type } from 'typebox';
import { RECORD_CATEGORIES, type RecordCategory } from '../src/domain/record-category.js';
import { SYSTEMS } from '../src/domain/systems.js';
import { LIMITS } from '../src/platform/limits.js';
import { CountryInput, System } from './words.js';

/** Rates below cannot be calibrated from any gallery this hub holds; above, most answers would be false. */
const RATE = { minimum: 1e-6, maximum: 0.1 };

export const FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT = 0.01;
export const FALSE_MATCH_RATE_DEFAULT = 0.0001;

export const FalsePositiveIdentificationRate = Type.Number({
  ...RATE,
  default: FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT,
  description: 'Share of searches for persons not enrolled that may return a match: 0.000001 to 0.1.',
});

export const FalseMatchRate = Type.Number({
  ...RATE,
  default: FALSE_MATCH_RATE_DEFAULT,
  description: 'Share of comparisons of different persons that may be called a match: 0.000001 to 0.1.',
});

export const CandidatesMax = Type.Integer({
  minimum: 1,
  maximum: LIMITS.candidatesMax,
  default: LIMITS.candidatesDefault,
  description: `Longest candidate list wanted: a whole number from 1 to ${LIMITS.candidatesMax}.`,
});

export const Systems = Type.Array(System, {
  minItems: 1,
  maxItems: SYSTEMS.length,
  uniqueItems: true,
  description: 'The systems to ask, each once. All that the caller may ask where absent.',
});

export const ComparesOwn = Type.Boolean({
  default: false,
  description:
    "Eurodac: compare with the data of the caller's own Member State too ((EU) 2024/1358 Art 27(3)). " +
    'Without it only data of other states are found.',
});

export const CheckMirrored = Type.Boolean({
  description:
    'Look too whether the mirror images of the fingerprints match, which takes about a third longer: to find a device whose ' +
    'images are all mirrored. Where absent it is looked in searches nobody waits for (`Priority: u=7`) and in no other.',
});

export const EnteredBy = Type.Array(CountryInput, {
  minItems: 1,
  maxItems: LIMITS.searchOriginsMax,
  uniqueItems: true,
  description:
    'Compare only with what these states entered (ISO 3166-1 alpha-3). With that of all where absent.',
});

export const RecordCategories = Type.Unsafe<readonly RecordCategory[]>(
  Type.Array(Type.String({ enum: [...RECORD_CATEGORIES] }), {
    minItems: 1,
    maxItems: LIMITS.searchOriginsMax,
    uniqueItems: true,
    description:
      'Compare only with biometrics of records of these kinds: the category of a Eurodac data set, the kind of a SIS ' +
      'alert, else the kind of the record. With those of all where absent.',
  }),
);
