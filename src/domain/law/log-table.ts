/** The log each component must keep: what it says, how long, and by which article. */
import { localDate } from '../local-date.js';
import type { LogComponent } from '../log-chain/log-components.js';
import type { Provision } from './citation.js';

export type LogDutyRow = Provision & {
  readonly component: LogComponent;
  readonly keptYears: number;
  /**
   * `entry`: from the entry on. `data`: from the erasure of the data it is about; an entry about no data set (a search,
   * a refusal) counts from itself.
   */
  readonly keptFrom: 'entry' | 'data';
  /** The article asks for the search data themselves, sealed; otherwise only their kinds are kept. */
  readonly keepsSearchData: boolean;
};

const INTEROPERABILITY = localDate('2019-06-11');

export const LOG_DUTY_ROWS: readonly LogDutyRow[] = [
  duty('esp', 1, {
    rule: 'search portal: state or agency, profile, date and time, systems queried; one year',
    citation: '(EU) 2019/817 Art 10',
  }),
  duty('shared-bms', 1, {
    rule: 'shared matching service: who, systems queried, date and time, kind of biometrics, result; one year',
    citation: '(EU) 2019/817 Art 16',
  }),
  duty('cir', 1, {
    rule: 'identity repository: state or agency, purpose, date and time, kind of data, result; one year. Article 22: file reference and both user identities',
    citation: '(EU) 2019/817 Art 24; (EU) 2024/1356 Art 23(5)',
  }),
  duty('mid', 1, {
    rule: 'multiple-identity detector: state, purpose, date and time, kind of data, reference to the linked data; one year',
    citation: '(EU) 2019/817 Art 36',
  }),
  duty('screening', 1, {
    rule: 'screening: who did what in a case; the act names no time, read as that of the identity repository',
    citation: '(EU) 2024/1356 Art 10, 18(7)',
    inForceFrom: localDate('2026-06-12'),
    sureness: 'interpretation',
  }),
  duty('carriers', 2, {
    rule: 'carriers: date and time, data, carrier; two years',
    citation: '(EU) 2017/2226 Art 13(4); (EC) 767/2008 Art 45c(8)',
    inForceFrom: localDate('2025-10-12'),
  }),
  duty('ees', 1, {
    rule: 'EES: all processing; one year after the data are erased',
    citation: '(EU) 2017/2226 Art 46',
    inForceFrom: localDate('2025-10-12'),
    sureness: 'general-knowledge',
    keptFrom: 'data',
  }),
  duty('vis', 1, {
    rule: 'VIS: all processing; one year after the data are erased',
    citation: '(EC) 767/2008 Art 34',
    inForceFrom: localDate('2011-10-11'),
    sureness: 'general-knowledge',
    keptFrom: 'data',
  }),
  duty('etias', 1, {
    rule: 'ETIAS: all processing; one year after it was made',
    citation: '(EU) 2018/1240 Art 69',
    inForceFrom: localDate('2018-10-09'),
    sureness: 'general-knowledge',
  }),
  duty('sis', 3, {
    rule: 'SIS: date and time, data used for a search (of prints and faces the kind only), reference, authority and user identity; three years',
    citation: '(EU) 2018/1862 Art 18',
    inForceFrom: localDate('2023-03-07'),
    keepsSearchData: true,
  }),
  duty('ecris-tcn', 1, {
    rule: 'ECRIS-TCN: all processing; one year after the data are erased',
    citation: '(EU) 2019/816 Art 31',
    inForceFrom: INTEROPERABILITY,
    sureness: 'general-knowledge',
    keptFrom: 'data',
  }),
  duty('eurodac', 1, {
    rule: 'Eurodac: purpose, date and time, data sent and used, unit and persons; one year after the data are erased',
    citation: '(EU) 2024/1358 Art 41(4)',
    inForceFrom: localDate('2026-06-12'),
    keptFrom: 'data',
  }),
  duty('hub', 1, {
    rule: 'what no component logs: reading of logs and statistics, operation of the hub; read as one year',
    citation: '(EU) 2019/817 Art 42, 44',
    sureness: 'interpretation',
  }),
];

export const LOG_USE_ROW: Provision = {
  rule: 'logs serve the monitoring of data protection, the admissibility of queries and security alone; longer than that only for monitoring that has begun',
  inForceFrom: INTEROPERABILITY,
  citation: '(EU) 2019/817 Art 10(3), 16(3), 24(7), 36(3)',
  sureness: 'verified',
};

export function logDuty(component: LogComponent): LogDutyRow {
  const row = LOG_DUTY_ROWS.find((each) => each.component === component);
  if (row === undefined) throw new Error('the table of logs has a gap');
  return row;
}

function duty(
  component: LogComponent,
  keptYears: number,
  row: Pick<LogDutyRow, 'rule' | 'citation'> & Partial<LogDutyRow>,
): LogDutyRow {
  return {
    component,
    keptYears,
    keptFrom: 'entry',
    keepsSearchData: false,
    inForceFrom: INTEROPERABILITY,
    sureness: 'verified',
    ...row,
  };
}
