/** The answers of an operation as its description: the successful ones, and every problem it can end with by status. */
import type { TSchema } from 'typebox';
import { Problem } from '../../schemas/operation.js';
import { OPERATIONAL_PROBLEMS, PROBLEMS, type ProblemCode, SAMPLE_DEFECTS } from './problems.js';

type Answer = { readonly description: string; readonly [keyword: string]: unknown };

/** Codes every operation with a token can end with. */
const CALLER: readonly ProblemCode[] = [
  'token-missing',
  'token-malformed',
  'token-expired',
  'token-not-yet-valid',
  'token-audience-wrong',
  'token-issuer-unknown',
  'token-signature-invalid',
  'token-claims-invalid',
  'access-denied',
  'malformed-request',
  'request-timeout',
  'internal-error',
];

const BODY: readonly ProblemCode[] = [
  'malformed-json',
  'body-missing',
  'body-too-large',
  'media-type-unsupported',
  'validation-failed',
  'country-unknown',
  'date-invalid',
  'prefer-invalid',
];

const SAMPLES: readonly ProblemCode[] = [
  'malformed-multipart',
  'image-bytes-exceeded',
  'position-unknown',
  'base64-invalid',
  'samples-too-many',
  'sample-missing',
  'position-repeated',
  'system-without-biometrics',
  'idempotency-key-invalid',
  'idempotency-conflict',
  ...SAMPLE_DEFECTS,
];

export const PROBLEM_SETS = {
  caller: CALLER,
  body: [...CALLER, ...BODY, ...OPERATIONAL_PROBLEMS],
  samples: [...CALLER, ...BODY, ...SAMPLES, ...OPERATIONAL_PROBLEMS],
  read: [...CALLER, 'database-unavailable'],
} as const satisfies Readonly<Record<string, readonly ProblemCode[]>>;

export function describeAnswers(
  successes: Readonly<Record<number, { readonly description: string; readonly schema: TSchema }>>,
  codes: readonly ProblemCode[],
): Readonly<Record<number, Answer>> {
  const answers: Record<number, Answer> = {};
  for (const [status, { description, schema }] of Object.entries(successes)) {
    answers[Number(status)] = { description, content: { 'application/json': { schema } } };
  }
  for (const [status, statusCodes] of byStatus(codes)) {
    answers[status] = {
      description: statusCodes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join('\n\n'),
      content: { 'application/problem+json': { schema: Problem } },
    };
  }
  return answers;
}

function byStatus(codes: readonly ProblemCode[]): ReadonlyMap<number, readonly ProblemCode[]> {
  const statuses = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = PROBLEMS[code];
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  return new Map([...statuses].sort(([a], [b]) => a - b));
}
