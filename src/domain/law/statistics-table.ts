/** The central repository for reporting and statistics: (EU) 2019/817 Art 39. */
import { localDate } from '../local-date.js';
import type { Provision } from './citation.js';

const INTEROPERABILITY = localDate('2019-06-11');

export const STATISTICS_ROWS: readonly Provision[] = [
  {
    rule: 'data are made anonymous automatically before they are stored, and let nobody be identified',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 39(4)',
    sureness: 'verified',
  },
  {
    rule: 'counts below ten persons are left out, with those they could be computed from; small categories are one; the number is a reading',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 39(4)',
    sureness: 'interpretation',
  },
  {
    rule: 'tables are made once, when their month or week has ended: two states of one table would tell what lies between',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 39(4)',
    sureness: 'interpretation',
  },
  {
    rule: 'statistics are separated by system, and there are some across systems',
    inForceFrom: INTEROPERABILITY,
    citation: '(EU) 2019/817 Art 39(2)',
    sureness: 'verified',
  },
  {
    rule: 'a weekly report on data quality without data of persons: shares of good and low quality, the ten most frequent issues and the states concerned',
    inForceFrom: localDate('2022-01-04'),
    citation: '(EU) 2021/2224 Art 5; (EU) 2019/817 Art 37(3)',
    sureness: 'verified',
  },
];
