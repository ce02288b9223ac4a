/** All rows of VIS that no other area lists, for the list of implemented rules. */
import type { LawRow, Provision } from './citation.js';
import {
  VIS_AGE_BEFORE_REFORM,
  VIS_DOUBT_ROW,
  VIS_EXEMPTION_ROWS,
  VIS_FACE_ROW,
} from './vis-fingerprints-table.js';
import {
  LONG_STAY_HIT_ROWS,
  LONG_STAY_QUERY_ROWS,
  LONG_STAY_SOURCE_ROWS,
  VIS_SEARCH_ROWS,
} from './vis-query-table.js';
import { VIS_FILE_ROWS, VISA_TRANSITION_ROWS } from './vis-visa-table.js';

export const VIS_RULES: readonly (Provision | LawRow)[] = [
  ...VISA_TRANSITION_ROWS,
  ...Object.values(VIS_FILE_ROWS),
  VIS_AGE_BEFORE_REFORM,
  ...Object.values(VIS_EXEMPTION_ROWS),
  VIS_FACE_ROW,
  VIS_DOUBT_ROW,
  ...Object.values(VIS_SEARCH_ROWS),
  ...LONG_STAY_SOURCE_ROWS,
  ...Object.values(LONG_STAY_QUERY_ROWS),
  ...LONG_STAY_HIT_ROWS,
];
