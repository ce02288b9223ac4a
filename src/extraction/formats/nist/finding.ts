/**
 * Something in a transaction that is not as the standard wants it. `error`: the transaction contradicts itself or lacks
 * what it must have, and should not be acted on unseen; `warning`: unusual, and its meaning is clear.
 */
export type Finding = {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** Index of the record, from 0; that of the number of records for what follows the last one. */
  readonly record: number;
  /** `14.011`, or `trailing`. */
  readonly field: string;
  /** Numbers and names of fields; never content. */
  readonly detail: string;
};

export type FindingCode =
  | 'trailing-bytes'
  | 'length-mismatch'
  | 'missing-separator'
  | 'missing-field'
  | 'repeated-field'
  | 'field-order'
  | 'count-mismatch'
  | 'content-mismatch'
  | 'content-order'
  | 'unknown-version'
  | 'unknown-type'
  | 'legacy-type'
  | 'invalid-idc'
  | 'invalid-date'
  | 'invalid-number'
  | 'invalid-code'
  | 'unknown-compression'
  | 'size-mismatch'
  | 'data-mismatch'
  | 'repeated-data-tag'
  | 'missing-image'
  | 'undeclared-characters';
