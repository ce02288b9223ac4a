/** Every row of law the hub implements, for the documentation and for whoever audits it. */
import { MULTIPLE_IDENTITY_ROWS } from '../flags/multiple-identity.js';
import { OVERSTAY_ROWS } from '../flags/overstay.js';
import { ACCESS_ROWS, REFUSAL_ROWS } from './access-table.js';
import type { LawRow, LawUnit, Provision } from './citation.js';
import { SAME_IDENTITY_ROWS, SIMILARITY_ROWS } from './identity-table.js';
import { RETENTION_ROWS } from './retention-table.js';
import {
  SHORT_STAY_DAYS_MAX,
  SHORT_STAY_WINDOW_DAYS,
  STAY_BOUNDS,
  STAY_COUNTING,
} from './short-stay-table.js';

export const RULE_AREAS = [
  'short-stay',
  'overstay',
  'same-and-similar-identity',
  'multiple-identity',
  'access',
  'retention',
] as const;
export type RuleArea = (typeof RULE_AREAS)[number];

export type ImplementedRule = Provision & {
  readonly area: RuleArea;
  /** Present where the row is a number. */
  readonly value?: number;
  readonly unit?: LawUnit;
};

export function implementedRules(): readonly ImplementedRule[] {
  return RULE_AREAS.flatMap((area) => ROWS[area].map((row) => implementedRule(area, row)));
}

const ROWS: Readonly<Record<RuleArea, readonly (Provision | LawRow)[]>> = {
  'short-stay': [
    ...SHORT_STAY_DAYS_MAX,
    ...SHORT_STAY_WINDOW_DAYS,
    ...Object.values(STAY_BOUNDS),
    ...STAY_COUNTING,
  ],
  overstay: Object.values(OVERSTAY_ROWS),
  'same-and-similar-identity': [...SAME_IDENTITY_ROWS, ...Object.values(SIMILARITY_ROWS)],
  'multiple-identity': Object.values(MULTIPLE_IDENTITY_ROWS),
  access: [
    ...ACCESS_ROWS.map((row) => ({
      ...row,
      rule: `${row.authorityClass} in ${row.system} (${row.rights.join(', ')}): ${row.rule}`,
    })),
    ...REFUSAL_ROWS.map((row) => ({
      ...row,
      rule: `${row.authorityClass} in ${row.systems.join(', ')} refused (${row.rights.join(', ')}): ${row.rule}`,
    })),
  ],
  retention: RETENTION_ROWS.map((row) => ({ ...row, rule: `${row.item}: ${row.rule}` })),
};

function implementedRule(area: RuleArea, row: Provision | LawRow): ImplementedRule {
  const { rule, citation, sureness, inForceFrom } = row;
  const number = 'value' in row ? { value: row.value, unit: row.unit } : {};
  return { area, rule, citation, sureness, inForceFrom, ...number };
}
