import { EMBEDDING_DIMENSION } from './template.js';
import {
  advance,
  get,
  moduleOfOneFunction,
  repeatBelow,
  set,
  sumOfLanes,
  unsigned,
  VALUE_TYPES,
} from './web-assembly.js';

/** Bytes of a view as the module takes it: its values in 16 bits. */
export const VIEW_BYTES = 2 * EMBEDDING_DIMENSION;

/** Values multiplied at once: eight of 16 bits. */
const LANES = 8;

/** Addresses: `views` in 16 bits, `rows` signed bytes, `out` int32 [rows, 1 + views]. At least one of each. */
export type MultiplyRows = (
  views: number,
  viewsEnd: number,
  rows: number,
  rowsEnd: number,
  out: number,
) => void;

const [VIEWS, VIEWS_END, ROW, ROWS_END, OUT] = [0, 1, 2, 3, 4];
const [VIEW, VALUES, SUM] = [5, 6, 7];

/** v128.load8x8_s, v128.load, i32x4.dot_i16x8_s, i32x4.add */
const loadRow = (chunk: number) => [...get(ROW), 0xfd, 1, 0, ...unsigned(LANES * chunk)];
const loadView = (chunk: number) => [...get(VIEW), 0xfd, 0, 0, ...unsigned(2 * LANES * chunk)];
const DOT = [0xfd, ...unsigned(0xba)];
const ADD = [0xfd, ...unsigned(0xae)];

/** Sums stay below 2^31 whatever the bytes: two products of 128 x 128 in a lane, 32 times. */
function sumOfChunks(productOf: (chunk: number) => readonly number[]): readonly number[] {
  const chunks = Array.from({ length: EMBEDDING_DIMENSION / LANES }, (_, chunk) => chunk);
  return [...chunks.flatMap((chunk) => [...productOf(chunk), ...(chunk === 0 ? [] : ADD)]), ...set(SUM)];
}

/** i32.store at `out`, which goes on by four bytes. */
const STORE_SUM = [...get(OUT), ...sumOfLanes(SUM), 0x36, 2, 0, ...advance(OUT, 4)];

/** `multiply`: of each row its product with itself and those with the views. */
export const ROW_PRODUCTS_MODULE = moduleOfOneFunction({
  name: 'multiply',
  parameterCount: 5,
  results: [],
  memoryType: [0, 1],
  code: [
    ...[2, 1, VALUE_TYPES.i32, 2, VALUE_TYPES.v128],
    ...[0x03, 0x40],
    // local.tee
    ...sumOfChunks((chunk) => [...loadRow(chunk), 0x22, VALUES, ...get(VALUES), ...DOT]),
    ...STORE_SUM,
    ...[...get(VIEWS), ...set(VIEW)],
    ...[0x03, 0x40],
    ...sumOfChunks((chunk) => [...loadRow(chunk), ...loadView(chunk), ...DOT]),
    ...STORE_SUM,
    ...[...repeatBelow(VIEW, VIEW_BYTES, VIEWS_END), 0x0b],
    ...[...repeatBelow(ROW, EMBEDDING_DIMENSION, ROWS_END), 0x0b],
  ],
});
