/** Every row of law the hub implements, for the documentation and for whoever audits it. */
import { MULTIPLE_IDENTITY_ROWS } from '../flags/multiple-identity.js';
import { OVERSTAY_ROWS } from '../flags/overstay.js';
import { ACCESS_ROWS, REFUSAL_ROWS } from './access-table.js';
import { BIOMETRIC_QUALITY_ROWS } from './biometric-quality-table.js';
import { AGE_LIMITS, EES_BIOMETRICS_ROWS, OTHER_BIOMETRICS_ROWS, REUSE_MONTHS } from './biometrics-table.js';
import type { LawRow, LawUnit, Provision } from './citation.js';
import { DETECTION_LEG_ROWS, DETECTION_TRIGGER_ROWS } from './detection-table.js';
import { EARLY_ERASURE_ROWS } from './early-erasure-table.js';
import { ECRIS_RULES } from './ecris-rules.js';
import { EES_FILE_ROWS } from './ees-file-table.js';
import { ETIAS_RULES } from './etias-rules.js';
import { EURODAC_ROWS } from './eurodac-rows.js';
import { SAME_IDENTITY_ROWS, SIMILARITY_ROWS } from './identity-table.js';
import {
  BORDER_VERIFICATION_HOURS,
  LINK_EFFECT_ROWS,
  LINK_VISIBILITY_ROWS,
  SIRENE_OVERRIDE_ROW,
  VERIFIER_ROWS,
} from './link-duty-table.js';
import { AUTOMATIC_LINK_ROWS, VERIFICATION_ROWS } from './link-table.js';
import { RETENTION_ROWS } from './retention-table.js';
import {
  SHORT_STAY_DAYS_MAX,
  SHORT_STAY_WINDOW_DAYS,
  STAY_BOUNDS,
  STAY_COUNTING,
} from './short-stay-table.js';
import { SIS_RULES } from './sis-rules.js';
import { VIS_RULES } from './vis-rules.js';

export const RULE_AREAS = [
  'short-stay',
  'overstay',
  'ees-file',
  'same-and-similar-identity',
  'multiple-identity',
  'links',
  'access',
  'retention',
  'early-erasure',
  'biometrics',
  'biometric-quality',
  'eurodac',
  'sis',
  'vis',
  'etias',
  'ecris-tcn',
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
  'ees-file': Object.values(EES_FILE_ROWS),
  'same-and-similar-identity': [...SAME_IDENTITY_ROWS, ...Object.values(SIMILARITY_ROWS)],
  'multiple-identity': Object.values(MULTIPLE_IDENTITY_ROWS),
  links: [
    ...DETECTION_TRIGGER_ROWS,
    ...Object.values(DETECTION_LEG_ROWS),
    ...AUTOMATIC_LINK_ROWS,
    ...VERIFICATION_ROWS,
    ...VERIFIER_ROWS,
    SIRENE_OVERRIDE_ROW,
    BORDER_VERIFICATION_HOURS,
    ...LINK_VISIBILITY_ROWS,
    ...LINK_EFFECT_ROWS,
  ],
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
  'early-erasure': EARLY_ERASURE_ROWS.map((row) => ({
    ...row,
    rule: `${row.system}: ${row.rule} (${row.by}, ${limitWords(row.within)})`,
  })),
  biometrics: [
    ...Object.values(AGE_LIMITS),
    REUSE_MONTHS,
    ...Object.values(EES_BIOMETRICS_ROWS),
    ...Object.values(OTHER_BIOMETRICS_ROWS),
  ],
  retention: RETENTION_ROWS.map((row) => ({ ...row, rule: `${row.item}: ${row.rule}` })),
  'biometric-quality': BIOMETRIC_QUALITY_ROWS.map((row) => ({ ...row, rule: `${row.rule} (${row.effect})` })),
  eurodac: EURODAC_ROWS,
  sis: SIS_RULES,
  vis: VIS_RULES,
  etias: ETIAS_RULES,
  'ecris-tcn': ECRIS_RULES,
};

function limitWords({ value, unit }: (typeof EARLY_ERASURE_ROWS)[number]['within']): string {
  return value === 0 ? 'without delay' : `within ${value} ${unit.replace('-', ' ')}`;
}

function implementedRule(area: RuleArea, row: Provision | LawRow): ImplementedRule {
  const { rule, citation, sureness, inForceFrom } = row;
  const number = 'value' in row ? { value: row.value, unit: row.unit } : {};
  return { area, rule, citation, sureness, inForceFrom, ...number };
}
