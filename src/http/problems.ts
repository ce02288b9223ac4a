/**
 * The closed catalogue of everything a caller can be told instead of an answer: RFC 9457 documents with a truthful
 * status. A problem names the place in the request and what is allowed there, never what was sent: that may be a name.
 */
import type { Problem } from '../../schemas/operation.js';
import { LIMITS } from '../platform/limits.js';
import type { OperationalCode } from '../platform/operational-error.js';
import type { CaptureFault } from '../workflows/ports/captures.js';
import type { SampleDefect } from '../workflows/ports/samples.js';

type Entry = { readonly status: number; readonly title: string };

const OPERATIONAL: Readonly<Record<OperationalCode, Entry>> = {
  'database-unavailable': { status: 503, title: 'The database is not available' },
  'database-busy': { status: 503, title: 'All connections to the database are in use' },
  'queue-unavailable': { status: 503, title: 'The queue is not available' },
  'gallery-not-ready': { status: 503, title: 'The gallery is being loaded' },
  'gallery-files': { status: 503, title: 'The files of the gallery cannot be written' },
  'search-refused': { status: 422, title: 'The probes or the terms of the search cannot be used' },
  'system-unreachable': { status: 502, title: 'A system kept elsewhere cannot be reached' },
  'system-deadline-exceeded': { status: 504, title: 'A system did not answer in time' },
  'system-busy': { status: 503, title: 'A system takes no more queries for now' },
  'system-circuit-open': { status: 503, title: 'A system failed repeatedly and is not asked for a while' },
  'system-answer-malformed': {
    status: 502,
    title: 'The answer of a system is not what the contract describes',
  },
  'system-refused': { status: 502, title: 'A system refused the request' },
  'system-failed': { status: 502, title: 'A system failed' },
  'model-unavailable': { status: 503, title: 'A model is not available' },
  'worker-crashed': { status: 503, title: 'A worker crashed' },
  'worker-timeout': { status: 504, title: 'A worker did not finish in time' },
  overloaded: { status: 503, title: 'The hub has more work than it can take' },
  'share-exceeded': { status: 429, title: 'The caller asks for more than its share' },
};

const SAMPLES: Readonly<Record<SampleDefect, Entry>> = {
  'not-an-image': { status: 422, title: 'The sample is no image of a supported format' },
  'image-truncated': { status: 422, title: 'The image ends before its end' },
  'image-damaged': { status: 422, title: 'The image file contradicts itself' },
  'image-unsupported': { status: 422, title: 'The image uses a part of its format that is not read' },
  'image-too-large': { status: 422, title: 'The image has more pixels than allowed' },
  'image-too-small': { status: 422, title: 'The image has fewer pixels than needed' },
  'image-blank': { status: 422, title: 'The image shows nothing' },
  'several-images': { status: 422, title: 'The sample holds several images' },
  'modality-mismatch': { status: 422, title: 'The sample is not of the part of the body it was sent as' },
  'position-mismatch': {
    status: 422,
    title: 'The sample is not of the finger or part of the palm it was sent as',
  },
  'resolution-missing': { status: 422, title: 'The resolution of the image is not known' },
  'resolution-mismatch': { status: 422, title: 'The resolution stated does not fit the image' },
  'resolution-unsupported': { status: 422, title: 'The resolution of the image is not supported' },
  'no-finger-found': { status: 422, title: 'There is no finger in the image' },
  'overlapping-fingers': { status: 422, title: 'Two fingers lie over each other in the image' },
  'no-face-found': { status: 422, title: 'There is no face in the image' },
  'slap-finger-count': { status: 422, title: 'The image shows another number of fingers' },
  'slap-hand-mismatch': { status: 422, title: 'The fingers do not lie as those of this hand do' },
  'slap-unclear': { status: 422, title: 'The fingers of the image cannot be told apart' },
  'several-faces-found': { status: 422, title: 'There are several faces in the image' },
  // Nothing is wrong with the request: this hub, as it is installed, cannot do it.
  'face-models-missing': { status: 501, title: 'The face models are not installed' },
  'extraction-timeout': { status: 422, title: 'The image takes too long to work on' },
};

