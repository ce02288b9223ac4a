const COLON = 0x3a;
const DOT = 0x2e;
const TYPE_DIGITS_MAX = 2;
/** Field numbers go to 999; Type 2 of some domains and the 2015 update's extensions go further. */
const NUMBER_DIGITS_MAX = 9;

export type Tag = {
  readonly type: number;
  readonly number: number;
  /** Where the value starts. */
  readonly end: number;
};

/** The tag `type.number:` at that place, or undefined if something else stands there. Leading zeros are taken. */
export function tagAt(bytes: Uint8Array, offset: number): Tag | undefined {
  const dot = digitsEnd(bytes, offset, TYPE_DIGITS_MAX);
  if (dot === offset || bytes[dot] !== DOT) return undefined;
  const colon = digitsEnd(bytes, dot + 1, NUMBER_DIGITS_MAX);
  if (colon === dot + 1 || bytes[colon] !== COLON) return undefined;
  const type = numberIn(bytes, offset, dot);
  return type === 0 ? undefined : { type, number: numberIn(bytes, dot + 1, colon), end: colon + 1 };
}

/** A tagged record can only start with its LEN. */
export function isRecordStart(bytes: Uint8Array, offset: number): boolean {
  return tagAt(bytes, offset)?.number === 1;
}

function digitsEnd(bytes: Uint8Array, start: number, countMax: number): number {
  let at = start;
  while (at < start + countMax && isDigit(bytes[at])) at++;
  return at;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + bytes[at]! - 0x30;
  return value;
}
