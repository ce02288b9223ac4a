/** Palm prints: which systems keep none, and why those that are kept are in no search. */
import { localDate } from '../local-date.js';
import { isPalmPosition, type SamplePosition } from '../palm-positions.js';
import type { SystemId } from '../systems.js';
import type { Provision } from './citation.js';
import { SIS_BIOMETRICS_ROWS } from './sis-biometrics-table.js';

export type NoPalmPrintsRow = Provision & { readonly system: SystemId };

/** Each act names the biometrics of its system, and palm prints are not among them. */
export const NO_PALM_PRINTS_ROWS: readonly NoPalmPrintsRow[] = [
  {
    system: 'ees',
    rule: 'EES: fingerprints and facial images, no palm prints',
    inForceFrom: localDate('2025-10-12'),
    citation: '(EU) 2017/2226 Art 3(1)(16), 15 to 18',
    sureness: 'computed',
  },
  {
    system: 'vis',
    rule: 'VIS: fingerprints and facial images, no palm prints',
    inForceFrom: localDate('2011-10-11'),
    citation: '(EC) 767/2008 Art 9; (EC) 810/2009 Art 13',
    sureness: 'computed',
  },
  {
    system: 'etias',
    rule: 'ETIAS: no biometrics, and so no palm prints',
    inForceFrom: localDate('2018-10-09'),
    citation: '(EU) 2018/1240 Art 17',
    sureness: 'computed',
  },
  {
    system: 'ecris-tcn',
    rule: 'ECRIS-TCN: fingerprints and facial images, no palm prints',
    inForceFrom: localDate('2019-06-11'),
    citation: '(EU) 2019/816 Art 5(1)(b), 5(3)',
    sureness: 'computed',
  },
  {
    system: 'eurodac',
    rule: 'Eurodac: fingerprints and facial images, no palm prints',
    inForceFrom: localDate('2026-06-12'),
    citation: '(EU) 2024/1358 Art 2(1)(q), (r)',
    sureness: 'computed',
  },
];

/** The row that stands in the way of palm prints in a system; `undefined` where it keeps them. */
export function noPalmPrints(system: SystemId): NoPalmPrintsRow | undefined {
  return NO_PALM_PRINTS_ROWS.find((row) => row.system === system);
}

/** Why a sample is kept and found by no search; `undefined` of one that is searched. */
export function notSearched(position: SamplePosition): Pick<Provision, 'rule' | 'citation'> | undefined {
  if (!isPalmPosition(position)) return undefined;
  const { rule, citation } = SIS_BIOMETRICS_ROWS['palm-not-shared'];
  return { rule, citation };
}
