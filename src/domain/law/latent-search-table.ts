/**
 * Searches with a print that somebody left at a scene. Only where an act provides for them: at borders, in procedures and in
 * verifications prints are taken of a person who is there.
 */
import type { Purpose } from '../authorities.js';
import { type SystemId, systemFacts } from '../systems.js';
import { EES_OPERATION, EURODAC_APPLICATION, VIS_OPERATION } from './access-dates.js';
import type { Provision } from './citation.js';
import { SIS_OPERATION } from './sis-alert-table.js';

export type LatentSearchRow = Provision & {
  readonly system: SystemId;
  /** Of whoever searches. */
  readonly purposes: readonly Purpose[];
};

export const LATENT_SEARCH_ROWS: readonly LatentSearchRow[] = [
  {
    system: 'ees',
    purposes: ['law-enforcement'],
    rule: 'EES: law enforcement searches by fingerprints, latent ones among them',
    inForceFrom: EES_OPERATION,
    citation: '(EU) 2017/2226 Art 32',
    sureness: 'verified',
  },
  {
    system: 'vis',
    purposes: ['law-enforcement'],
    rule: 'VIS: law enforcement searches by fingerprints, latent ones among them',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 22o',
    sureness: 'general-knowledge',
  },
  {
    system: 'eurodac',
    purposes: ['law-enforcement'],
    rule: 'Eurodac: law enforcement compares fingerprint data, which are ten fingers or a latent print',
    inForceFrom: EURODAC_APPLICATION,
    citation: '(EU) 2024/1358 Art 2(1)(q), 33',
    sureness: 'verified',
  },
  {
    system: 'sis',
    // SIRENE Bureaux search for the authorities of their state.
    purposes: ['law-enforcement', 'alert-management'],
    rule: 'SIS: alerts are searched by prints from the scene of a serious or terrorist offence that is investigated',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 43(3)',
    sureness: 'general-knowledge',
  },
];

/** Systems of a search that are not searched for the purpose by such a print, with what their acts say; those without biometrics aside. */
export function withoutLatentSearch(
  purpose: Purpose,
  systems: readonly SystemId[],
): readonly { readonly system: SystemId; readonly row: LatentSearchRow | undefined }[] {
  return systems
    .filter((system) => systemFacts(system).hasFingerprints)
    .map((system) => ({ system, row: LATENT_SEARCH_ROWS.find((each) => each.system === system) }))
    .filter(({ row }) => !row?.purposes.includes(purpose));
}
