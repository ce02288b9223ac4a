/** Requests of persons about their data: within what time they are answered. (EU) 2019/817 Art 48; (EU) 2018/1240 Art 64. */
import { localDate } from '../local-date.js';
import type { LawRow, Provision } from './citation.js';

const IN_FORCE = localDate('2019-06-11');

export const RIGHTS_CLOCKS = {
  reply: {
    value: 45,
    unit: 'days',
    rule: 'a request for access, rectification, erasure or restriction is answered within so many days',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(2)',
    sureness: 'verified',
  },
  replyEtias: {
    value: 30,
    unit: 'days',
    rule: 'the same about data of ETIAS',
    inForceFrom: localDate('2018-10-09'),
    citation: '(EU) 2018/1240 Art 64(2)',
    sureness: 'verified',
  },
  extension: {
    value: 15,
    unit: 'days',
    rule: 'a time may be extended once by so many days, with a notice before it has ended',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(2), (3)',
    sureness: 'verified',
  },
  contact: {
    value: 7,
    unit: 'days',
    rule: 'a state that is not responsible contacts the one that is, or the ETIAS Central Unit, within so many days',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(3), (4)',
    sureness: 'verified',
  },
  check: {
    value: 30,
    unit: 'days',
    rule: 'the state contacted checks the data, and the Central Unit gives its opinion, within so many days of the contact',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(3), (4)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, LawRow>>;

/** What a row says of its own acts stands in it, and who acts reads it there. */
export const RIGHTS_ROWS = {
  'any-state': {
    rule: 'a request may be made to any Member State',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(1)',
    sureness: 'verified',
  },
  'written-refusal': {
    /** Every other outcome is a refusal, at least in part. */
    exceptFor: 'granted',
    rule: 'data that are not rectified or erased, or not shown: a written decision with the reasons and the remedies',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(7)',
    sureness: 'verified',
  },
  'restriction-marked': {
    kind: 'restriction',
    rule: 'data whose processing is restricted are marked, and every answer that shows them says so; that they are still shown where the law has them asked for is a reading',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(1)',
    sureness: 'interpretation',
  },
  'rectified-compared': {
    kind: 'rectification',
    rule: 'data that were rectified are compared anew',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(6)',
    sureness: 'verified',
  },
  'details-erased': {
    at: 'conclude',
    rule: 'what the request says of the person serves it alone and is erased at once; a written record of the request stays',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 48(9), (10)',
    sureness: 'verified',
  },
  published: {
    rule: 'the numbers of requests and outcomes are published every year',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/817 Art 51(3)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, Provision & Readonly<Record<string, unknown>>>>;
