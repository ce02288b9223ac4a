/** Which biometrics an alert may hold, and what they may be used for. (EU) 2018/1861 Art 33, (EU) 2018/1862 Art 40 to 43. */
import { localDate } from '../local-date.js';
import type { LawRow, Provision } from './citation.js';
import { SIS_OPERATION, type SisAlertKind } from './sis-alert-table.js';

/** Most images of each kind one alert holds, named by the key. An image of a part of a palm counts as a palm print. */
export const SIS_IMAGE_COUNTS = {
  'flat-fingerprint': 10,
  'rolled-fingerprint': 10,
  'palm-print': 2,
} as const;
export type DactyloscopicKind = keyof typeof SIS_IMAGE_COUNTS;

export const DNA_ALERT_KINDS: readonly SisAlertKind[] = ['missing-protected'];

export const SIS_BIOMETRICS_ROWS = {
  counts: {
    rule: 'dactyloscopic data of a person: 1 to 10 flat and 1 to 10 rolled fingerprints, up to 2 palm prints',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 42(2)',
    sureness: 'verified',
  },
  'scene-prints': {
    rule: 'complete or incomplete prints from the scene, of fingers or of palms, belong to unknown wanted persons, where they are very probably of the perpetrator',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 40',
    sureness: 'general-knowledge',
  },
  'objects-have-none': {
    rule: 'an alert on an object has no biometrics',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 20, 38',
    sureness: 'interpretation',
  },
  dna: {
    rule: 'a DNA profile only of missing persons to be placed under protection, and only where photograph, face and prints are missing or unsuitable',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 32(1)(a), 42(3)',
    sureness: 'verified',
  },
  'dna-relatives': {
    rule: 'DNA profiles of ascendants, descendants and siblings only with their explicit consent',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 42(3)',
    sureness: 'verified',
  },
  'palm-not-shared': {
    rule: 'palm prints are no part of the templates of the shared matching service',
    inForceFrom: localDate('2019-06-11'),
    citation: '(EU) 2019/817 Art 13(1)(c), (d)',
    sureness: 'verified',
  },
  'face-confirms': {
    rule: 'photographs and faces confirm an identity found otherwise',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 33; (EU) 2018/1862 Art 43',
    sureness: 'verified',
  },
  'face-identifies': {
    rule: 'faces identify at regular border crossing points only, and only once that is technically ready',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 33(4); (EU) 2018/1862 Art 43(4)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision | LawRow>>;
