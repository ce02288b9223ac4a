/**
 * The media types a captured file is sent as. None of the field's formats is registered with IANA: transactions travel
 * as mail attachments and `application/octet-stream`. Names in the vendor tree are used here for those who can say what
 * they send (`domain/sample-formats.ts`); `application/octet-stream` is told by its first bytes.
 */
import { SAMPLE_FORMATS, type SampleFormat } from '../domain/sample-formats.js';

export const TRANSACTION_MEDIA_TYPE = 'application/vnd.ansi-nist-itl';
export const OCTETS_MEDIA_TYPE = 'application/octet-stream';

/** Files that name positions, and may name the person, themselves. */
export const CAPTURE_MEDIA_TYPES: readonly string[] = [
  TRANSACTION_MEDIA_TYPE,
  ...mediaTypesOf('record'),
  OCTETS_MEDIA_TYPE,
];

/** Bare images: the position is in the query. */
export const IMAGE_MEDIA_TYPES: readonly string[] = mediaTypesOf('image');

/** All of them, for descriptions: each format by the name the hub itself uses. */
export const FILE_MEDIA_TYPES: readonly string[] = [
  TRANSACTION_MEDIA_TYPE,
  ...SAMPLE_FORMATS.map(({ mediaTypes }) => mediaTypes[0]),
  OCTETS_MEDIA_TYPE,
];

/** Without parameters, in lower case. */
export function essenceOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

function mediaTypesOf(kind: SampleFormat['kind']): readonly string[] {
  return SAMPLE_FORMATS.filter((format) => format.kind === kind).flatMap(({ mediaTypes }) => mediaTypes);
}
