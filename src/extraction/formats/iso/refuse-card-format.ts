import { FormatError } from '../format-error.js';

/** ISO/IEC 7816-11: biometric data template, and the biometric information template it stands in. */
const CARD_TAGS = [0x7f2e, 0x7f60];

/**
 * Throws `FormatError` for the card formats of ISO/IEC 19794-2 (normal and compact size). They have no identifier of
 * their own and are known by the tag of the template they are carried in; bare ones cannot be known at all.
 */
export function refuseCardFormat(file: Uint8Array): void {
  const tag = (file[0] ?? 0) * 256 + (file[1] ?? 0);
  if (!CARD_TAGS.includes(tag)) return;
  throw new FormatError({
    format: 'iso-19794-2',
    code: 'unsupported',
    detail:
      'a card format of ISO/IEC 19794-2 (normal or compact size) in a biometric template; records are read',
    field: 'tag',
    offset: 0,
  });
}
