/**
 * What a decision does to an application, its visa and the time its file is kept. (EC) 767/2008 Art 8 to 14, 23 as
 * amended by (EU) 2021/1134, (EC) 810/2009 Art 33, 34. The rows of 2021 count from the entry into force of that act; the
 * day from which VIS works by it is in no text read.
 */
import { type LocalDate, localDate } from '../local-date.js';
import type { Provision } from './citation.js';

export const VIS_OPERATION: LocalDate = localDate('2011-10-11');
export const VIS_REFORM: LocalDate = localDate('2021-08-02');

export const VISA_STATES = [
  'pending',
  'withdrawn',
  'discontinued',
  'refused',
  'issued',
  'annulled',
  'revoked',
] as const;
export type VisaState = (typeof VISA_STATES)[number];

export const VISA_EVENTS = [
  'issued',
  'refused',
  'withdrawn',
  'discontinued',
  'extended',
  'annulled',
  'revoked',
] as const;
export type VisaEventKind = (typeof VISA_EVENTS)[number];

export type VisaTransitionRow = Provision & {
  readonly event: VisaEventKind;
  readonly from: VisaState;
  readonly to: VisaState;
  /** What the five years count from. */
  readonly retentionFrom: 'visa-expiry' | 'file-creation' | 'decision';
  /** `from-start`: the visa never was valid; `from-decision`: it is not from the day of the decision on. */
  readonly sticker:
    | 'none'
    | 'valid'
    | 'valid-until-new-date'
    | 'invalid-from-start'
    | 'invalid-from-decision';
};

export const VISA_TRANSITION_ROWS: readonly VisaTransitionRow[] = [
  {
    event: 'issued',
    from: 'pending',
    to: 'issued',
    retentionFrom: 'visa-expiry',
    sticker: 'valid',
    rule: 'issued: the data of the sticker are added; kept from the expiry of the visa',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 10, 23(1)(a)',
    sureness: 'verified',
  },
  {
    event: 'refused',
    from: 'pending',
    to: 'refused',
    retentionFrom: 'decision',
    sticker: 'none',
    rule: 'refused: kept from the decision',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 12, 23(1)(d)',
    sureness: 'verified',
  },
  {
    event: 'withdrawn',
    from: 'pending',
    to: 'withdrawn',
    retentionFrom: 'file-creation',
    sticker: 'none',
    rule: 'withdrawn and closed: kept from the creation of the file',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 23(1)(c)',
    sureness: 'verified',
  },
  {
    event: 'discontinued',
    from: 'pending',
    to: 'discontinued',
    retentionFrom: 'file-creation',
    sticker: 'none',
    rule: 'examination discontinued: kept from the creation of the file',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 11, 23(1)(c)',
    sureness: 'verified-indirectly',
  },
  {
    event: 'extended',
    from: 'issued',
    to: 'issued',
    retentionFrom: 'visa-expiry',
    sticker: 'valid-until-new-date',
    rule: 'extended: the new last day binds, and the file is kept from it',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 14, 23(1)(b); (EC) 810/2009 Art 33',
    sureness: 'verified',
  },
  {
    event: 'annulled',
    from: 'issued',
    to: 'annulled',
    retentionFrom: 'decision',
    sticker: 'invalid-from-start',
    rule: 'annulled, as its conditions were not met when it was issued: it never was valid; kept from the decision',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 13, 23(1)(d); (EC) 810/2009 Art 34(1)',
    sureness: 'verified-indirectly',
  },
  {
    event: 'revoked',
    from: 'issued',
    to: 'revoked',
    retentionFrom: 'decision',
    sticker: 'invalid-from-decision',
    rule: 'revoked, as its conditions are no longer met: not valid from the day of the decision on; kept from the decision',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 13, 23(1)(d); (EC) 810/2009 Art 34(2)',
    sureness: 'interpretation',
  },
];

export const VIS_FILE_ROWS = {
  'previous-application': {
    rule: 'a new file is linked to the earlier files of the applicant, whichever state created them',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 8(3)',
    sureness: 'verified-indirectly',
  },
  'travelling-together': {
    rule: 'the files of a group, of spouses and of children who travel together are linked; each has a file of their own',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 8(4)',
    sureness: 'verified-indirectly',
  },
  'links-end': {
    rule: 'links are erased with the file',
    inForceFrom: VIS_OPERATION,
    citation: '(EC) 767/2008 Art 23(2)',
    sureness: 'verified-indirectly',
  },
  'long-stay-refused': {
    rule: 'long-stay visa or permit refused for other reasons than threat or fraud: the file goes once the refusal is final',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 22d(2)',
    sureness: 'verified',
  },
  'child-biometrics': {
    rule: 'fingerprints and face of a child under 12 on the day the visa or permit expires go then, and for a visa not before the exit; the text does not say which day the age is of',
    inForceFrom: VIS_REFORM,
    citation: '(EC) 767/2008 Art 23(3)',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;
