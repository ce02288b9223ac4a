import t from 'tap';
import type { SisAlertKind } from '../law/sis-alert-table.js';
import { localDate } from '../local-date.js';
import { alertEventFault } from './alert-event-fault.js';
import type { AlertEvent, CurrentAlert } from './current-alert.js';

const TODAY = localDate('2026-09-21');

type Said = Omit<AlertEvent, 'eventId' | 'alertId' | 'at' | 'memberState'> &
  Readonly<Record<string, unknown>>;

const alert = (kind: SisAlertKind, more: Partial<CurrentAlert> = {}): CurrentAlert => ({
  alertId: 'alert',
  memberState: 'AUT',
  kind,
  enteredOn: localDate('2026-01-10'),
  reviewBy: localDate('2027-01-10'),
  flaggedBy: [],
  links: [],
  isTerrorism: false,
  ...more,
});
const said = (by: string, event: Said) =>
  ({ eventId: 'e', alertId: 'alert', memberState: by, at: '2026-09-21T10:00:00Z', ...event }) as AlertEvent;

/** state, what it says, the alert, its assessment, the reason of the fault or nothing. */
const ROWS: readonly (readonly [string, Said, CurrentAlert, boolean | undefined, RegExp | undefined])[] = [
  ['DEU', { kind: 'flagged' }, alert('arrest'), undefined, undefined],
  ['DEU', { kind: 'flagged' }, alert('discreet-check'), undefined, undefined],
  ['DEU', { kind: 'flagged' }, alert('refusal-of-entry'), undefined, /may ask that the action is not taken/],
  ['AUT', { kind: 'flagged' }, alert('arrest'), undefined, /Another state/],
  ['DEU', { kind: 'flag-withdrawn' }, alert('arrest', { flaggedBy: ['DEU'] }), undefined, undefined],
  ['DEU', { kind: 'flag-withdrawn' }, alert('arrest', { flaggedBy: ['FRA'] }), undefined, /has put no flag/],
  ['AUT', { kind: 'hidden', inStates: ['AUT'] }, alert('arrest'), undefined, undefined],
  ['AUT', { kind: 'hidden', inStates: ['AUT'] }, alert('return'), undefined, /Only an alert for arrest/],
  ['DEU', { kind: 'hidden', inStates: ['DEU'] }, alert('arrest'), undefined, /entered the alert/],
  ['AUT', { kind: 'shown-again' }, alert('arrest'), undefined, /not hidden/],
  [
    'AUT',
    { kind: 'shown-again' },
    alert('arrest', { hiding: { hiddenAt: ['2026-09-21T08:00:00Z'], memberStates: ['AUT'] } }),
    undefined,
    undefined,
  ],
  ['AUT', { kind: 'extended', on: TODAY }, alert('arrest'), true, undefined],
  ['AUT', { kind: 'extended', on: TODAY }, alert('arrest'), undefined, /./],
  ['AUT', { kind: 'extended', on: TODAY }, alert('arrest', { isTerrorism: true }), undefined, undefined],
  ['AUT', { kind: 'extended', on: localDate('2026-01-09') }, alert('arrest'), true, /Not before/],
  ['DEU', { kind: 'extended', on: TODAY }, alert('arrest'), true, /entered the alert/],
  ['AUT', { kind: 'extended', on: localDate('2026-09-22') }, alert('arrest'), true, undefined],
  ['AUT', { kind: 'extended', on: localDate('2026-09-23') }, alert('arrest'), true, /no later than tomorrow/],
  [
    'AUT',
    { kind: 'extended', on: localDate('2026-02-01') },
    alert('discreet-check', { reviewBy: localDate('2027-02-01') }),
    true,
    /kept until 2027-02-01 already/,
  ],
  [
    'AUT',
    { kind: 'extended', on: localDate('2026-02-02') },
    alert('discreet-check', { reviewBy: localDate('2027-02-01') }),
    true,
    undefined,
  ],
  [
    'AUT',
    { kind: 'extended', on: TODAY },
    alert('object-seizure', { personReviewBy: localDate('2027-01-10') }),
    true,
    /already\. Linked to an alert on a person that is kept until 2027-01-10/,
  ],
  ['AUT', { kind: 'extended', on: TODAY, until: localDate('2028-05-01') }, alert('arrest'), true, undefined],
  [
    'AUT',
    { kind: 'extended', on: TODAY, until: localDate('2031-09-22') },
    alert('arrest'),
    true,
    /Until 2031-09-21 at the latest: 5 years/,
  ],
  [
    'AUT',
    { kind: 'extended', on: TODAY, until: localDate('2027-01-10') },
    alert('arrest'),
    true,
    /until 2027-01-10 already/,
  ],
  ['AUT', { kind: 'shortened', until: TODAY }, alert('arrest'), undefined, undefined],
  ['AUT', { kind: 'shortened', until: localDate('2027-01-09') }, alert('arrest'), undefined, undefined],
  ['AUT', { kind: 'shortened', until: localDate('2027-01-10') }, alert('arrest'), undefined, /no longer/],
  ['AUT', { kind: 'shortened', until: localDate('2026-09-20') }, alert('arrest'), undefined, /is deleted/],
  ['DEU', { kind: 'shortened', until: TODAY }, alert('arrest'), undefined, /entered the alert/],
  ['AUT', { kind: 'linked', to: 'other' }, alert('arrest'), undefined, undefined],
  ['AUT', { kind: 'linked', to: 'alert' }, alert('arrest'), undefined, /joins two/],
  ['AUT', { kind: 'unlinked', to: 'other' }, alert('arrest'), undefined, /no such link/],
  ['AUT', { kind: 'unlinked', to: 'other' }, alert('arrest', { links: ['other'] }), undefined, undefined],
  ['AUT', { kind: 'left-territory', on: TODAY }, alert('refusal-of-entry'), undefined, undefined],
  ['AUT', { kind: 'left-territory', on: TODAY }, alert('arrest'), undefined, /refusal of entry/],
  [
    'AUT',
    { kind: 'left-territory', on: localDate('2026-09-23') },
    alert('refusal-of-entry'),
    undefined,
    /no later than tomorrow/,
  ],
  ['AUT', { kind: 'misused-identity', categories: ['name'] }, alert('arrest'), undefined, undefined],
  [
    'DEU',
    { kind: 'misused-identity', categories: ['name'] },
    alert('arrest'),
    undefined,
    /entered the alert/,
  ],
  ['AUT', { kind: 'misused-identity-deleted' }, alert('arrest'), undefined, /No data of a victim/],
  [
    'AUT',
    { kind: 'misused-identity-deleted' },
    alert('arrest', { misusedIdentity: ['name'] }),
    undefined,
    undefined,
  ],
];

t.test('who may say what about an alert', async (t) => {
  for (const [by, event, about, isProportionate, expected] of ROWS) {
    const fault = alertEventFault(said(by, event), about, {
      today: TODAY,
      ...(isProportionate === undefined ? {} : { isProportionate }),
    });
    const name = `${by}: ${event.kind} of ${about.kind} (${about.memberState})`;
    if (!expected) t.equal(fault, undefined, name);
    else t.match(fault, { reason: expected, citation: /\(EU\) 2018\/186/ }, name);
  }
});

t.test('nothing is said about an alert that has ended', async (t) => {
  const ended = alert('arrest', { reviewBy: localDate('2026-09-20') });
  const say = (event: Said) =>
    alertEventFault(said('AUT', event), ended, { today: TODAY, isProportionate: true });
  t.match(say({ kind: 'extended', on: TODAY }), { reason: /2026-09-20/ });
  t.match(say({ kind: 'linked', to: 'other' }), { reason: /was deleted/ });
  const lastDay = alert('arrest', { reviewBy: TODAY });
  t.equal(
    alertEventFault(said('AUT', { kind: 'linked', to: 'other' }), lastDay, { today: TODAY }),
    undefined,
    'on its last day it is there',
  );
});
