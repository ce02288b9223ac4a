/** Erasure before the term because citizenship of a Member State was acquired: (EU) 2024/1358 Art 30. */
import { EURODAC_EARLY_ERASURE_ROW } from '../law/eurodac-status-table.js';
import type { CurrentDataSet } from './current-data-set.js';

export type CitizenshipErasure = {
  readonly dataSetId: CurrentDataSet['dataSetId'];
  /** State of origin that erases: nobody else may. */
  readonly by: string;
  readonly kind: 'without-delay' | 'once-aware' | 'kept';
  readonly reason: string;
  readonly citation: string;
};

/** For each data set of the person: who erases it, and which stay. */
export function citizenshipErasures(
  sequence: readonly CurrentDataSet[],
  grantedBy: string,
): readonly CitizenshipErasure[] {
  const { citation } = EURODAC_EARLY_ERASURE_ROW;
  return sequence.map(({ dataSetId, memberState: by, category, facts }) => {
    if (category === 'admission' && facts.admissionOutcome !== 'admitted') {
      const reason =
        facts.admissionOutcome === undefined
          ? 'Whether the person was admitted is not recorded: kept to the end of its term.'
          : 'Data of refused or discontinued admission are not listed: kept to the end of their term.';
      return { dataSetId, by, kind: 'kept', reason, citation };
    }
    return by === grantedBy
      ? { dataSetId, by, kind: 'without-delay', reason: 'The state of origin granted citizenship.', citation }
      : { dataSetId, by, kind: 'once-aware', reason: 'Another state granted citizenship.', citation };
  });
}
