/**
 * The six EU information systems, one row each. Code asks a capability here; it never branches on a system's name
 * anywhere else but in `adapters/registry.ts`.
 */
export const SYSTEMS = ['ees', 'vis', 'etias', 'sis', 'ecris-tcn', 'eurodac'] as const;
export type SystemId = (typeof SYSTEMS)[number];

export type SystemFacts = {
  readonly id: SystemId;
  readonly name: string;
  readonly act: string;
  /** Whether the system stores fingerprints that can be searched 1:N. */
  readonly hasFingerprints: boolean;
  /** Whether the system stores facial images. */
  readonly hasFaces: boolean;
  /** Whether fingerprints and face belong to the file of the person; otherwise to the record they came with. */
  readonly biometricsBelongToFile: boolean;
  /** Whether its identity data feed the common identity repository (CIR). */
  readonly feedsCommonIdentityRepository: boolean;
  readonly citation: string;
};

const ROWS: Readonly<Record<SystemId, SystemFacts>> = {
  ees: {
    id: 'ees',
    name: 'EES',
    act: 'Regulation (EU) 2017/2226',
    hasFingerprints: true,
    hasFaces: true,
    biometricsBelongToFile: true,
    feedsCommonIdentityRepository: true,
    citation: '(EU) 2017/2226 Art 16(1)(d), 17(1)(c); (EU) 2019/817 Art 18(1)(a)',
  },
  vis: {
    id: 'vis',
    name: 'VIS',
    act: 'Regulation (EC) No 767/2008, (EU) 2021/1134',
    hasFingerprints: true,
    hasFaces: true,
    biometricsBelongToFile: false,
    feedsCommonIdentityRepository: true,
    citation: '(EC) 767/2008 Art 9; Visa Code Art 13; (EU) 2019/817 Art 18(1)(b)',
  },
  etias: {
    id: 'etias',
    name: 'ETIAS',
    act: 'Regulation (EU) 2018/1240',
    hasFingerprints: false,
    hasFaces: false,
    biometricsBelongToFile: false,
    feedsCommonIdentityRepository: true,
    citation: '(EU) 2018/1240 Art 17; (EU) 2019/817 Art 18(1)(c)',
  },
  sis: {
    id: 'sis',
    name: 'SIS',
    act: 'Regulations (EU) 2018/1860, 2018/1861, 2018/1862',
    hasFingerprints: true,
    hasFaces: true,
    biometricsBelongToFile: false,
    feedsCommonIdentityRepository: false,
    citation: '(EU) 2018/1861 Art 33; (EU) 2018/1862 Art 42, 43',
  },
  'ecris-tcn': {
    id: 'ecris-tcn',
    name: 'ECRIS-TCN',
    act: 'Regulation (EU) 2019/816',
    hasFingerprints: true,
    hasFaces: true,
    biometricsBelongToFile: false,
    feedsCommonIdentityRepository: true,
    citation: '(EU) 2019/816 Art 5(1)(b), 5(3), 6(1)',
  },
  eurodac: {
    id: 'eurodac',
    name: 'Eurodac',
    act: 'Regulation (EU) 2024/1358',
    hasFingerprints: true,
    hasFaces: true,
    biometricsBelongToFile: false,
    feedsCommonIdentityRepository: true,
    citation: '(EU) 2024/1358 Art 2(1)(q), (r)',
  },
};

export function systemFacts(system: SystemId): SystemFacts {
  return ROWS[system];
}