const OTHERS = {
  // ---- the request as a message
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'malformed-multipart': { status: 400, title: 'The multipart body is not as described' },
  'malformed-request': { status: 400, title: 'The request is not understood' },
  'body-missing': { status: 400, title: 'The request has no body' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'image-bytes-exceeded': { status: 413, title: 'An image file is too large' },
  'not-acceptable': { status: 406, title: 'The answer does not exist in the form asked for' },
  'media-type-unsupported': { status: 415, title: 'The media type of the body is not supported' },
  'request-timeout': { status: 408, title: 'The request was not sent in time' },
  'prefer-invalid': { status: 400, title: 'The Prefer header is not valid' },
  'idempotency-key-invalid': { status: 400, title: 'The Idempotency-Key header is not valid' },
  'idempotency-key-unused': { status: 400, title: 'The operation keeps no idempotency keys' },
  'route-unknown': { status: 404, title: 'There is nothing at this address' },

  // ---- its contents
  'validation-failed': { status: 400, title: 'The request does not have the shape described' },
  'position-unknown': { status: 400, title: 'A position is not known' },
  'system-unknown': { status: 400, title: 'A system is not known' },
  'country-unknown': { status: 400, title: 'A country code is not known' },
  'date-invalid': { status: 400, title: 'A date does not exist or cannot be' },
  'identifier-invalid': { status: 400, title: 'An identifier is not valid' },
  'base64-invalid': { status: 400, title: 'An image is not valid base64' },
  'capture-malformed': { status: 422, title: 'The file is damaged or not what it says it is' },
  'capture-without-samples': { status: 422, title: 'The file holds nothing that can be compared' },
  'samples-too-many': { status: 400, title: 'There are too many samples' },
  'sample-missing': { status: 400, title: 'A sample is missing' },
  'position-repeated': { status: 400, title: 'A position occurs more than once' },
  'fingers-missing-invalid': { status: 400, title: 'Fingers said to be missing are not of this sample' },
  'biometrics-not-permitted': { status: 422, title: 'The law does not let the system hold these biometrics' },
  'facts-not-permitted': { status: 422, title: 'The law does not let this be recorded' },
  'facts-not-of-system': { status: 422, title: 'The facts are not those of the system' },
  'system-without-biometrics': { status: 422, title: 'The system holds no biometric data' },
  'latent-impression': { status: 422, title: 'The sample is a latent impression' },
  'palm-print-not-searched': { status: 422, title: 'Nobody is looked for by a palm print' },
  'search-key-missing': { status: 422, title: 'The search has no key' },

  // ---- the caller
  'token-missing': { status: 401, title: 'A bearer token is needed' },
  'token-malformed': { status: 401, title: 'The token is no signed JWT' },
  'token-expired': { status: 401, title: 'The token has expired' },
  'token-not-yet-valid': { status: 401, title: 'The token is not valid yet' },
  'token-audience-wrong': { status: 401, title: 'The token is for another audience' },
  'token-issuer-unknown': { status: 401, title: 'The token is from another issuer' },
  'token-signature-invalid': { status: 401, title: 'The signature of the token is not valid' },
  'token-claims-invalid': { status: 401, title: 'The token does not say who asks and why' },
  'requests-too-many': { status: 429, title: 'Too many requests came from this address' },
  'access-denied': { status: 403, title: 'The caller has no right to this' },

  // ---- what it is about
  'operation-unknown': { status: 404, title: 'The operation is not known' },
  'link-unknown': { status: 404, title: 'The link is not known' },
  'link-not-verified': { status: 409, title: 'The link has not been verified' },
  'link-without-letter': { status: 404, title: 'There is no letter about such a link' },
  'portal-address-missing': { status: 501, title: 'The address of the web portal is not configured' },
  'number-unknown': { status: 404, title: 'The number is not known' },
  'link-already-verified': { status: 409, title: 'The link has been verified' },
  'link-reported': { status: 409, title: 'The authority has reported the link, and the report stands' },
  'link-changed': { status: 409, title: 'The link has changed since it was shown' },
  'operator-missing': { status: 403, title: 'The token names no operator, and this takes one who is named' },
  'second-operator-needed': { status: 409, title: 'Another operator has to conclude' },
  'verification-elsewhere': { status: 409, title: 'Operators of another authority conclude about the link' },
  'conclusion-impossible': { status: 422, title: 'The conclusion does not follow from the data' },
  'screening-unknown': { status: 404, title: 'The screening is not known' },
  'screening-refused': { status: 409, title: 'The law does not let this happen to the screening' },
  'right-request-unknown': { status: 404, title: 'The request is not known' },
  'right-request-refused': { status: 409, title: 'The law does not let this happen to the request' },
  'log-hold-unknown': { status: 404, title: 'The hold is not known' },
  'queue-unknown': { status: 404, title: 'The queue is not known' },
  'process-unknown': { status: 404, title: 'The process is not known' },
  'confirmation-missing': { status: 422, title: 'The act was not confirmed' },
  'image-not-shown': { status: 422, title: 'The image cannot be shown' },
  'application-unknown': { status: 404, title: 'The application is not known' },
  'application-not-in-state': { status: 409, title: 'The application is not in the state this needs' },
  'etias-hit-unknown': { status: 404, title: 'The hit is not known' },
  'long-stay-hit-unknown': { status: 404, title: 'The hit is not known' },
  'alert-notice-unknown': { status: 404, title: 'The notice of a new alert is not known' },
  'watchlist-entry-unknown': { status: 404, title: 'The entry of the watchlist is not known' },
  'index-entry-unknown': { status: 404, title: 'The index entry is not known' },
  'record-unknown': { status: 422, title: 'The record it is about is not in the file' },
  'alert-unknown': { status: 404, title: 'The alert is not known' },
  'alert-incompatible': { status: 409, title: 'The alert does not go with one that is there' },
  'alert-event-refused': { status: 409, title: 'This cannot be said about the alert' },
  'comparison-unknown': { status: 404, title: 'The comparison is not known' },
  'hit-unknown': { status: 404, title: 'The hit is not known' },
  'step-not-permitted': { status: 409, title: 'The step does not follow from where the hit is' },
  'case-unknown': { status: 404, title: 'The case is not known' },
  'case-repeated': { status: 409, title: 'There is a case of this reference number' },
  'request-unknown': { status: 404, title: 'The request is not known' },
  'request-out-of-order': { status: 409, title: 'The request is not where this is done' },
  'conditions-unmet': { status: 422, title: 'The conditions of the law are not met' },
  'subject-unknown': { status: 404, title: 'The subject is not known' },
  'no-common-position': { status: 422, title: 'No sample can be compared with what is held of the subject' },
  'idempotency-conflict': { status: 409, title: 'The idempotency key was used for another request' },

  'internal-error': { status: 500, title: 'The hub made an error' },
} as const satisfies Readonly<Record<string, Entry>>;

export type ProblemCode = keyof typeof OTHERS | OperationalCode | SampleDefect;

export const PROBLEMS: Readonly<Record<ProblemCode, Entry>> = { ...OTHERS, ...OPERATIONAL, ...SAMPLES };
export const SAMPLE_DEFECTS = Object.keys(SAMPLES) as readonly SampleDefect[];
export const OPERATIONAL_PROBLEMS = Object.keys(OPERATIONAL) as readonly OperationalCode[];

export type Fault = NonNullable<Problem['errors']>[number];

/** Thrown by routes and plugins; the error handler turns it into a document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly faults: readonly Fault[];
  readonly operationId: string | undefined;
  /** What is wrong with a file of the field's formats. */
  readonly fault: CaptureFault | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Class of service that was refused. */
  readonly serviceClass: string | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      readonly faults?: readonly Fault[];
      readonly operationId?: string;
      readonly fault?: CaptureFault;
      readonly retryAfterSeconds?: number | undefined;
      readonly serviceClass?: string | undefined;
    } = {},
  ) {
    super(detail);
    this.code = code;
    this.faults = options.faults ?? [];
    this.operationId = options.operationId;
    this.fault = options.fault;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.serviceClass = options.serviceClass;
  }
}

