import {
  MAXIMUM_MINUTIAE,
  MAXIMUM_RIDGE_CELLS,
  type MinutiaeTemplate,
} from '../../domain/minutiae-template.js';

/**
 * A template in bytes, as it is sealed and stored: magic `HM`, version, number of minutiae, columns and rows of the
 * ridge field; then all x, all y (16 bits, big-endian, signed), directions, types, qualities, and the field. A template
 * of 40 minutiae over 47 x 48 cells takes 2.5 kB.
 */
export function encodeMinutiae(template: MinutiaeTemplate): Uint8Array {
  const count = template.x.length;
  const { columns, rows, orientation } = template.ridges;
  if (count > MAXIMUM_MINUTIAE) throw new RangeError(`a template keeps ${MAXIMUM_MINUTIAE} minutiae at most`);
  if (columns > MAXIMUM_RIDGE_CELLS || rows > MAXIMUM_RIDGE_CELLS || orientation.length !== columns * rows)
    throw new RangeError('the ridge field has too many cells, or not as many as its sides say');
  const bytes = new Uint8Array(HEADER_BYTES + count * MINUTIA_BYTES + orientation.length);
  const view = new DataView(bytes.buffer);
  bytes.set([MAGIC_H, MAGIC_M, VERSION, count, columns, rows]);
  for (let index = 0; index < count; index++) {
    view.setInt16(HEADER_BYTES + 2 * index, template.x[index]!);
    view.setInt16(HEADER_BYTES + 2 * (count + index), template.y[index]!);
  }
  bytes.set(template.direction, HEADER_BYTES + 4 * count);
  bytes.set(template.type, HEADER_BYTES + 5 * count);
  bytes.set(template.quality, HEADER_BYTES + 6 * count);
  bytes.set(orientation, HEADER_BYTES + 7 * count);
  return bytes;
}

export type DecodedMinutiae =
  | { readonly kind: 'template'; readonly template: MinutiaeTemplate }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The template of exactly these bytes; a reason where they are no template of this version. Copies what it keeps. */
export function decodeMinutiae(bytes: Uint8Array): DecodedMinutiae {
  if (bytes.length < HEADER_BYTES || bytes[0] !== MAGIC_H || bytes[1] !== MAGIC_M)
    return { kind: 'unreadable', reason: 'these bytes are no minutiae template' };
  if (bytes[2] !== VERSION) return { kind: 'unreadable', reason: `version ${bytes[2]} is not known here` };
  const count = bytes[3]!;
  const columns = bytes[4]!;
  const rows = bytes[5]!;
  if (count > MAXIMUM_MINUTIAE || columns > MAXIMUM_RIDGE_CELLS || rows > MAXIMUM_RIDGE_CELLS)
    return { kind: 'unreadable', reason: 'more minutiae or cells than a template keeps' };
  if (bytes.length !== HEADER_BYTES + count * MINUTIA_BYTES + columns * rows)
    return { kind: 'unreadable', reason: 'the length is not the one that the header announces' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const part = (offset: number, length: number) =>
    bytes.slice(HEADER_BYTES + offset * count, HEADER_BYTES + offset * count + length);
  const template: MinutiaeTemplate = {
    x: Int16Array.from({ length: count }, (_, index) => view.getInt16(HEADER_BYTES + 2 * index)),
    y: Int16Array.from({ length: count }, (_, index) => view.getInt16(HEADER_BYTES + 2 * (count + index))),
    direction: part(4, count),
    type: part(5, count),
    quality: part(6, count),
    ridges: { columns, rows, orientation: part(7, columns * rows) },
  };
  if (template.type.some((type) => type > 2) || template.quality.some((quality) => quality > 100))
    return { kind: 'unreadable', reason: 'a minutia has a type or a quality that does not exist' };
  return { kind: 'template', template };
}

const MAGIC_H = 0x48;
const MAGIC_M = 0x4d;
const VERSION = 1;
const HEADER_BYTES = 6;
const MINUTIA_BYTES = 7;
