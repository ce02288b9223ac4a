/**
 * Full access of law enforcement to EES, VIS and ETIAS in two steps: a reasoned request, and the decision of a verifying
 * authority that is independent of who asks; in an emergency the decision comes afterwards. Eurodac has a table of its own.
 */
import { localDate } from '../local-date.js';
import type { SystemId } from '../systems.js';
import type { LawRow, Provision } from './citation.js';

export const TWO_STEP_SYSTEMS = ['ees', 'vis', 'etias'] as const satisfies readonly SystemId[];
export type TwoStepSystem = (typeof TWO_STEP_SYSTEMS)[number];

/** `imminent-danger-to-life` is the narrower: Art 31(2) of the EES asks for it. */
export const URGENCIES = ['imminent-danger-to-life', 'imminent-danger'] as const;
export type Urgency = (typeof URGENCIES)[number];

export type TwoStepRow = Provision & {
  readonly system: TwoStepSystem;
  /** What an emergency has to be. */
  readonly urgency: readonly Urgency[];
  /** Whether identifying an unknown person needs national databases and those of other states first. */
  readonly priorCheckToIdentify: boolean;
};

export const TWO_STEP_ROWS: readonly TwoStepRow[] = [
  {
    system: 'ees',
    urgency: ['imminent-danger-to-life'],
    priorCheckToIdentify: true,
    rule: 'EES: reasoned request to the central access point; unknown persons only after national and other fingerprint systems',
    citation: '(EU) 2017/2226 Art 31 to 33',
    inForceFrom: localDate('2025-10-12'),
    sureness: 'verified',
  },
  {
    system: 'vis',
    urgency: ['imminent-danger-to-life', 'imminent-danger'],
    priorCheckToIdentify: false,
    rule: 'VIS: reasoned request to the central access point',
    citation: '(EC) 767/2008 Art 22n to 22r',
    inForceFrom: localDate('2011-10-11'),
    sureness: 'verified-indirectly',
  },
  {
    system: 'etias',
    urgency: ['imminent-danger-to-life', 'imminent-danger'],
    priorCheckToIdentify: false,
    rule: 'ETIAS: reasoned request to the central access point; data on education are never returned',
    citation: '(EU) 2018/1240 Art 50 to 53',
    inForceFrom: localDate('2018-10-09'),
    sureness: 'verified-indirectly',
  },
];

export const AFTERWARDS_DAYS: LawRow = {
  rule: 'an urgent request is verified afterwards within working days; VIS and ETIAS read as the EES',
  value: 7,
  unit: 'working-days',
  inForceFrom: localDate('2025-10-12'),
  citation: '(EU) 2017/2226 Art 31(2)',
  sureness: 'verified',
};

export const UNJUSTIFIED_ROW: Provision = {
  rule: 'where an urgent access was not justified, all authorities erase what came of it and tell the access point',
  inForceFrom: localDate('2025-10-12'),
  citation: '(EU) 2017/2226 Art 31(3)',
  sureness: 'verified-indirectly',
};

export function twoStepRow(system: TwoStepSystem): TwoStepRow {
  return TWO_STEP_ROWS.find((row) => row.system === system)!;
}
