/** Alerts on objects ((EU) 2018/1862 Art 36, 38, 54): entered, searched by number, deleted by the state that entered them. */
import type { Requester } from '../domain/authorities.js';
import { alertKindsFor } from '../domain/law/alert-access-table.js';
import { localDate } from '../domain/local-date.js';
import { alertConflicts } from '../domain/sis/alert-conflicts.js';
import { nextReview } from '../domain/sis/next-review.js';
import type { ObjectAlert } from '../domain/sis/object-alert.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { type CompareAlertPorts, noteDocumentAlert } from './compare-new-alert.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import { loadAlert } from './load-alert.js';
import type { Ports } from './ports.js';

export type ObjectAlertOutcome =
  | { readonly kind: 'kept'; readonly alert: ObjectAlert }
  | { readonly kind: 'refused'; readonly pointer: string; readonly reason: string }
  | { readonly kind: 'incompatible'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

export type SearchObjectsOutcome =
  | { readonly kind: 'found'; readonly alerts: readonly ObjectAlert[] }
  | Denied;

type ObjectPorts = CompareAlertPorts & Pick<Ports, 'unitOfWork' | 'sis'>;

export type NewObjectAlert = Omit<ObjectAlert, 'alertId' | 'memberState' | 'reviewBy'> & {
  readonly reviewBy?: ObjectAlert['reviewBy'];
  readonly isConsulted?: boolean;
};

export function createEnterObjectAlert(ports: ObjectPorts, system: SystemId) {
  return (requester: Requester, { isConsulted, ...proposed }: NewObjectAlert): Promise<ObjectAlertOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<ObjectAlertOutcome> => {
      const denied = await enterTask(ports, tx, { requester, right: 'sis-object-entry', system });
      if (denied) return denied;
      const today = localDate(ports.clock.today());
      const linkedTo = proposed.linkedTo;
      const person = linkedTo && (await loadAlert(ports, tx, { system, alertId: linkedTo }));
      await ports.sis.alerts.eraseExpiredObjects(tx, today);
      if (linkedTo && (!person || person.isObject)) {
        return { kind: 'refused', pointer: '/linkedTo', reason: 'The alert on a person is not there.' };
      }
      // It ends and moves with that alert, and only the state that entered it does that to an alert (Art 59(2)).
      if (person && person.alert.memberState !== requester.memberState) {
        const reason =
          'The alert on a person is of another Member State, which would decide how long this one lasts.';
        return { kind: 'refused', pointer: '/linkedTo', reason };
      }
      const review = nextReview({
        kind: proposed.kind,
        enteredOn: proposed.issuedOn,
        ...(person ? { personReviewBy: person.alert.reviewBy } : {}),
      });
      if (review.kind !== 'review') return { kind: 'refused', pointer: '/issuedOn', reason: review.reason };
      const reviewBy = proposed.reviewBy ?? review.reviewBy;
      if (reviewBy > review.reviewBy || reviewBy < proposed.issuedOn) {
        const reason = `From ${proposed.issuedOn} to ${review.reviewBy}: ${review.reason} ${review.row.citation}.`;
        return { kind: 'refused', pointer: '/reviewBy', reason };
      }
      const existing = await ports.sis.alerts.readObjects(tx, {
        category: proposed.category,
        number: proposed.number,
        limit: LIMITS.systemHitsMax,
      });
      const { memberState } = requester;
      const { outcome, conflicts } = alertConflicts(existing, { kind: proposed.kind, memberState });
      if (outcome === 'wait' || (outcome === 'consult' && !isConsulted)) {
        const { row, existing: held } = conflicts.find(
          ({ compatibility }) => compatibility !== 'compatible',
        )!;
        const reason = `There is an alert (${held.kind}, ${held.memberState}): ${row.rule} ${row.citation}.`;
        return { kind: 'incompatible', reason };
      }
      const alert: ObjectAlert = { ...proposed, alertId: ports.ids.uuid(), memberState, reviewBy };
      await ports.sis.alerts.enterObject(tx, alert, requester.authorityId);
      await noteDocumentAlert(ports, tx, alert);
      return { kind: 'kept', alert };
    });
}

export function createSearchObjectAlerts(ports: ObjectPorts, system: SystemId) {
  return async (
    requester: Requester,
    query: { readonly category: ObjectAlert['category']; readonly number: string },
  ): Promise<SearchObjectsOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { dataUsed: ['document'] as const, searchData: { document: query } };
    const denied = await enterTask(ports, sql, { requester, right: 'sis-object-search', system, about });
    if (denied) return denied;
    const found = await ports.sis.alerts.readObjects(sql, { ...query, limit: LIMITS.systemHitsMax });
    const today = ports.clock.today();
    const kinds = alertKindsFor(requester);
    const isOpen = ({ kind, reviewBy }: ObjectAlert) => reviewBy >= today && (!kinds || kinds.includes(kind));
    return { kind: 'found', alerts: found.filter(isOpen) };
  };
}

export function createEraseObjectAlert(ports: ObjectPorts, system: SystemId) {
  return (requester: Requester, alertId: string): Promise<ObjectAlertOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<ObjectAlertOutcome> => {
      const about = { caseId: alertId, result: 'deleted' };
      const denied = await enterTask(ports, tx, { requester, right: 'sis-object-entry', system, about });
      if (denied) return denied;
      const alert = await ports.sis.alerts.lockObject(tx, alertId);
      if (alert?.memberState !== requester.memberState) return { kind: 'not-found' };
      await ports.sis.alerts.eraseObject(tx, alertId);
      return { kind: 'kept', alert };
    });
}
