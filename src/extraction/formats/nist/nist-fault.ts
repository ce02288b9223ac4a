import { FormatError, type FormatFaultCode } from '../format-error.js';

/** Every fault of this format is made here; `field` is `type.nnn`, `offset` a byte of the file. */
export function nistFault(
  code: FormatFaultCode,
  field: string,
  detail: string,
  offset?: number,
): FormatError {
  return new FormatError({
    format: 'ansi-nist',
    code,
    field,
    detail,
    ...(offset === undefined ? {} : { offset }),
  });
}

/** `14.011`; at least three digits, as the standard writes it. */
export function fieldName(type: number, number: number): string {
  return `${type}.${String(number).padStart(3, '0')}`;
}
