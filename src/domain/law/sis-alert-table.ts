/**
 * Kinds of alert and what a hit asks for. Finer than what a record says (`SisFacts`): the review period and the action
 * depend on the letter of the article. (EU) 2018/1860 Art 3, (EU) 2018/1861 Art 24, (EU) 2018/1862 Art 26 to 41.
 */
import { type LocalDate, localDate } from '../local-date.js';
import type { SisFacts } from '../system-record.js';
import type { Provision, Sureness } from './citation.js';

/** Start of operations of the renewed SIS. */
export const SIS_OPERATION: LocalDate = localDate('2023-03-07');

export const SIS_ALERT_KINDS = [
  'return',
  'refusal-of-entry',
  'arrest',
  'missing-protected',
  'missing',
  'child-abduction',
  'child-travel',
  'vulnerable-adult',
  'judicial-procedure',
  'discreet-check',
  'inquiry-check',
  'specific-check',
  'unknown-wanted',
  'object-check',
  'object-seizure',
] as const;
export type SisAlertKind = (typeof SIS_ALERT_KINDS)[number];

export type SisAlertRow = Provision & {
  readonly kind: SisAlertKind;
  readonly subject: 'person' | 'unknown-person' | 'object';
  /** The kind a record of the hub gives it; absent where the hub keeps no such records. */
  readonly recordedAs?: SisFacts['alertKind'];
  readonly action: SisAction;
  /** What a state does that has put a flag on the alert; absent where the alert cannot be flagged. */
  readonly actionIfFlagged?: SisAction;
  /** Taken in place of the action where national law does not allow that. */
  readonly actionIfNotAllowed?: SisAction;
};

export type SisAction =
  | 'confirm-return'
  | 'refuse-entry'
  | 'arrest'
  | 'communicate-whereabouts'
  | 'protect-and-communicate'
  | 'prevent-from-travelling'
  | 'communicate-residence'
  | 'discreet-check'
  | 'inquiry-check'
  | 'specific-check'
  | 'establish-identity'
  | 'seize'
  | 'none';

export const SIS_ALERT_ROWS: readonly SisAlertRow[] = [
  alert('return', {
    recordedAs: 'return',
    action: 'confirm-return',
    words: 'return decision: whoever leaves is reported to the issuing state, which deletes the alert',
    citation: '(EU) 2018/1860 Art 3, 6',
    sureness: 'general-knowledge',
  }),
  alert('refusal-of-entry', {
    recordedAs: 'refusal-of-entry',
    action: 'refuse-entry',
    words: 'entry and stay are refused',
    citation: '(EU) 2018/1861 Art 24',
  }),
  alert('arrest', {
    recordedAs: 'arrest',
    action: 'arrest',
    actionIfFlagged: 'communicate-whereabouts',
    words: 'arrest for surrender or extradition; where flagged, the whereabouts are communicated',
    citation: '(EU) 2018/1862 Art 24 to 26, 31',
  }),
  alert('missing-protected', {
    recordedAs: 'missing-person',
    action: 'protect-and-communicate',
    actionIfFlagged: 'none',
    words: 'missing, to be placed under protection: held safe where national law allows, and reported',
    citation: '(EU) 2018/1862 Art 32(1)(a), 33',
    sureness: 'general-knowledge',
  }),
  alert('missing', {
    recordedAs: 'missing-person',
    action: 'communicate-whereabouts',
    actionIfFlagged: 'none',
    words: 'missing, not to be protected: the whereabouts are communicated, of an adult with consent',
    citation: '(EU) 2018/1862 Art 32(1)(b), 33',
    sureness: 'general-knowledge',
  }),
  alert('child-abduction', {
    recordedAs: 'missing-person',
    action: 'prevent-from-travelling',
    actionIfFlagged: 'none',
    words: 'child at risk of abduction by a parent, relative or guardian: kept from travelling',
    citation: '(EU) 2018/1862 Art 32(1)(c), 33',
    sureness: 'general-knowledge',
  }),
  alert('child-travel', {
    recordedAs: 'missing-person',
    action: 'prevent-from-travelling',
    actionIfFlagged: 'none',
    words:
      'child at risk of trafficking, forced marriage, terrorism or conflict abroad: kept from travelling',
    citation: '(EU) 2018/1862 Art 32(1)(d), 33',
    sureness: 'general-knowledge',
  }),
  alert('vulnerable-adult', {
    recordedAs: 'missing-person',
    action: 'prevent-from-travelling',
    actionIfFlagged: 'none',
    words: 'vulnerable adult: kept from travelling, for their own protection',
    citation: '(EU) 2018/1862 Art 32(1)(e), 33',
    sureness: 'general-knowledge',
  }),
  alert('judicial-procedure', {
    recordedAs: 'judicial-procedure',
    action: 'communicate-residence',
    words: 'sought to assist with a judicial procedure: residence or domicile is communicated',
    citation: '(EU) 2018/1862 Art 34, 35',
    sureness: 'general-knowledge',
  }),
  alert('discreet-check', {
    recordedAs: 'check',
    action: 'discreet-check',
    actionIfFlagged: 'none',
    words: 'discreet check: observed during routine work, the person does not learn of it',
    citation: '(EU) 2018/1862 Art 36, 37(3)',
    sureness: 'general-knowledge',
  }),
  alert('inquiry-check', {
    recordedAs: 'check',
    action: 'inquiry-check',
    actionIfFlagged: 'none',
    actionIfNotAllowed: 'discreet-check',
    words: 'inquiry check: the person is interviewed; a discreet check where national law does not allow it',
    citation: '(EU) 2018/1862 Art 36, 37(4), (6)',
    sureness: 'general-knowledge',
  }),
  alert('specific-check', {
    recordedAs: 'check',
    action: 'specific-check',
    actionIfFlagged: 'none',
    actionIfNotAllowed: 'inquiry-check',
    words:
      'specific check: person and things are searched; an inquiry check where national law does not allow it',
    citation: '(EU) 2018/1862 Art 36, 37(5), (6)',
    sureness: 'general-knowledge',
  }),
  alert('unknown-wanted', {
    subject: 'unknown-person',
    recordedAs: 'unknown-wanted',
    action: 'establish-identity',
    words: 'unknown wanted person: the identity of whoever matches the prints is established',
    citation: '(EU) 2018/1862 Art 40, 41',
  }),
  alert('object-check', {
    subject: 'object',
    action: 'discreet-check',
    actionIfFlagged: 'none',
    words: 'object to be checked',
    citation: '(EU) 2018/1862 Art 36, 37',
  }),
  alert('object-seizure', {
    subject: 'object',
    action: 'seize',
    words: 'object to be seized or used as evidence',
    citation: '(EU) 2018/1862 Art 38, 39',
  }),
];

