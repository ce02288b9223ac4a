/** All rows of ETIAS that no other area lists, for the list of implemented rules. */
import type { LawRow, Provision } from './citation.js';
import { ETIAS_CLOCK_ROWS, ETIAS_KEEPING_ROWS, ETIAS_TRANSITION_ROWS } from './etias-clock-table.js';
import { ETIAS_PROCESSING_ROWS, ETIAS_QUERY_ROWS } from './etias-query-table.js';

export const ETIAS_RULES: readonly (Provision | LawRow)[] = [
  ...ETIAS_QUERY_ROWS,
  ...Object.values(ETIAS_PROCESSING_ROWS),
  ...ETIAS_TRANSITION_ROWS,
  ...Object.values(ETIAS_CLOCK_ROWS),
  ...Object.values(ETIAS_KEEPING_ROWS),
];
