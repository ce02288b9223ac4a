/** How far and how strictly a search looks. */
import { Type } from 'typebox';
import { SYSTEMS } from '../src/domain/systems.js';
import { LIMITS } from '../src/platform/limits.js';
import { System } from './words.js';

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
