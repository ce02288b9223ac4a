import {
  MAXIMUM_MINUTIAE,
  MAXIMUM_RIDGE_CELLS,
  type MinutiaeTemplate,
  NO_RIDGES,
  RIDGE_CELL_PIXELS,
} from './minutiae-template.js';

/**
 * A template in bytes, as it is sealed and stored: magic `HM`, version, number of minutiae, columns and rows of the
 * ridge field, origin (16 bits each); then all x, all y (16 bits, big-endian, signed), directions, types, qualities,
 * the orientations of the field, and the waves of its cells that have ridges. A template of 40 minutiae over 47 x 48 cells, half
 * of them skin, takes 3.7 kB. One without a field, as those made of other people's records, has 0 columns and 0 rows. Throws `RangeError` for what `decodeMinutiae` would not read again.
 */
export function encodeMinutiae(template: MinutiaeTemplate): Uint8Array {
  const count = template.x.length;
  const { columns, rows, orientation, wave } = template.ridges;
  const fault = templateFault(template);
  if (fault !== undefined) throw new RangeError(fault);
  const waves = wave.filter((_, cell) => orientation[cell] !== NO_RIDGES);
  const bytes = new Uint8Array(HEADER_BYTES + count * MINUTIA_BYTES + orientation.length + waves.length);
  const view = new DataView(bytes.buffer);
  bytes.set([MAGIC_H, MAGIC_M, VERSION, count, columns, rows]);
  view.setUint16(ORIGIN_AT, template.origin?.x ?? 0);
  view.setUint16(ORIGIN_AT + 2, template.origin?.y ?? 0);
  for (let index = 0; index < count; index++) {
    view.setInt16(HEADER_BYTES + 2 * index, template.x[index]!);
    view.setInt16(HEADER_BYTES + 2 * (count + index), template.y[index]!);
  }
  bytes.set(template.direction, HEADER_BYTES + 4 * count);
  bytes.set(template.type, HEADER_BYTES + 5 * count);
  bytes.set(template.quality, HEADER_BYTES + 6 * count);
  bytes.set(orientation, HEADER_BYTES + 7 * count);
  bytes.set(waves, HEADER_BYTES + 7 * count + orientation.length);
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
  const cells = columns * rows;
  const fieldAt = HEADER_BYTES + count * MINUTIA_BYTES;
  const orientation = bytes.slice(fieldAt, fieldAt + cells);
  if (bytes.length !== fieldAt + cells + ridgedCells(orientation))
    return { kind: 'unreadable', reason: 'the length is not the one that the header announces' };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const part = (offset: number, length: number) =>
    bytes.slice(HEADER_BYTES + offset * count, HEADER_BYTES + offset * count + length);
  const origin = { x: view.getUint16(ORIGIN_AT), y: view.getUint16(ORIGIN_AT + 2) };
  const [x, y] = [new Int16Array(count), new Int16Array(count)];
  for (let index = 0; index < count; index++) {
    x[index] = view.getInt16(HEADER_BYTES + 2 * index);
    y[index] = view.getInt16(HEADER_BYTES + 2 * (count + index));
  }
  const direction = part(4, count);
  const type = part(5, count);
  const quality = part(6, count);
  const ridges = {
    columns,
    rows,
    orientation,
    wave: spreadWaves(orientation, bytes.subarray(fieldAt + cells)),
  };
  // Spelt out: loops over templates are faster where these have one shape, which an object spread has not.
  const template: MinutiaeTemplate =
    origin.x === 0 && origin.y === 0
      ? { x, y, direction, type, quality, ridges }
      : { x, y, direction, type, quality, ridges, origin };
  const fault = templateFault(template);
  return fault === undefined ? { kind: 'template', template } : { kind: 'unreadable', reason: fault };
}

function ridgedCells(orientation: Uint8Array): number {
  let count = 0;
  for (const each of orientation) if (each !== NO_RIDGES) count++;
  return count;
}

/** To the cells that have ridges, in their order. */
function spreadWaves(orientation: Uint8Array, waves: Uint8Array): Uint8Array {
  const spread = new Uint8Array(orientation.length);
  for (let cell = 0, next = 0; cell < spread.length; cell++)
    if (orientation[cell] !== NO_RIDGES) spread[cell] = waves[next++]!;
  return spread;
}

/** Why this is no template; `undefined` where it is one. A direction cannot be wrong: each byte is one. */
function templateFault({ x, y, direction, type, quality, ridges }: MinutiaeTemplate): string | undefined {
  const { columns, rows, orientation, wave } = ridges;
  if (x.length > MAXIMUM_MINUTIAE || columns > MAXIMUM_RIDGE_CELLS || rows > MAXIMUM_RIDGE_CELLS)
    return 'more minutiae or cells than a template keeps';
  if ([y, direction, type, quality].some(({ length }) => length !== x.length))
    return 'a minutia lacks a part of its description';
  if (
    orientation.length !== columns * rows ||
    wave.length !== orientation.length ||
    (columns === 0) !== (rows === 0)
  )
    return 'the ridge field has not as many cells as its sides say';
  const width = 10 * RIDGE_CELL_PIXELS * (columns === 0 ? MAXIMUM_RIDGE_CELLS : columns);
  const height = 10 * RIDGE_CELL_PIXELS * (rows === 0 ? MAXIMUM_RIDGE_CELLS : rows);
  if (x.some((place) => place < 0 || place >= width) || y.some((place) => place < 0 || place >= height))
    return 'a minutia lies outside the ridge field, or farther out than any finger reaches';
  if (type.some((each) => each > 2) || quality.some((each) => each > 100))
    return 'a minutia has a type or a quality that does not exist';
  if (wave.some((each, cell) => each !== 0 && orientation[cell] === NO_RIDGES))
    return 'a cell without ridges has a ridge wave';
  return undefined;
}

const MAGIC_H = 0x48;
const MAGIC_M = 0x4d;
const VERSION = 2;
const ORIGIN_AT = 6;
const HEADER_BYTES = 10;
const MINUTIA_BYTES = 7;

/** The longest there is. */
export const MAXIMUM_MINUTIAE_BYTES =
  HEADER_BYTES + MAXIMUM_MINUTIAE * MINUTIA_BYTES + 2 * MAXIMUM_RIDGE_CELLS * MAXIMUM_RIDGE_CELLS;

/**
 * Version of minutiae that were read from another system's record (ISO/IEC 19794-2, INCITS 378). They have no ridge
 * field, so they can be compared with minutiae of every version, by minutiae alone.
 */
export const RECORD_MINUTIAE = 'minutiae-record/1';
