/** Who does what with Eurodac that is no record of it: results, hits, notices, cases, requests, statistics. */
import type { AuthorityClass } from '../authorities.js';
import { localDate } from '../local-date.js';
import type { Provision } from './citation.js';

export const EURODAC_TASK_RIGHTS = [
  'eurodac-comparison',
  'eurodac-result',
  'eurodac-hit-verification',
  'eurodac-notice',
  'eurodac-transmission-case',
  'eurodac-statistics',
  'eurodac-law-enforcement-request',
  'eurodac-law-enforcement-verification',
] as const;
type EurodacTaskRight = (typeof EURODAC_TASK_RIGHTS)[number];

type EurodacTaskRow = Provision & {
  readonly authorityClass: AuthorityClass;
  readonly rights: readonly EurodacTaskRight[];
};

const EURODAC_APPLICATION = localDate('2026-06-12');

const COLLECTORS = ['asylum-authority', 'immigration-authority', 'border-authority'] as const;

export const EURODAC_TASK_ROWS: readonly EurodacTaskRow[] = [
  ...COLLECTORS.map(
    (authorityClass): EurodacTaskRow => ({
      authorityClass,
      rights: ['eurodac-result', 'eurodac-hit-verification'],
      rule: `${authorityClass}: the state that transmitted biometrics receives the result of their comparison and verifies its hits`,
      inForceFrom: EURODAC_APPLICATION,
      citation: '(EU) 2024/1358 Art 27(4), 38, 40(1)',
      sureness: 'verified',
    }),
  ),
  ...COLLECTORS.map(
    (authorityClass): EurodacTaskRow => ({
      authorityClass,
      rights: ['eurodac-notice', 'eurodac-transmission-case'],
      rule: `${authorityClass}: a state of origin is told what concerns its data sets, and watches what it still has to transmit`,
      inForceFrom: EURODAC_APPLICATION,
      citation: '(EU) 2024/1358 Art 15 to 26, 16(4), 30, 31',
      sureness: 'verified',
    }),
  ),
  {
    authorityClass: 'asylum-authority',
    rights: ['eurodac-comparison'],
    rule: 'biometrics of somebody registered for an admission procedure are compared and not stored',
    inForceFrom: EURODAC_APPLICATION,
    citation: '(EU) 2024/1358 Art 18(1), 27(2)',
    sureness: 'verified',
  },
  ...(['asylum-authority', 'immigration-authority', 'hub-operator', 'supervisory-authority'] as const).map(
    (authorityClass): EurodacTaskRow => ({
      authorityClass,
      rights: ['eurodac-statistics'],
      rule: `${authorityClass}: statistics without personal data, from which nobody can be identified`,
      inForceFrom: EURODAC_APPLICATION,
      citation: '(EU) 2024/1358 Art 12(1), (5), (6)',
      sureness: 'interpretation',
    }),
  ),
  {
    authorityClass: 'law-enforcement-authority',
    rights: ['eurodac-law-enforcement-request'],
    rule: 'a designated authority asks for a comparison, and may make it once the verifying authority has agreed',
    inForceFrom: EURODAC_APPLICATION,
    citation: '(EU) 2024/1358 Art 5, 32, 33',
    sureness: 'verified',
  },
  {
    authorityClass: 'verifying-authority',
    rights: ['eurodac-law-enforcement-verification'],
    rule: 'the verifying authority decides whether the conditions of a request are met, independently of who asks',
    inForceFrom: EURODAC_APPLICATION,
    citation: '(EU) 2024/1358 Art 6, 32',
    sureness: 'verified',
  },
];
