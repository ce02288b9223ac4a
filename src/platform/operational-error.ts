/** Closed list of operational failures: something the hub depends on did not do its part. */
export type OperationalCode =
  | 'database-unavailable'
  | 'database-busy'
  | 'queue-unavailable'
  | 'gallery-not-ready'
  | 'gallery-files'
  | 'search-refused'
  | 'system-unreachable'
  | 'system-deadline-exceeded'
  | 'system-busy'
  | 'system-circuit-open'
  | 'system-answer-malformed'
  | 'system-refused'
  | 'system-failed'
  | 'model-unavailable'
  | 'worker-crashed'
  | 'worker-timeout'
  | 'overloaded'
  | 'share-exceeded';

/**
 * A failure of something the hub depends on. `message` is safe to show and to log: it never carries data of a person.
 * `retryable` says whether the same call may succeed later without anybody changing anything.
 */
export class OperationalError extends Error {
  override readonly name = 'OperationalError';
  readonly code: OperationalCode;
  readonly retryable: boolean;
  /** After which the same may succeed, where that is known. */
  readonly retryAfterMs: number | undefined;
  /** Of work nobody waits for: what has to pass takes long, so that the work is left alone for this long. */
  readonly postponedMs: number | undefined;
  /** Class of service that was refused. */
  readonly serviceClass: string | undefined;

  constructor(
    code: OperationalCode,
    message: string,
    options: {
      cause?: unknown;
      retryable?: boolean;
      retryAfterMs?: number;
      postponedMs?: number;
      serviceClass?: string;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? true;
    this.retryAfterMs = options.retryAfterMs;
    this.postponedMs = options.postponedMs;
    this.serviceClass = options.serviceClass;
  }
}
