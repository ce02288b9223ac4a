/** What the identity repository is searched with, and the problem a search of it can end with. */
import type { RepositoryKeysBody } from '../../schemas/repository.js';
import { FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT } from '../../schemas/search-options.js';
import type { RepositoryKeys } from '../workflows/ask-repository.js';
import type { OperationProblem } from '../workflows/ports/operations.js';
import { isProblemCode, ProblemError } from './problems.js';
import { readSamples } from './read-samples.js';
import { readSearchKeys } from './read-search-keys.js';

export function readRepositoryKeys(body: RepositoryKeysBody): RepositoryKeys {
  const samples = readSamples(body.samples);
  const { falsePositiveIdentificationRate = FALSE_POSITIVE_IDENTIFICATION_RATE_DEFAULT } = body;
  const keys = readSearchKeys(body, { hasBiometrics: samples.length > 0, biometrics: 'samples' });
  return { ...keys, samples, falsePositiveIdentificationRate };
}

/** The problem of a sample, at its place. */
export function searchProblem({ code, detail, pointer }: OperationProblem): ProblemError {
  const known = isProblemCode(code) ? code : 'internal-error';
  const faults = pointer === undefined ? {} : { faults: [{ pointer, code: known, expected: detail }] };
  return new ProblemError(known, detail, faults);
}

/** Every condition that is not met. */
export function conditionsUnmet(
  unmet: readonly { readonly condition: string; readonly reason: string; readonly citation: string }[],
): ProblemError {
  return new ProblemError('conditions-unmet', 'The request does not meet the conditions of the law.', {
    faults: unmet.map(({ condition, reason, citation }) => ({
      pointer: '',
      code: condition,
      expected: `${reason} ${citation}.`,
    })),
  });
}

export function requestUnknown(): ProblemError {
  return new ProblemError('request-unknown', 'There is no request of this identifier for the caller.');
}
