import type { MinutiaeLayout } from './minutiae-record.js';

/**
 * Which of the layouts that share an identifier and a version a record has. Only where its lengths stand, and whether
 * they add up, tells; where nothing adds up it is damaged, and taken for the likelier one so that the fault is named.
 */
export function minutiaeLayoutOf(file: Uint8Array): MinutiaeLayout | undefined {
  const version = String.fromCharCode(...file.subarray(4, 8));
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (version === ' 20\0') return layoutOf2005(view);
  if (version !== '030\0') return undefined;
  if (isIso2011(view)) return 'iso-2011';
  if (isAnsi(view, 20)) return 'ansi-2007';
  if (isAnsi(view, 21)) return 'ansi-2009';
  const looksLikeIso = view.byteLength < 21 || (view.getUint8(14) <= 1 && view.getUint16(15) === 0);
  return looksLikeIso ? 'iso-2011' : 'ansi-2007';
}

/** A length of four bytes (ISO), of two, or of two zeros and four. */
function layoutOf2005(view: DataView): MinutiaeLayout {
  if (view.byteLength < 12 || view.getUint32(8) === view.byteLength) return 'iso-2005';
  const [short, four] = [view.getUint16(8), view.getUint32(8)];
  const long = view.byteLength < 14 ? 0 : view.getUint32(10);
  if (short === view.byteLength || (short === 0 && long === view.byteLength)) return 'ansi-2004';
  // Nothing fits. Four bytes would say less than a header, or megabytes, in a record that has a length of two or six.
  return four < LEAST_BYTES_2005 || short >= LEAST_BYTES_2005 ? 'ansi-2004' : 'iso-2005';
}

const LEAST_BYTES_2005 = 24;

/** Count, certification flag, and representations that each begin with their length. */
function isIso2011(view: DataView): boolean {
  if (view.byteLength < 15) return false;
  let at = 15;
  for (let count = view.getUint16(12); count > 0; count--) {
    if (at + 4 > view.byteLength) return false;
    const byteCount = view.getUint32(at);
    if (byteCount < 4) return false;
    at += byteCount;
  }
  return at === view.byteLength;
}

/** Views of a fixed header, minutiae of six bytes, and extended data of a stated length. */
function isAnsi(view: DataView, headerBytes: number): boolean {
  if (view.byteLength < headerBytes) return false;
  let at = headerBytes;
  let count = view.getUint8(headerBytes - 2);
  if (count === 0) return false;
  for (; count > 0; count--) {
    if (at + ANSI_VIEW_HEADER_BYTES > view.byteLength) return false;
    at += ANSI_VIEW_HEADER_BYTES + 6 * view.getUint8(at + ANSI_VIEW_HEADER_BYTES - 1);
    if (at + 2 > view.byteLength) return false;
    at += 2 + view.getUint16(at);
  }
  return Math.abs(at - view.byteLength) <= EXTENDED_DATA_SLACK_BYTES;
}

const ANSI_VIEW_HEADER_BYTES = 17;

/** Two sample records of NIST announce one byte more and two bytes less of extended data than they end with. */
export const EXTENDED_DATA_SLACK_BYTES = 2;