export const SIS_PROCEDURE_ROWS = {
  flag: {
    rule: 'a state may ask that the action is not taken on its territory: alerts for arrest, on missing or vulnerable persons and for checks',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 24, 25',
    sureness: 'verified',
  },
  'refusal-takes-effect': {
    rule: 'an alert for refusal of entry takes effect when the person has left the territory',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 24(3)',
    sureness: 'verified',
  },
  proportionality: {
    rule: 'before entry and at every extension: is the case adequate, relevant and important enough; terrorism always is',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 21; (EU) 2018/1862 Art 21',
    sureness: 'verified',
  },
  'minimum-borders': {
    rule: 'alert for refusal of entry: not without surname, date of birth, reason, reference to the decision and action',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 22(1)',
    sureness: 'verified',
  },
  'minimum-police': {
    rule: 'alert on a person for police or judicial cooperation: not without surname, date of birth, reason and action',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 22(1)',
    sureness: 'verified',
  },
  'unknown-prints-only': {
    rule: 'alert on an unknown wanted person: fingerprints or palm prints, complete or not, and nothing else of the person',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1862 Art 22(1), 40',
    sureness: 'verified',
  },
  'misused-identity-consent': {
    rule: 'victim of misused identity: further data only with explicit consent for each category, revocable, only to tell the two apart',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 47; (EU) 2018/1862 Art 62',
    sureness: 'verified',
  },
  'misused-identity-deletion': {
    rule: 'data of the victim of misused identity go with the alert, or earlier on request',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 47; (EU) 2018/1862 Art 62',
    sureness: 'verified',
  },
  'link-effect': {
    rule: 'a link between alerts changes neither the action nor the review period of any of them',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 48; (EU) 2018/1862 Art 63',
    sureness: 'general-knowledge',
  },
  'link-visibility': {
    rule: 'a link to an alert of a category the reader has no access to is not seen',
    inForceFrom: SIS_OPERATION,
    citation: '(EU) 2018/1861 Art 48; (EU) 2018/1862 Art 63',
    sureness: 'general-knowledge',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export function sisAlertRow(kind: SisAlertKind): SisAlertRow {
  return SIS_ALERT_ROWS.find((row) => row.kind === kind)!;
}

type AlertWords = Pick<SisAlertRow, 'recordedAs' | 'action' | 'actionIfFlagged' | 'actionIfNotAllowed'> & {
  readonly subject?: SisAlertRow['subject'];
  readonly words: string;
  readonly citation: string;
  readonly sureness?: Sureness;
};

function alert(kind: SisAlertKind, { words, subject, sureness, ...rest }: AlertWords): SisAlertRow {
  return {
    kind,
    subject: subject ?? 'person',
    ...rest,
    rule: `${kind}: ${words}`,
    inForceFrom: SIS_OPERATION,
    sureness: sureness ?? 'verified',
  };
}
