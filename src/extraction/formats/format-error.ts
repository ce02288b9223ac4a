/**
 * What is wrong with a file, and where. Parsers throw it from wherever they are, as a damaged file ends every level of
 * a nested format at once; `readOrFault` turns it into an outcome at the edge. Messages name fields, counts and limits,
 * never content: files hold data of persons.
 */
export type FormatName =
  | 'wsq'
  | 'ansi-nist'
  | 'iso-19794-2'
  | 'iso-19794-4'
  | 'iso-19794-5'
  | 'iso-19794-6'
  | 'cbeff'
  | 'jpeg-2000'
  | 'jpeg-lossless'
  | 'bmp'
  | 'pnm';

/**
 * `not-this-format`: the first bytes are something else. `truncated`: the file ends within a field. `inconsistent`: two
 * fields contradict each other. `out-of-range`: a value the standard does not allow. `unsupported`: allowed, and not
 * read here. `limit-exceeded`: larger than this program takes, found before anything was allocated.
 */
export type FormatFaultCode =
  | 'not-this-format'
  | 'truncated'
  | 'inconsistent'
  | 'out-of-range'
  | 'unsupported'
  | 'limit-exceeded';

export type FormatFault = {
  readonly format: FormatName;
  readonly code: FormatFaultCode;
  readonly detail: string;
  /** Byte at which the fault was found, from 0. */
  readonly offset?: number;
  /** The field in the words of its standard, for example `14.011` or `DHT table 0`. */
  readonly field?: string;
};

export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly fault: FormatFault;

  constructor(fault: FormatFault) {
    super(describeFault(fault));
    this.fault = fault;
  }
}

export function describeFault({ format, code, detail, offset, field }: FormatFault): string {
  const place = [field, offset === undefined ? undefined : `byte ${offset}`].filter(Boolean).join(', ');
  return `${format}: ${code}${place === '' ? '' : ` at ${place}`}: ${detail}`;
}

/** The value, or the fault that made it impossible; every other error goes on. */
export function readOrFault<T>(
  read: () => T,
):
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'malformed'; readonly fault: FormatFault } {
  try {
    return { kind: 'read', value: read() };
  } catch (error) {
    if (error instanceof FormatError) return { kind: 'malformed', fault: error.fault };
    throw error;
  }
}
