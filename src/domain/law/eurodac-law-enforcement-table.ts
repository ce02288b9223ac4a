/** How law enforcement reaches Eurodac: (EU) 2024/1358 Art 5 to 7, 14(3), 32 to 35, 51. */
import type { LawRow, Provision } from './citation.js';
import { EURODAC_APPLIES_FROM } from './eurodac-category-table.js';

const row = (rule: string, articles: string, sureness: Provision['sureness'] = 'verified'): Provision => ({
  rule,
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: `(EU) 2024/1358 Art ${articles}`,
  sureness,
});

export const LAW_ENFORCEMENT_ROWS = {
  chain: row(
    'a designated authority asks the verifying authority, which is independent of it; that sends the request through the national access point',
    '5, 6, 32',
  ),
  europol: row(
    'Europol has its own designated and verifying units and access point; it asks its own systems first, and uses a result only with the leave of the state of origin',
    '7, 34',
  ),
  'prior-check': row(
    'national databases are searched first and, where it is technically available, those of other states under Decision 2008/615/JHA, unless reasonable grounds in the request say it is useless; not needed after a reply of the CIR that data are in Eurodac',
    '33(1)(a), (2)',
  ),
  necessary: row(
    'comparison is necessary to prevent, detect or investigate terrorist or other serious offences, and an overriding public security concern makes it proportionate',
    '33(1)(b)',
  ),
  specific: row('comparison is necessary in a specific case, for specific persons', '33(1)(c)'),
  contribution: row(
    'there are reasonable grounds to think it will contribute substantially: a suspect, perpetrator or victim falls under the categories',
    '33(1)(d)',
  ),
  vis: row('VIS may be searched as well, at the same time: it is no condition', '33(1)'),
  key: row('the search is by biometrics or by alphanumeric data', '33, 34'),
  child: row(
    'biometrics of a child under the age below are compared only on additional grounds: the data are necessary for an offence the child itself is suspected of',
    '14(3)',
  ),
  urgent: row(
    'imminent danger of a terrorist or other serious offence: the request is sent on at once and verified afterwards, without undue delay',
    '32',
    'verified-indirectly',
  ),
  unjustified: row(
    'where verification afterwards finds that it was not justified, all authorities erase what came of it and tell the verifying authority',
    '32',
    'verified-indirectly',
  ),
  log: row(
    'the log names purpose and offence, reasons for leaving out the prior check, file number, moment, authority and person, urgency and its verification, data used, officials',
    '51(2)',
  ),
} as const satisfies Readonly<Record<string, Provision>>;

export const CHILD_AGE: LawRow = {
  rule: 'law enforcement: additional grounds for children below the age of',
  value: 14,
  unit: 'years',
  inForceFrom: EURODAC_APPLIES_FROM,
  citation: '(EU) 2024/1358 Art 14(3)',
  sureness: 'verified',
};
