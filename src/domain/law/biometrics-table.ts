import { localDate } from '../local-date.js';
import type { LawRow, Provision } from './citation.js';

/** Who gives which biometrics to which system. The rules that read it: `ees/ees-biometrics.ts`, `law/biometrics.ts`. */
const EES = localDate('2025-10-12');
/** Entry into force of (EU) 2021/1134. */
const VIS = localDate('2021-08-02');
const EURODAC = localDate('2026-06-12');
const ECRIS_TCN = localDate('2019-06-11');
const ETIAS = localDate('2018-10-09');

export const AGE_LIMITS = {
  'ees-fingerprints-from': {
    rule: 'EES: fingerprints are taken from this age on; the face at any age',
    value: 12,
    unit: 'years',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 17(3)',
    sureness: 'verified',
  },
  'vis-fingerprints-from': {
    rule: 'VIS: fingerprints are taken from this age on; the live face at any age',
    value: 6,
    unit: 'years',
    inForceFrom: VIS,
    citation: '(EC) 810/2009 Art 13(7)(a) as amended by (EU) 2021/1134',
    sureness: 'verified',
  },
  'vis-fingerprints-until': {
    rule: 'VIS: no fingerprints of persons over this age, in completed years',
    value: 75,
    unit: 'years',
    inForceFrom: VIS,
    citation: '(EC) 810/2009 Art 13(7)(a) as amended by (EU) 2021/1134',
    sureness: 'verified',
  },
  'eurodac-from': {
    rule: 'Eurodac: persons are recorded from this age on; an age that is unclear and unproven counts as younger',
    value: 6,
    unit: 'years',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 14(1), 15',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, LawRow>>;

export const REUSE_MONTHS = {
  rule: 'VIS: fingerprints are used again where they were taken less than this before',
  value: 59,
  unit: 'months',
  inForceFrom: VIS,
  citation: '(EC) 810/2009 Art 13 as amended by (EU) 2021/1134',
  sureness: 'verified',
} as const satisfies LawRow;

export const EES_BIOMETRICS_ROWS = {
  'visa-exempt': {
    rule: 'visa-exempt: four fingers of the right hand, otherwise the left, and the live face',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 3(1)(16), 15, 17(1)(c)',
    sureness: 'verified',
  },
  child: {
    rule: 'visa-exempt under 12: the face, no fingerprints',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 17(3), (5)',
    sureness: 'verified',
  },
  impossible: {
    rule: 'fingerprints permanently impossible: exempt, the field says so',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 17(4), (5)',
    sureness: 'verified',
  },
  postponed: {
    rule: 'fingerprints impossible for a time: recorded as such and taken at the exit or the next entry',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 17(4)',
    sureness: 'verified',
  },
  'visa-required': {
    rule: 'visa-required: the live face; fingerprints are in VIS and none are stored in the EES',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 16(1)(d)',
    sureness: 'verified',
  },
  'face-in-vis': {
    rule: 'visa-required: once VIS holds a face marked as taken live, the EES face is erased',
    inForceFrom: EES,
    citation: '(EC) 767/2008 Art 17a(3a)',
    sureness: 'verified',
  },
  'refusal-not-in-vis': {
    rule: 'visa-required, refused on ground B, D or H and not in VIS: face and fingerprints in the EES',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 18(2)(c)',
    sureness: 'verified',
  },
  'refusal-in-sis': {
    rule: 'refused on ground H with biometrics in the SIS alert: none in the EES',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 18(3)',
    sureness: 'verified',
  },
  'refusal-threat': {
    rule: 'refused on ground I: biometrics only for a threat to internal security',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 18(4)',
    sureness: 'verified',
  },
  'refusal-no-biometrics': {
    rule: 'refused on ground J: none are taken; the face from the chip of the document, where it has one',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 18(5)',
    sureness: 'verified',
  },
  fallback: {
    rule: 'recorded by hand after a failure: none; they are collected at the next crossing',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 21',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export const OTHER_BIOMETRICS_ROWS = {
  'etias-none': {
    rule: 'ETIAS has no biometric field',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 17',
    sureness: 'verified',
  },
  'vis-exempt-child-face': {
    rule: 'VIS: a child exempt from fingerprints is not exempt from the live face',
    inForceFrom: VIS,
    citation: '(EC) 810/2009 Art 13(7), (7a) as amended by (EU) 2021/1134',
    sureness: 'verified',
  },
  'ecris-tcn-fingerprints': {
    rule: 'ECRIS-TCN: fingerprints at least for a custodial sentence of 6 months, or an offence punishable by 12 months',
    inForceFrom: ECRIS_TCN,
    citation: '(EU) 2019/816 Art 5(1)(b)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision>>;
