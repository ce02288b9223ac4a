/** All rows of SIS, for the list of implemented rules. */
import type { LawRow, Provision } from './citation.js';
import { SIS_ALERT_ROWS, SIS_PROCEDURE_ROWS } from './sis-alert-table.js';
import { SIS_BIOMETRICS_ROWS } from './sis-biometrics-table.js';
import { COMPATIBILITY_ROWS, ENTRY_ROWS, UNSETTLED_ROW } from './sis-compatibility-table.js';
import { SIS_DUTY_ROWS } from './sis-duty-table.js';
import { HIT_ROWS } from './sis-hit-table.js';
import { SIS_KEEPING_ROWS, SIS_REVIEW_ROWS } from './sis-review-table.js';

export const SIS_RULES: readonly (Provision | LawRow)[] = [
  ...SIS_ALERT_ROWS,
  ...Object.values(SIS_PROCEDURE_ROWS),
  ...Object.values(ENTRY_ROWS),
  ...COMPATIBILITY_ROWS,
  UNSETTLED_ROW,
  ...SIS_REVIEW_ROWS,
  ...Object.values(SIS_KEEPING_ROWS),
  ...SIS_DUTY_ROWS.map((row) => ({
    ...row,
    rule: `${row.rule} (within ${row.within.value} ${row.within.unit.replace('-', ' ')}; else ${row.ifMissed})`,
  })),
  ...Object.values(HIT_ROWS),
  ...Object.values(SIS_BIOMETRICS_ROWS),
];
