/** How biometrics of minors are taken: (EU) 2024/1358 Art 14, 42(2). */
import type { Provision } from './citation.js';
import { EURODAC_APPLIES_FROM } from './eurodac-category-table.js';

const row = (rule: string, articles: string): Provision => ({
  rule,
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: `(EU) 2024/1358 Art ${articles}`,
  sureness: 'verified',
});

export const MINORS_ROWS = {
  officials: row(
    'minors: officials trained for it take the biometrics, in a child-friendly way and in the best interests of the child',
    '14(1)',
  ),
  accompanied: row('minors: an adult family member is present', '14(1)'),
  unaccompanied: row(
    'unaccompanied minors: a representative is present or, where none has been designated, a trained independent person',
    '14(1)',
  ),
  'no-force': row('no force is used against minors to take their biometrics', '14(1)'),
  coercion: row(
    'minors: a proportionate degree of coercion as a last resort, where the law permits it, with respect for dignity and integrity',
    '14(1)',
  ),
  refusal: row(
    'minors who refuse, with reasonable grounds for a risk to their safeguarding, are referred to child protection',
    '14(1)',
  ),
  explanation: row(
    'minors: the procedure is explained by leaflets, infographics or demonstrations made for them',
    '42(2)',
  ),
} as const satisfies Readonly<Record<string, Provision>>;
