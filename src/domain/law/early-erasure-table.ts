import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import type { Provision } from './citation.js';

/** What ends the keeping of data before its term, who must act, and by when. */
export type EarlyErasureRow = Provision & {
  readonly trigger: EarlyErasureTrigger;
  readonly system: SystemId;
  /** `0 days`: without delay. */
  readonly within: { readonly value: number; readonly unit: 'days' | 'working-days' | 'hours' | 'months' };
  /** Who owes it. */
  readonly by: string;
};

export type EarlyErasureTrigger =
  | 'ees-nationality'
  | 'ees-permit'
  | 'ees-microstate-nationality'
  | 'ees-overstay-excused'
  | 'vis-nationality'
  | 'vis-child-biometrics'
  | 'vis-long-stay-refused'
  | 'etias-nationality'
  | 'etias-outside-scope-request'
  | 'etias-consent-withdrawn'
  | 'etias-cause-deleted'
  | 'sis-purpose-gone'
  | 'sis-nationality'
  | 'eurodac-citizenship'
  | 'eurodac-citizenship-notice'
  | 'ecris-tcn-conviction-gone';

const EES = localDate('2025-10-12');
const VIS = localDate('2021-08-02');
const ETIAS = localDate('2018-10-09');
const SIS = localDate('2023-03-07');
const EURODAC = localDate('2026-06-12');
const ECRIS_TCN = localDate('2019-06-11');
const AT_ONCE = { value: 0, unit: 'days' } as const;

export const EARLY_ERASURE_ROWS: readonly EarlyErasureRow[] = [
  {
    trigger: 'ees-nationality',
    system: 'ees',
    rule: 'nationality of a Member State: the file, its records and the place on the list',
    within: { value: 5, unit: 'working-days' },
    by: 'the state of nationality',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 35(6)',
    sureness: 'verified',
  },
  {
    trigger: 'ees-permit',
    system: 'ees',
    rule: 'residence permit or card, long-stay visa, or otherwise outside the EES: the file and all of it',
    within: { value: 5, unit: 'working-days' },
    by: 'the state that issued the permit',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 35(6), 2(3)',
    sureness: 'verified',
  },
  {
    trigger: 'ees-microstate-nationality',
    system: 'ees',
    rule: 'nationals of microstates: on their declaration at the next entry',
    within: { value: 5, unit: 'working-days' },
    by: 'the state of the next entry',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 35(6)',
    sureness: 'verified',
  },
  {
    trigger: 'ees-overstay-excused',
    system: 'ees',
    rule: 'serious unforeseeable events, a right to stay or an error: off the list, the record corrected',
    within: AT_ONCE,
    by: 'the state the proof was given to',
    inForceFrom: EES,
    citation: '(EU) 2017/2226 Art 35(5)',
    sureness: 'verified',
  },
  {
    trigger: 'vis-nationality',
    system: 'vis',
    rule: 'nationality of a Member State: the application files',
    within: AT_ONCE,
    by: 'the state that created the file',
    inForceFrom: VIS,
    citation: '(EC) 767/2008 Art 25',
    sureness: 'verified',
  },
  {
    trigger: 'vis-child-biometrics',
    system: 'vis',
    rule: 'fingerprints and face of a child under 12: at the expiry of the visa or permit and, for a visa, after the exit',
    within: AT_ONCE,
    by: 'VIS; the EES tells it of the exit',
    inForceFrom: VIS,
    citation: '(EC) 767/2008 Art 23(3)',
    sureness: 'verified',
  },
  {
    trigger: 'vis-long-stay-refused',
    system: 'vis',
    rule: 'long-stay visa or permit refused for other reasons than threat or fraud: the file, once the refusal is final',
    within: AT_ONCE,
    by: 'the state that refused',
    inForceFrom: VIS,
    citation: '(EC) 767/2008 Art 22d(2)',
    sureness: 'verified',
  },
  {
    trigger: 'etias-nationality',
    system: 'etias',
    rule: 'nationality of a Member State, or outside the scope under Art 2(2)(a) to (c): the application file',
    within: AT_ONCE,
    by: 'the National Unit of the issuing state',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 55(5)',
    sureness: 'verified',
  },
  {
    trigger: 'etias-outside-scope-request',
    system: 'etias',
    rule: 'outside the scope under Art 2(2)(d), (e), (f) or (l): on request',
    within: AT_ONCE,
    by: 'the National Unit of the issuing state',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 55(6)',
    sureness: 'verified',
  },
  {
    trigger: 'etias-consent-withdrawn',
    system: 'etias',
    rule: 'consent to longer keeping is withdrawn: what was kept by it',
    within: AT_ONCE,
    by: 'the ETIAS Central System',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 54',
    sureness: 'verified',
  },
  {
    trigger: 'etias-cause-deleted',
    system: 'etias',
    rule: 'the record or alert that caused a refusal, annulment or revocation is deleted: the application file',
    within: { value: 7, unit: 'days' },
    by: 'the ETIAS Central System, which checks it regularly',
    inForceFrom: ETIAS,
    citation: '(EU) 2018/1240 Art 54',
    sureness: 'verified',
  },
  {
    trigger: 'sis-purpose-gone',
    system: 'sis',
    rule: 'decision withdrawn, person found or surrendered, or a permit granted after consultation: the alert',
    within: AT_ONCE,
    by: 'the issuing state',
    inForceFrom: SIS,
    citation: '(EU) 2018/1861 Art 40; (EU) 2018/1862 Art 55',
    sureness: 'verified',
  },
  {
    trigger: 'sis-nationality',
    system: 'sis',
    rule: 'citizenship of a Member State or of a state with free movement: alerts for refusal of entry and stay',
    within: AT_ONCE,
    by: 'the issuing state, as soon as it knows',
    inForceFrom: SIS,
    citation: '(EU) 2018/1861 Art 40(3)',
    sureness: 'verified',
  },
  {
    trigger: 'eurodac-citizenship',
    system: 'eurodac',
    rule: 'citizenship of a Member State: all data sets but those of refused or discontinued admission',
    within: AT_ONCE,
    by: 'the granting state as a state of origin; others when they know',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 30',
    sureness: 'verified',
  },
  {
    trigger: 'eurodac-citizenship-notice',
    system: 'eurodac',
    rule: 'erasure for citizenship: Eurodac tells every state that had a hit',
    within: { value: 72, unit: 'hours' },
    by: 'Eurodac',
    inForceFrom: EURODAC,
    citation: '(EU) 2024/1358 Art 30',
    sureness: 'verified',
  },
  {
    trigger: 'ecris-tcn-conviction-gone',
    system: 'ecris-tcn',
    rule: 'the conviction leaves the national register: the record, at the latest',
    within: { value: 1, unit: 'months' },
    by: 'the convicting state',
    inForceFrom: ECRIS_TCN,
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
];
