/**
 * What stands in the way of an alert, and what it starts ((EU) 2018/1861 and 2018/1862 Art 23; 46 and 61): one alert of a
 * state on a person, none beside one it does not go with unless the SIRENE Bureaux have agreed, and contact within
 * twelve hours where it resembles somebody who is there already.
 */
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { alertConflicts } from '../domain/sis/alert-conflicts.js';
import { alertKindOf } from '../domain/sis/current-alert.js';
import type { SystemRecord } from '../domain/system-record.js';
import { withinTime } from '../platform/time-limit.js';
import { alertsInForce } from './load-alert.js';
import type { EnrolRequest, OperationProblem } from './ports/operations.js';
import type { Sql } from './ports/persistence.js';
import type { SystemHit } from './ports/systems.js';
import type { Ports } from './ports.js';
import { queryOfPerson } from './query-of-person.js';
import type { EnrolResult } from './results.js';

export type EnterAlertPorts = Pick<Ports, 'adapters' | 'sis' | 'fileCalendar' | 'ids' | 'clock'>;

/** Why an alert is not entered. */
export async function alertRefusal(
  ports: EnterAlertPorts,
  tx: Sql,
  request: EnrolRequest,
  { memberState }: Requester,
): Promise<OperationProblem | undefined> {
  const { facts, subjectId, system } = request;
  if (facts.kind !== 'alert' || subjectId === undefined) return undefined;
  const records = await ports.adapters.get(system)!.read(tx, subjectId);
  const existing = await alertsInForce(ports, tx, { records, on: ports.clock.today() });
  const { outcome, conflicts } = alertConflicts(existing, { kind: alertKindOf(facts), memberState });
  if (outcome === 'enter' || (outcome === 'consult' && facts.details?.consultedOn)) return undefined;
  const stands = conflicts.find(({ compatibility }) =>
    outcome === 'wait' ? compatibility === 'same-state' : compatibility !== 'compatible',
  )!;
  const { existing: held, prevails, row } = stands;
  const first = prevails === undefined || prevails === 'neither' ? '' : ` The ${prevails} one goes first.`;
  const wait = outcome === 'wait' ? 'It waits.' : 'The SIRENE Bureaux consult first: say when they did.';
  return {
    code: 'alert-incompatible',
    detail: `There is an alert (${held.kind}, ${held.memberState}): ${row.rule}.${first} ${wait} ${row.citation}.`,
    pointer: '/facts/alertKind',
  };
}

/** Whom an alert that is to be entered resembles, by name and date of birth or by document, in SIS. */
export async function resemblingAlerts(
  { adapters }: EnterAlertPorts,
  requester: Requester,
  request: EnrolRequest,
  signal: AbortSignal,
): Promise<readonly SystemHit[]> {
  const { facts, identity, system, subjectId } = request;
  if (facts.kind !== 'alert' || identity.surnames.length === 0) return [];
  const query = queryOfPerson(requester, request);
  const answer = await withinTime((limited) => adapters.get(system)!.query(query, limited), {
    ms: RESEMBLING_MS,
    signal,
  });
  return answer.hits.filter((hit) => hit.subjectId !== subjectId);
}

/** Opens the contact of the SIRENE Bureaux with the states of the alerts it resembles, in the transaction of the entry. */
export async function followAlert(
  ports: EnterAlertPorts,
  tx: Sql,
  record: SystemRecord,
  resembling: readonly SystemHit[],
): Promise<Pick<EnrolResult, 'similarAlerts'>> {
  const similar: { alertId: string; memberState: string; subjectId: SubjectId }[] = [];
  const at = new Date(ports.clock.nowMs()).toISOString();
  for (const { records } of resembling) {
    for (const alert of await alertsInForce(ports, tx, { records, on: ports.clock.today() })) {
      similar.push({ alertId: alert.alertId, memberState: alert.memberState, subjectId: alert.subjectId! });
      await ports.sis.cases.open(
        tx,
        {
          caseId: ports.ids.uuid(),
          event: 'similar-identity-found',
          alertId: record.encounterId,
          subjectId: record.subjectId,
          at,
          fromState: alert.memberState,
          toState: record.memberState,
          isExtended: false,
        },
        false,
      );
    }
  }
  return similar.length > 0 ? { similarAlerts: similar } : {};
}

/** The same search as anybody's. */
const RESEMBLING_MS = 5_000;
