/** Every row about the search portal, the identity repository and law enforcement, for the list of rules. */
import { ALERT_ACCESS_ROWS } from './alert-access-table.js';
import { CIR_ROWS, GATEWAY_ROWS, IDENTIFICATION_AGE } from './cir-table.js';
import type { LawRow, Provision } from './citation.js';
import { AFTERWARDS_DAYS, TWO_STEP_ROWS, UNJUSTIFIED_ROW } from './law-enforcement-access-table.js';
import { NARROWED_ACCESS_ROWS } from './narrowed-access-table.js';
import { PORTAL_DUTY, PORTAL_FALLBACK_ROWS, PORTAL_ROWS, SOURCE_ACCESS_ROWS } from './portal-table.js';

export const PORTAL_RULES: readonly (Provision | LawRow)[] = [
  ...Object.values(PORTAL_ROWS),
  ...Object.entries(PORTAL_DUTY).map(([system, row]) => ({ ...row, rule: `${system}: ${row.rule}` })),
  ...PORTAL_FALLBACK_ROWS,
  ...SOURCE_ACCESS_ROWS.map((row) => ({
    ...row,
    rule: `${row.authorityClass} asks ${row.source}: ${row.rule}`,
  })),
  ...ALERT_ACCESS_ROWS.map((row) => ({
    ...row,
    rule: `${row.authorityClass} for ${row.purpose} in sis (${row.kinds.join(', ')}): ${row.rule}`,
  })),
  ...NARROWED_ACCESS_ROWS.map((row) => ({
    ...row,
    rule: `${row.authorityClass} in ${row.system}: ${row.rule}`,
  })),
];

export const REPOSITORY_RULES: readonly (Provision | LawRow)[] = [
  ...Object.values(CIR_ROWS),
  ...GATEWAY_ROWS.map((row) => ({ ...row, rule: `${row.gateway}: ${row.rule}` })),
  IDENTIFICATION_AGE,
];

export const LAW_ENFORCEMENT_RULES: readonly (Provision | LawRow)[] = [
  ...TWO_STEP_ROWS,
  AFTERWARDS_DAYS,
  UNJUSTIFIED_ROW,
];
