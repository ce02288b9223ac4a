/** What follows a hit. (EU) 2018/1861 Art 8, 40, (EU) 2018/1862 Art 8, 55, and the Sirene Manual. */
import type { Provision } from './citation.js';
import { SIS_OPERATION } from './sis-alert-table.js';

export const HIT_ROWS = {
  report: {
    rule: 'a hit is reported at once to the SIRENE Bureau of the issuing state, if it is the person',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 8; Sirene Manual',
    sureness: 'general-knowledge',
  },
  outcome: {
    rule: 'the issuing state is told that the action was taken, or why it could not be',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 8; Sirene Manual',
    sureness: 'general-knowledge',
  },
  close: {
    rule: 'the issuing state answers within the limit for supplementary information and keeps or deletes the alert',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 8, 40; (EU) 2018/1862 Art 8, 55',
    sureness: 'interpretation',
  },
  'purpose-person': {
    rule: 'the alert is deleted when the person was surrendered, found or identified, or has returned; checks and refusals of entry go on',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1860; (EU) 2018/1861 Art 40; (EU) 2018/1862 Art 55',
    sureness: 'verified',
  },
  'purpose-object': {
    rule: 'the alert on an object is deleted when it was seized; a check goes on',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 55',
    sureness: 'general-knowledge',
  },
} as const satisfies Readonly<Record<string, Provision>>;
