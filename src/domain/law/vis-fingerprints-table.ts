/** Who gives fingerprints and a face with a visa application. (EC) 810/2009 Art 13, before and after (EU) 2021/1134. */
import { AGE_LIMITS } from './biometrics-table.js';
import type { LawRow, Provision } from './citation.js';
import { VIS_OPERATION, VIS_REFORM } from './vis-visa-table.js';

/** Listed with the biometrics of all systems from the reform on. */
export const VIS_AGE_BEFORE_REFORM: LawRow = {
  rule: 'before the reform: fingerprints are taken from this age on',
  value: 12,
  unit: 'years',
  inForceFrom: VIS_OPERATION,
  citation: '(EC) 810/2009 Art 13(7)(a)',
  sureness: 'general-knowledge',
};
export const VIS_AGES_FROM: readonly LawRow[] = [VIS_AGE_BEFORE_REFORM, AGE_LIMITS['vis-fingerprints-from']];
export const VIS_AGES_UNTIL: readonly LawRow[] = [AGE_LIMITS['vis-fingerprints-until']];

export const VIS_EXEMPTIONS = ['impossible', 'dignitary', 'accompanying-dignitary', 'court-witness'] as const;
export type VisExemption = (typeof VIS_EXEMPTIONS)[number];

export const VIS_EXEMPTION_ROWS = {
  impossible: {
    rule: 'fingerprints physically impossible: exempt; as many fingers as there are, and for a time only until the next application',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 810/2009 Art 13(7)(b)',
    sureness: 'general-knowledge',
  },
  dignitary: {
    rule: 'heads of state and members of governments, invited officially: exempt from fingerprints, and the live face may be waived',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 810/2009 Art 13(7)(c), (7a)',
    sureness: 'general-knowledge',
  },
  'accompanying-dignitary': {
    rule: 'spouses and delegations of heads of state, and sovereigns with their families: the same',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 810/2009 Art 13(7)(c), (d), (7a)',
    sureness: 'general-knowledge',
  },
  'court-witness': {
    rule: 'endangered witnesses before international courts: exempt from fingerprints, and the live face may be waived',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 810/2009 Art 13(7)(e), (7a) as amended by (EU) 2021/1134',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<VisExemption, Provision>>;

export const VIS_FACE_ROW: Provision = {
  rule: 'the face is taken live, at any age',
  inForceFrom: VIS_REFORM,
  citation: '(EC) 810/2009 Art 13 as amended by (EU) 2021/1134',
  sureness: 'verified',
};

export const VIS_DOUBT_ROW: Provision = {
  rule: 'doubts of the identity: fingerprints are taken again though earlier ones could be used',
  inForceFrom: VIS_OPERATION,
  citation: '(EC) 810/2009 Art 13(3)',
  sureness: 'general-knowledge',
};
