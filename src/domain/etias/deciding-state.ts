/**
 * Whose National Unit decides an application: of the Member State it stands in the name of ((EU) 2018/1240 Art 26). One that
 * the Central Unit entered names none, and how the state is then determined (Art 25) was not read: any unit decides it.
 */
import { UNION_AGENCY } from '../country-codes.js';
import type { EtiasEventKind } from '../law/etias-clock-table.js';
import type { EtiasEventFacts, SystemRecord } from '../system-record.js';

/** `application`: its record. */
export function isDecidedBy(
  { memberState }: Pick<SystemRecord, 'memberState'>,
  requester: { readonly memberState: string },
): boolean {
  return memberState === UNION_AGENCY || memberState === requester.memberState;
}

/** What belongs to the decision on an application. An end for a new alert is of the state of the alert (Art 41(3)). */
export function isOfTheDecision({ event }: EtiasEventFacts): boolean {
  return (OF_THE_DECISION as readonly string[]).includes(event);
}

const OF_THE_DECISION: readonly EtiasEventKind[] = [
  'issued',
  'refused',
  'information-requested',
  'information-given',
  'information-not-given',
  'interview-invited',
  'interview-held',
];
