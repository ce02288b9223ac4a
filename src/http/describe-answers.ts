/** The answers of an operation as its description: the successful ones, and every problem it can end with by status. */
import { type TSchema, Type } from 'typebox';
import { Problem } from '../../schemas/operation.js';
import { TRANSACTION_MEDIA_TYPE } from './capture-media-types.js';
import { OPERATIONAL_PROBLEMS, PROBLEMS, type ProblemCode, SAMPLE_DEFECTS } from './problems.js';

export type Answer = { readonly description: string; readonly [keyword: string]: unknown };

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
  'latent-impression',
  'palm-print-not-searched',
  'sample-missing',
  'position-repeated',
  'fingers-missing-invalid',
  'capture-malformed',
  'capture-without-samples',
  'not-acceptable',
  'system-without-biometrics',
  'idempotency-key-invalid',
  'idempotency-conflict',
  ...SAMPLE_DEFECTS,
];

export const PROBLEM_SETS = {
  caller: CALLER,
  body: [...CALLER, ...BODY, ...OPERATIONAL_PROBLEMS],
  samples: [...CALLER, ...BODY, ...SAMPLES, ...OPERATIONAL_PROBLEMS],
  read: [...CALLER, 'database-unavailable', 'database-busy'],
} as const satisfies Readonly<Record<string, readonly ProblemCode[]>>;

type Success = {
  readonly description: string;
  readonly schema: TSchema;
  /** Whether the answer can be asked for as a response transaction (`Accept`). */
  readonly asTransaction?: boolean;
};

export function describeAnswers(
  successes: Readonly<Record<number, Success>>,
  codes: readonly ProblemCode[],
): Readonly<Record<number, Answer>> {
  const answers: Record<number, Answer> = {};
  for (const [status, { description, schema, asTransaction }] of Object.entries(successes)) {
    const content = { 'application/json': { schema }, ...(asTransaction ? TRANSACTION : {}) };
    answers[Number(status)] = { description, content };
  }
  for (const [status, statusCodes] of byStatus(codes)) {
    answers[status] = {
      description: statusCodes.map(describedProblem).join('\n\n'),
      content: { 'application/problem+json': { schema: Problem } },
    };
  }
  return answers;
}

/** The same answers with one problem more, for what is refused before an operation begins. */
export function withProblem(
  answers: Readonly<Record<number, Answer>>,
  code: ProblemCode,
): Readonly<Record<number, Answer>> {
  const { status } = PROBLEMS[code];
  const known = answers[status];
  if (known === undefined) return { ...answers, ...describeAnswers({}, [code]) };
  const description = `${known.description}\n\n${describedProblem(code)}`;
  return { ...answers, [status]: { ...known, description } };
}

const describedProblem = (code: ProblemCode) => `\`${code}\`: ${PROBLEMS[code].title}.`;

const TRANSACTION = {
  [TRANSACTION_MEDIA_TYPE]: {
    schema: Type.String({
      format: 'binary',
      description: 'A response transaction in traditional encoding; its TCR is the TCN of the request.',
    }),
  },
};

function byStatus(codes: readonly ProblemCode[]): ReadonlyMap<number, readonly ProblemCode[]> {
  const statuses = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = PROBLEMS[code];
    statuses.set(status, [...(statuses.get(status) ?? []), code]);
  }
  return new Map([...statuses].sort(([a], [b]) => a - b));
}
