/** All rows of ECRIS-TCN that no other area lists, for the list of implemented rules. */
import type { LawRow, Provision } from './citation.js';
import { ECRIS_ROWS, FLAG_READER_ROWS, FLAG_YEARS } from './ecris-index-table.js';

export const ECRIS_RULES: readonly (Provision | LawRow)[] = [
  ...Object.values(ECRIS_ROWS),
  ...FLAG_READER_ROWS,
  ...Object.values(FLAG_YEARS),
];
