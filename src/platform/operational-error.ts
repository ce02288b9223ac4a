/** Closed list of operational failures: something the hub depends on did not do its part. */
export type OperationalCode =
  | 'database-unavailable'
  | 'queue-unavailable'
  | 'gallery-not-ready'
  | 'gallery-files'
  | 'search-refused'
  | 'system-unreachable'
  | 'system-deadline-exceeded'
  | 'system-circuit-open'
  | 'system-answer-malformed'
  | 'system-refused'
  | 'model-unavailable'
  | 'worker-crashed'
  | 'worker-timeout'
  | 'overloaded';

/**
 * A failure of something the hub depends on. `message` is safe to show and to log: it never carries data of a person.
 * `retryable` says whether the same call may succeed later without anybody changing anything.
 */
export class OperationalError extends Error {
  override readonly name = 'OperationalError';
  readonly code: OperationalCode;
  readonly retryable: boolean;

  constructor(
    code: OperationalCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? true;
  }
}
