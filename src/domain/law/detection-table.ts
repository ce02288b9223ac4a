/** What makes the multiple-identity detector look: (EU) 2019/817 and (EU) 2019/818, Article 27(1). */
import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import type { Provision } from './citation.js';

export type DetectionTriggerRow = Provision & {
  readonly system: SystemId;
  /** The data that must all be there; none means that any new or changed data set starts detection. */
  readonly needs: readonly DetectionDatum[];
};

/** Of the seven data of the Eurodac rows, those that a record here can lack. */
export type DetectionDatum =
  | 'fingerprints'
  | 'face'
  | 'names'
  | 'nationality'
  | 'date-of-birth'
  | 'place-of-birth'
  | 'sex';

const IN_FORCE = localDate('2019-06-11');

export const DETECTION_TRIGGER_ROWS: readonly DetectionTriggerRow[] = [
  {
    system: 'ees',
    needs: [],
    rule: 'an EES individual file is created or updated',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(1)(a)',
    sureness: 'verified',
  },
  {
    system: 'vis',
    needs: [],
    rule: 'a VIS application file is created or updated',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(1)(b)',
    sureness: 'verified',
  },
  {
    system: 'etias',
    needs: [],
    rule: 'an ETIAS application file is created or updated',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(1)(c)',
    sureness: 'verified',
  },
  {
    system: 'sis',
    needs: [],
    rule: 'a SIS alert on a person is created or updated',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(1)(d); (EU) 2019/818 Art 27(1)(a)',
    sureness: 'verified-indirectly',
  },
  {
    system: 'ecris-tcn',
    needs: [],
    rule: 'an ECRIS-TCN record is created or modified',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/818 Art 27(1)(b)',
    sureness: 'general-knowledge',
  },
  {
    system: 'eurodac',
    needs: ['fingerprints', 'face', 'names', 'nationality', 'date-of-birth', 'place-of-birth', 'sex'],
    rule: 'a Eurodac data set is transmitted with fingerprints, face, names, nationality, date and place of birth and sex',
    inForceFrom: localDate('2026-06-12'),
    citation:
      '(EU) 2019/818 Art 27(1)(c); (EU) 2024/1358 Art 17(3), 19(2), 21(2), 22(10), 23(8), 24(11), 26(7)',
    sureness: 'verified',
  },
];

export type DetectionLegRow = Provision & {
  /**
   * Which pairs of systems the leg compares: all of the identity repository and SIS, or the repository with SIS alone.
   * Absent where the row is about data that were compared before.
   */
  readonly between?: 'repository-and-sis' | 'repository-with-sis';
  readonly stays?: 'red';
};

/** Which comparison looks where. Reading: documents are compared within the identity repository as well. */
export const DETECTION_LEG_ROWS = {
  biometrics: {
    between: 'repository-and-sis',
    rule: 'biometrics: the shared matching service compares with the identity repository and SIS',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(2)',
    sureness: 'verified',
  },
  identity: {
    between: 'repository-with-sis',
    rule: 'identity data: the identity repository searches SIS, and SIS the identity repository',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(3)',
    sureness: 'verified',
  },
  several: {
    rule: 'records that states entered side by side about one person (alerts, convictions, applications, Eurodac data sets): the identity of each that stands is compared; of an EES file the newest',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(3), 28(1)',
    sureness: 'interpretation',
  },
  red: {
    /** The colour that no comparison changes. */
    stays: 'red',
    rule: 'data that change are compared again; a red link stays until an authority corrects it, also while the correction waits for a second operator',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 32(7), 48(6)',
    sureness: 'interpretation',
  },
  erased: {
    rule: 'a record that is erased by its term while its file stays: links that rested on it are judged by what is left',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 35, 48(6)',
    sureness: 'interpretation',
  },
  concluded: {
    rule: 'what an authority concluded stays where biometrics or the document have gone and nothing left speaks against it; data that were compared and make no link undo it',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 35, 48(6)',
    sureness: 'interpretation',
  },
  document: {
    between: 'repository-and-sis',
    rule: 'travel documents: as identity data; within the identity repository by its own comparison, as Art 30 and 33 presuppose',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 27(4), 30(1)(b), 33(1)(b)',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, DetectionLegRow>>;
