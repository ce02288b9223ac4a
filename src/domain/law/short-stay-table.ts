import { type LocalDate, localDate } from '../local-date.js';
import { type LawRow, type Provision, rowInForce } from './citation.js';

/**
 * The numbers of the short-stay rule. Before 18 October 2013 the rule was another one (three months within six months
 * of the first entry) and nothing here applies.
 */
const FIRST_DAY = localDate('2013-10-18');

export const SHORT_STAY_DAYS_MAX: readonly LawRow[] = [
  {
    rule: 'longest short stay within the window',
    value: 90,
    unit: 'days',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(1); (EU) 610/2013 Art 1, 7',
    sureness: 'verified',
  },
];

export const SHORT_STAY_WINDOW_DAYS: readonly LawRow[] = [
  {
    rule: 'window that is looked at for each day of stay; it includes that day',
    value: 180,
    unit: 'days',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(1); (EU) 610/2013 Art 1, 7',
    sureness: 'verified',
  },
];

/** What the calculator counts by on one day. */
export type ShortStayLaw = {
  readonly daysMax: number;
  readonly windowDays: number;
  readonly citation: string;
};

/** `undefined` before the rule existed. */
export function shortStayLaw(on: LocalDate): ShortStayLaw | undefined {
  const daysMax = rowInForce(SHORT_STAY_DAYS_MAX, on);
  const windowDays = rowInForce(SHORT_STAY_WINDOW_DAYS, on);
  if (!daysMax || !windowDays) return undefined;
  return { daysMax: daysMax.value, windowDays: windowDays.value, citation: daysMax.citation };
}

/** What may end an authorised stay; the earliest end binds. */
export const STAY_BOUNDS = {
  'short-stay-rule': {
    rule: 'the short-stay rule must hold on every day of the stay',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(1), (2)',
    sureness: 'verified',
  },
  'visa-duration': {
    rule: 'the days the visa allows, spread over its validity',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 11(3), 16(2)(d), (e)',
    sureness: 'verified',
  },
  'visa-validity': {
    rule: 'the stay ends with the validity of the visa',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 16(2)(d); (EC) 810/2009 Art 24(1)',
    sureness: 'verified-indirectly',
  },
  extension: {
    rule: 'an authorised stay or visa that was extended ends with its new last day, and no earlier than before',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 19(1); (EC) 810/2009 Art 33',
    sureness: 'verified',
  },
  'bilateral-extension': {
    rule: 'an extension under a bilateral visa waiver agreement ends with its new last day',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 19(2); Convention implementing the Schengen Agreement Art 20(2)',
    sureness: 'verified',
  },
  revocation: {
    rule: 'a revoked or annulled authorisation ends on the new last day, or on the day of the decision where it names none',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 19(1)',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;

export type StayBound = keyof typeof STAY_BOUNDS;

/** How a stay is counted, one row per decision the calculator rests on. */
export const STAY_COUNTING = {
  'first-and-last-day': {
    rule: 'the day of entry is the first and the day of exit the last day of stay',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(2)',
    sureness: 'verified',
  },
  permits: {
    rule: 'days under a residence permit or a long-stay visa do not count',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(2)',
    sureness: 'verified',
  },
  'limited-territorial-validity': {
    rule: 'a visa of limited territorial validity allows its own days even beyond the short-stay rule',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 11(6)',
    sureness: 'verified',
  },
  'full-duration': {
    rule: 'a visa of the full short stay allows it in each window of its validity; only a shorter duration is a total',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 11(3), 16(2)(e)',
    sureness: 'interpretation',
  },
  'local-day': {
    rule: 'a day is the local calendar date of the border crossing point; the act names no time zone',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 16(2)(a)',
    sureness: 'interpretation',
  },
  'both-readings': {
    rule: 'days over are kept in both readings: beyond the maximum in the window of the last day, and after the last authorised day',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 11(2)(b), 12, 34(3)',
    sureness: 'interpretation',
  },
  'later-windows': {
    rule: 'extended days and days under a visa of limited territorial validity count in the windows of later stays',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(1); (EU) 2017/2226 Art 11(6), 19',
    sureness: 'interpretation',
  },
  'permit-during-stay': {
    rule: 'a permit granted during a stay makes its days lawful and uncounted; the short stay goes on after it',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2016/399 Art 6(2); (EU) 2017/2226 Art 14(8)',
    sureness: 'interpretation',
  },
  'visa-at-exit': {
    rule: 'another visa shown at exit carries the stay on where it begins no later than the day after the first ends',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 16(3)',
    sureness: 'interpretation',
  },
  'visa-at-exit-used': {
    rule: 'the days of the stay from the first valid day of another visa shown at exit are used up of that visa, needed or not',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 11(2)(a), 11(3), 16(3)',
    sureness: 'interpretation',
  },
  'not-begun': {
    rule: 'a visa whose validity has not begun allows no day of stay',
    inForceFrom: FIRST_DAY,
    citation: '(EU) 2017/2226 Art 16(2)(d); (EC) 810/2009 Art 24(1)',
    sureness: 'verified-indirectly',
  },
} as const satisfies Readonly<Record<string, Provision>>;