/** One fault at one place, whose code is the problem's. */
export function faultAt(code: ProblemCode, pointer: string, expected: string): ProblemError {
  return new ProblemError(code, `${PROBLEMS[code].title}: ${pointer || 'the body'}. ${expected}`, {
    faults: [{ pointer, code, expected }],
  });
}

/** Also for a link the caller may not see: the two read the same. */
export function linkUnknown(): ProblemError {
  return new ProblemError('link-unknown', 'There is no link of this identifier that the caller may see.');
}

export function linkChanged(): ProblemError {
  return new ProblemError(
    'link-changed',
    'The link is not as it was when it was shown (`seen`): nothing was decided. Read it again.',
  );
}

export function problemDocument(error: ProblemError, requestId: string): Problem {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: `urn:hub:problem:${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message,
    requestId,
    ...(error.operationId === undefined ? {} : { operationId: error.operationId }),
    ...(error.serviceClass === undefined ? {} : { serviceClass: error.serviceClass }),
    ...(error.fault === undefined ? {} : { fault: error.fault }),
    ...(error.faults.length === 0 ? {} : { errors: [...error.faults] }),
  };
}

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

/** Seconds after which the same request may succeed, where that is known. */
export function retryAfterSeconds({
  code,
  retryAfterSeconds: known,
}: Pick<ProblemError, 'code' | 'retryAfterSeconds'>): number | undefined {
  return known ?? (PROBLEMS[code].status === 503 ? LIMITS.circuitOpenMs / 1000 : undefined);
}
