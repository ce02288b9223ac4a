/** What the SIRENE Bureaux and the states owe one another about an alert, and by when. */
import type { Provision, Sureness } from './citation.js';
import { SIS_OPERATION } from './sis-alert-table.js';

export type SisDuty =
  | 'supplementary-information'
  | 'similar-identity'
  | 'permit-consultation'
  | 'permit-holder-consultation'
  | 'permit-holder-consultation-extended'
  | 'error-evidence'
  | 'error-disagreement'
  | 'purpose-achieved'
  | 'hidden-alert';

export type SisDutyRow = Provision & {
  readonly duty: SisDuty;
  readonly within: { readonly value: number; readonly unit: 'hours' | 'days' | 'working-days' | 'months' };
  /** What holds when the limit has passed without an answer. */
  readonly ifMissed: string;
  /** Of a case between two bureaux: the one that asks or tells, or the one that is asked. */
  readonly owedBy: 'from-state' | 'to-state';
};

export const SIS_DUTY_ROWS: readonly SisDutyRow[] = [
  duty(
    'supplementary-information',
    { value: 12, unit: 'hours' },
    {
      words: 'a request for supplementary information, so also after a hit, is answered',
      ifMissed: 'the request is overdue',
      citation: '(EU) 2018/1861 Art 8; (EU) 2018/1862 Art 8; Sirene Manual of 2011, 2011/406/EU Annex 1.3.5',
      sureness: 'verified-indirectly',
    },
  ),
  duty(
    'similar-identity',
    { value: 12, unit: 'hours' },
    {
      words: 'a new alert resembles a person already in SIS: the SIRENE Bureaux are in contact',
      ifMissed: 'whether it is one person is open',
      citation: '(EU) 2018/1861 Art 46; (EU) 2018/1862 Art 61',
    },
  ),
  duty(
    'permit-consultation',
    { value: 10, unit: 'days' },
    {
      words: 'a permit is planned for a person another state refuses entry: that state answers',
      ifMissed: 'silence is no objection',
      citation: '(EU) 2018/1861 Art 27',
    },
  ),
  duty(
    'permit-holder-consultation',
    { value: 14, unit: 'days' },
    {
      words: 'an alert is planned or entered on the holder of a permit: the state that granted it answers',
      ifMissed: 'the alert may be entered or kept',
      citation: '(EU) 2018/1861 Art 28, 29',
    },
  ),
  duty(
    'permit-holder-consultation-extended',
    { value: 26, unit: 'days' },
    {
      words: 'the same after a reasoned request for 12 more days',
      ifMissed: 'the alert may be entered or kept',
      citation: '(EU) 2018/1861 Art 28, 29',
      sureness: 'computed',
    },
  ),
  duty(
    'error-evidence',
    { value: 2, unit: 'working-days' },
    {
      words: 'evidence that data are wrong or unlawful: the issuing state is informed',
      ifMissed: 'the notice is overdue',
      // The state that has the evidence has two working days; the issuing one then checks it without delay.
      owedBy: 'from-state',
      citation: '(EU) 2018/1861 Art 44(5)',
    },
  ),
  duty(
    'error-disagreement',
    { value: 2, unit: 'months' },
    {
      words: 'the states agree on the correction',
      ifMissed: 'the supervisory authorities and the European Data Protection Supervisor decide with them',
      citation: '(EU) 2018/1861 Art 44(6)',
    },
  ),
  duty(
    'purpose-achieved',
    { value: 15, unit: 'days' },
    {
      words: 'the purpose seems achieved: the authority that created the alert answers the SIRENE Bureau',
      ifMissed: 'the SIRENE Bureau sees to the deletion',
      citation: '(EU) 2018/1861 Art 39(7); (EU) 2018/1862 Art 53(9)',
    },
  ),
  duty(
    'hidden-alert',
    { value: 48, unit: 'hours' },
    {
      words: 'an alert for arrest is hidden from end users during an operation; renewable',
      ifMissed: 'end users see the alert again',
      citation: '(EU) 2018/1862 Art 26(4)',
    },
  ),
];

export function sisDutyRow(duty: SisDuty): SisDutyRow {
  return SIS_DUTY_ROWS.find((row) => row.duty === duty)!;
}

type DutyWords = {
  readonly words: string;
  readonly ifMissed: string;
  readonly citation: string;
  readonly sureness?: Sureness;
  readonly owedBy?: SisDutyRow['owedBy'];
};

function duty(
  name: SisDuty,
  within: SisDutyRow['within'],
  { words, ifMissed, citation, sureness = 'verified', owedBy = 'to-state' }: DutyWords,
): SisDutyRow {
  return {
    duty: name,
    within,
    ifMissed,
    owedBy,
    rule: words,
    inForceFrom: SIS_OPERATION,
    citation,
    sureness,
  };
}
