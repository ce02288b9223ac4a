import anyAscii from 'any-ascii';

/**
 * A text of any script in ASCII letters, by the published tables of AnyAscii: one spelling for each character, so that the
 * same text always reads the same. For what ICAO Doc 9303 has no table for: Greek, Hebrew, Georgian, Armenian and others.
 */
export function romanise(text: string): string {
  return anyAscii(text);
}
