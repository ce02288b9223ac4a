/** How data sets of one person are linked, and what is counted: (EU) 2024/1358 Art 3(6), 12. */
import type { LawRow, Provision } from './citation.js';
import { EURODAC_APPLIES_FROM } from './eurodac-category-table.js';

export const SEQUENCE_ROWS: readonly Provision[] = [
  {
    rule: 'all data sets of one person are linked in a sequence, by themselves upon a hit on fingerprints; the link is confirmed when the receiving state confirms the hit',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 3(6)',
    sureness: 'verified',
  },
  {
    rule: 'a hit on the face alone links only where fingerprints are unusable or missing, and once an expert has checked it',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 3(6), 38',
    sureness: 'verified',
  },
  {
    rule: 'a link whose hit was found false links nothing; one on fingerprints not yet confirmed does',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 3(6), 38',
    sureness: 'interpretation',
  },
];

/** The comparison leaves a subject out that holds the data set it compares. */
export const SUBJECT_OF_ONE_STATE_ROW: Provision = {
  rule: 'no state enters a data set under the subject of another: that both are of one person is found by the comparison, verified by the receiving state and then linked; except the arrival after a take-charge transfer, which is not compared, under a subject of which a data set names the sender as state responsible, and a data set transmitted again under its own reference number',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 3(6), 16(2)(a), 27(1), (4), 37(3), 38, 40(1)',
  sureness: 'interpretation',
};

export const STATISTICS_ROWS: readonly Provision[] = [
  {
    rule: 'persons are counted by sequences, not by data sets or applications',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 3(6), 12(1)(a)',
    sureness: 'verified',
  },
  {
    rule: 'every month: applicants and first-time applicants, rejected applicants, persons disembarked, under temporary protection, granted protection, minors, admitted, resettled',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 12(1)(a) to (h)',
    sureness: 'verified',
  },
  {
    rule: 'every month: data sets transmitted by category, hits by pair of categories',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 12(1)(i) and following',
    sureness: 'verified-indirectly',
  },
  {
    rule: 'a data set is of the month of its transmission, a decision of the month of its day; a first-time applicant is of the month and state of the earliest application of the sequence',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 12(1)',
    sureness: 'interpretation',
  },
  {
    rule: 'a data set that reports an arrival counts as transmitted and is no application',
    inForceFrom: EURODAC_APPLIES_FROM,
    citation: '(EU) 2024/1358 Art 12(1), 16(2)(a), 25(2)',
    sureness: 'interpretation',
  },
];

export const MINOR_AGE: LawRow = {
  rule: 'minors, counted and treated as such, are below the age of',
  value: 18,
  unit: 'years',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 12(1)(f), 14; (EU) 2024/1348 Art 3',
  sureness: 'verified-indirectly',
};

export const SMALL_CELL: LawRow = {
  rule: 'statistics must not identify anyone: a count per state below this many persons is not published',
  value: 5,
  unit: 'persons',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 12(5), (6); (EU) 2019/818 Art 39',
  sureness: 'interpretation',
};
