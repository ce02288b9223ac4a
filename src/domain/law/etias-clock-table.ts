/** Clocks of an application, and what a decision does. (EU) 2018/1240 Art 22 to 44, 54, as enacted. */
import type { LawRow, Provision } from './citation.js';
import { ETIAS_IN_FORCE } from './etias-query-table.js';

export const ETIAS_CLOCK_ROWS = {
  'central-unit': {
    rule: 'the Central Unit verifies hits within, from the time it received the file',
    value: 12,
    unit: 'hours',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 22(6)',
    sureness: 'verified',
  },
  decision: {
    rule: 'an application is decided within, from its admissible submission',
    value: 96,
    unit: 'hours',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 32(1)',
    sureness: 'general-knowledge',
  },
  'after-information': {
    rule: 'further information was asked for: decided within, from when it was given',
    value: 96,
    unit: 'hours',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 32(2)',
    sureness: 'general-knowledge',
  },
  'after-interview': {
    rule: 'the applicant was invited to an interview: decided within, from when it took place',
    value: 48,
    unit: 'hours',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 32(2)',
    sureness: 'general-knowledge',
  },
  'information-from-applicant': {
    rule: 'the applicant gives further information within, from the request',
    value: 10,
    unit: 'days',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 27(2)',
    sureness: 'general-knowledge',
  },
  consultation: {
    rule: 'a state or Europol that is consulted answers within; silence of a state is a positive opinion',
    value: 60,
    unit: 'hours',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 28, 29',
    sureness: 'general-knowledge',
  },
  validity: {
    rule: 'an authorisation is valid for, or until the document expires, whichever is first',
    value: 3,
    unit: 'years',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 36(5)',
    sureness: 'general-knowledge',
  },
  'alert-notice': {
    rule: 'a new alert concerns a valid authorisation: the National Unit decides within, from the notice; the texts read set no time, an application has as much',
    value: 96,
    unit: 'hours',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 32(1), 41(3)',
    sureness: 'interpretation',
  },
  consent: {
    rule: 'with consent the file is kept longer, at most for',
    value: 3,
    unit: 'years',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 54(2)',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, LawRow>>;

export const ETIAS_STATES = [
  'submitted',
  'central-verification',
  'manual-processing',
  'information-requested',
  'interview-invited',
  'issued',
  'refused',
  'annulled',
  'revoked',
] as const;
export type EtiasState = (typeof ETIAS_STATES)[number];

export const ETIAS_EVENTS = [
  'hits-reported',
  'answered-yes-only',
  'hits-confirmed',
  'hits-false',
  'information-requested',
  'information-given',
  'interview-invited',
  'interview-held',
  'information-not-given',
  'issued',
  'refused',
  'annulled',
  'revoked',
] as const;
export type EtiasEventKind = (typeof ETIAS_EVENTS)[number];

export type EtiasTransitionRow = Provision & {
  readonly event: EtiasEventKind;
  readonly from: readonly EtiasState[];
  readonly to: EtiasState;
};

export const ETIAS_TRANSITION_ROWS: readonly EtiasTransitionRow[] = [
  step('hits-reported', ['submitted'], 'central-verification', '21(2), 22', 'hits: to the Central Unit'),
  step(
    'answered-yes-only',
    ['submitted'],
    'manual-processing',
    '21(4)',
    'a question answered with yes: to the National Unit',
  ),
  {
    ...step(
      'hits-reported',
      ['manual-processing'],
      'central-verification',
      '22',
      'hits of a source that was silent before: to the Central Unit first, as any',
    ),
    sureness: 'interpretation',
  },
  step('hits-false', ['central-verification'], 'issued', '22(4)', 'all hits false: issued'),
  step(
    'hits-confirmed',
    ['central-verification'],
    'manual-processing',
    '21(3), 22(5)',
    'hits confirmed or doubtful: to the National Unit',
  ),
  step(
    'information-requested',
    ['manual-processing'],
    'information-requested',
    '27',
    'further information is asked for',
  ),
  step('information-given', ['information-requested'], 'manual-processing', '27', 'given'),
  step('interview-invited', ['manual-processing'], 'interview-invited', '27(4)', 'invited to an interview'),
  step('interview-held', ['interview-invited'], 'manual-processing', '27(4)', 'the interview took place'),
  step(
    'information-not-given',
    ['information-requested', 'interview-invited'],
    'refused',
    '27, 37',
    'no reply in time, or no appearance: refused',
  ),
  {
    ...step('issued', ['submitted'], 'issued', '21(1), 36', 'no hit: issued automatically'),
    sureness: 'verified',
  },
  {
    ...step('issued', ['manual-processing'], 'issued', '26, 36', 'issued by the National Unit'),
    sureness: 'verified',
  },
  step(
    'refused',
    ['manual-processing'],
    'refused',
    '26, 37',
    'refused by the National Unit, never automatically',
  ),
  step(
    'annulled',
    ['issued'],
    'annulled',
    '40',
    'annulled, as its conditions were not met when it was issued: it never was valid',
  ),
  step(
    'revoked',
    ['issued'],
    'revoked',
    '41',
    'revoked, as its conditions are no longer met, or the holder asks for it',
  ),
];

export const ETIAS_KEEPING_ROWS = {
  'after-cause': {
    rule: 'refused, annulled or revoked: five years from the decision, or seven days after the record or alert that caused it is deleted, whichever is first; any cause that remains keeps it',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 54(1)(b)',
    sureness: 'interpretation',
  },
  'consent-withdrawn': {
    rule: 'consent withdrawn: erased at once, but not before the authorisation ends',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 54(2)',
    sureness: 'interpretation',
  },
  'revoked-by-alert': {
    rule: 'a new alert for refusal of entry: the Central System tells the National Unit of the state that entered it, which revokes',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 41(3)',
    sureness: 'general-knowledge',
  },
  'assessed-by-alert': {
    rule: 'a new alert on the travel document: the Central System tells the National Unit of the state that entered it, which processes the file by hand',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 41(3)',
    sureness: 'general-knowledge',
  },
  'watchlist-check': {
    rule: 'a new entry of the watchlist is compared with valid authorisations; the National Unit assesses a revocation',
    inForceFrom: ETIAS_IN_FORCE,
    citation: '(EU) 2018/1240 Art 34, 35, 41(4)',
    sureness: 'general-knowledge',
  },
} as const satisfies Readonly<Record<string, Provision>>;

function step(
  event: EtiasEventKind,
  from: readonly EtiasState[],
  to: EtiasState,
  article: string,
  words: string,
): EtiasTransitionRow {
  return {
    event,
    from,
    to,
    rule: `${event} after ${from.join(' or ')}: ${words}`,
    inForceFrom: ETIAS_IN_FORCE,
    citation: `(EU) 2018/1240 Art ${article}`,
    sureness: 'general-knowledge',
  };
}
