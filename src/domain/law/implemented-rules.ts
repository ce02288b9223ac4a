/** Every row of law the hub implements, for the documentation and for whoever audits it. */
import { BIOMETRICS_OF_FILE_ROWS } from '../deadlines/biometrics-of-file.js';
import { MULTIPLE_IDENTITY_ROWS } from '../flags/multiple-identity.js';
import { OVERSTAY_ROWS } from '../flags/overstay.js';
import { ACCESS_ROWS, type AccessRow, REFUSAL_ROWS } from './access-table.js';
import { FURTHER_PURPOSE_ROWS } from './access-table-purposes.js';
import { BIOMETRIC_QUALITY_ROWS } from './biometric-quality-table.js';
import { AGE_LIMITS, EES_BIOMETRICS_ROWS, OTHER_BIOMETRICS_ROWS, REUSE_MONTHS } from './biometrics-table.js';
import type { LawRow, LawUnit, Provision } from './citation.js';
import { QUALITY_ROWS } from './data-quality-table.js';
import { DETECTION_LEG_ROWS, DETECTION_TRIGGER_ROWS } from './detection-table.js';
import { EARLY_ERASURE_ROWS } from './early-erasure-table.js';
import { ECRIS_RULES } from './ecris-rules.js';
import { EES_FILE_ROWS } from './ees-file-table.js';
import { ETIAS_RULES } from './etias-rules.js';
import { EURODAC_ROWS } from './eurodac-rows.js';
import { FACE_SEARCH_ROWS } from './face-search-table.js';
import { SAME_IDENTITY_ROWS, SIMILARITY_ROWS } from './identity-table.js';
import { LATENT_SEARCH_ROWS } from './latent-search-table.js';
import {
  BORDER_VERIFICATION_HOURS,
  LINK_CORRECTION_ROWS,
  LINK_EFFECT_ROWS,
  LINK_SIDE_ROWS,
  LINK_VISIBILITY_ROWS,
  SECOND_OPERATOR_ROW,
  SIRENE_OVERRIDE_ROW,
  VERIFIER_ROWS,
} from './link-duty-table.js';
import { AUTOMATIC_LINK_ROWS, VERIFICATION_ROWS } from './link-table.js';
import { LOG_DUTY_ROWS, LOG_USE_ROW } from './log-table.js';
import { NO_PALM_PRINTS_ROWS } from './palm-print-table.js';
import { LAW_ENFORCEMENT_RULES, PORTAL_RULES, REPOSITORY_RULES } from './portal-rules-list.js';
import { RETENTION_ROWS } from './retention-table.js';
import { RIGHTS_CLOCKS, RIGHTS_ROWS } from './rights-table.js';
import { SCREENING_CLOCKS, SCREENING_ROWS } from './screening-table.js';
import {
  SHORT_STAY_DAYS_MAX,
  SHORT_STAY_WINDOW_DAYS,
  STAY_BOUNDS,
  STAY_COUNTING,
} from './short-stay-table.js';
import { SIS_RULES } from './sis-rules.js';
import { STATISTICS_ROWS } from './statistics-table.js';
import { TASK_ACCESS_ROWS } from './task-access-table.js';
import { VIS_RULES } from './vis-rules.js';

export const RULE_AREAS = [
  'short-stay',
  'overstay',
  'ees-file',
  'same-and-similar-identity',
  'multiple-identity',
  'links',
  'access',
  'search-portal',
  'identity-repository',
  'law-enforcement-access',
  'screening',
  'statistics',
  'rights',
  'logs',
  'retention',
  'early-erasure',
  'biometrics',
  'biometric-quality',
  'data-quality',
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
    ...Object.values(STAY_COUNTING),
  ],
  overstay: Object.values(OVERSTAY_ROWS),
  'ees-file': Object.values(EES_FILE_ROWS),
  'same-and-similar-identity': [
    ...Object.values(SAME_IDENTITY_ROWS),
    ...Object.entries(SIMILARITY_ROWS).map(([name, row]) => ({ ...row, rule: `${name}: ${row.rule}` })),
  ],
  'multiple-identity': Object.values(MULTIPLE_IDENTITY_ROWS),
  links: [
    ...DETECTION_TRIGGER_ROWS,
    ...Object.values(DETECTION_LEG_ROWS),
    ...AUTOMATIC_LINK_ROWS,
    ...VERIFICATION_ROWS,
    ...VERIFIER_ROWS,
    SIRENE_OVERRIDE_ROW,
    SECOND_OPERATOR_ROW,
    BORDER_VERIFICATION_HOURS,
    ...LINK_VISIBILITY_ROWS,
    ...LINK_SIDE_ROWS,
    ...LINK_CORRECTION_ROWS,
    ...LINK_EFFECT_ROWS,
  ],
  access: [
    ...ACCESS_ROWS.map((row) => ({
      ...row,
      rule: `${row.authorityClass}${forTask(row)} in ${row.system} (${row.rights.join(', ')}): ${row.rule}`,
    })),
    ...FURTHER_PURPOSE_ROWS.map((row) => ({
      ...row,
      rule: `${row.authorityClass} for ${row.purpose}: ${row.rule}`,
    })),
    ...REFUSAL_ROWS.map((row) => ({
      ...row,
      rule: `${row.authorityClass} in ${row.systems.join(', ')} refused (${row.rights.join(', ')}): ${row.rule}`,
    })),
    ...TASK_ACCESS_ROWS.map((row) => ({
      ...row,
      rule: `${row.authorityClass} (${row.rights.join(', ')}): ${row.rule}`,
    })),
  ],
  'search-portal': PORTAL_RULES,
  'identity-repository': REPOSITORY_RULES,
  'law-enforcement-access': LAW_ENFORCEMENT_RULES,
  screening: [...Object.values(SCREENING_CLOCKS), ...Object.values(SCREENING_ROWS)],
  statistics: STATISTICS_ROWS,
  rights: [...Object.values(RIGHTS_CLOCKS), ...Object.values(RIGHTS_ROWS)],
  logs: [...LOG_DUTY_ROWS, LOG_USE_ROW],
  'early-erasure': EARLY_ERASURE_ROWS.map((row) => ({
    ...row,
    rule: `${row.system}: ${row.rule} (${row.by}, ${limitWords(row.within)})`,
  })),
  biometrics: [
    ...Object.values(AGE_LIMITS),
    REUSE_MONTHS,
    ...Object.values(EES_BIOMETRICS_ROWS),
    ...Object.values(OTHER_BIOMETRICS_ROWS),
    ...FACE_SEARCH_ROWS,
    ...NO_PALM_PRINTS_ROWS,
    ...LATENT_SEARCH_ROWS,
    ...Object.values(BIOMETRICS_OF_FILE_ROWS),
  ],
  retention: RETENTION_ROWS.map((row) => ({ ...row, rule: `${row.item}: ${row.rule}` })),
  'data-quality': QUALITY_ROWS.map((row) => ({
    ...row,
    rule: `${row.id} (${row.effect}, ${row.indicator}): ${row.rule}`,
  })),
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

function forTask({ purposes }: AccessRow): string {
  return purposes === undefined ? '' : ` for ${purposes.join(', ')}`;
}
