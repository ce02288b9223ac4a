/** What is said about an alert after its entry: flags, hiding, extensions, links, the victim of a misused identity. */
import type { Requester } from '../domain/authorities.js';
import { SIS_ALERT_KINDS, type SisAlertKind } from '../domain/law/sis-alert-table.js';
import { localDate } from '../domain/local-date.js';
import { alertEventFault } from '../domain/sis/alert-event-fault.js';
import { misusedIdentityData } from '../domain/sis/alert-faults.js';
import { visibleAlertLinks } from '../domain/sis/alert-links.js';
import {
  type AlertEvent,
  type CurrentAlert,
  currentAlert,
  longestReview,
} from '../domain/sis/current-alert.js';
import { type AlertVisibility, alertVisibility } from '../domain/sis/hit-action.js';
import { type AlertAge, alertAge, type Review, warningOf } from '../domain/sis/next-review.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import { followPersonAlert } from './follow-person-alert.js';
import type { Denied } from './hub-workflows.js';
import { type LoadedAlert, loadAlerts, readAlert } from './load-alert.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type Said = (
  | Omit<Extract<AlertEvent, { readonly kind: 'flagged' | 'flag-withdrawn' }>, Given>
  | Omit<Extract<AlertEvent, { readonly kind: 'hidden' }>, Given>
  | Omit<Extract<AlertEvent, { readonly kind: 'shown-again' }>, Given>
  | Omit<Extract<AlertEvent, { readonly kind: 'extended' }>, Given>
  | Omit<Extract<AlertEvent, { readonly kind: 'shortened' }>, Given>
  | Omit<Extract<AlertEvent, { readonly kind: 'left-territory' }>, Given>
  | Omit<Extract<AlertEvent, { readonly kind: 'linked' | 'unlinked' }>, Given>
  | { readonly kind: 'misused-identity' }
  | { readonly kind: 'misused-identity-deleted' }
) & {
  readonly isProportionate?: boolean;
  /** Of the victim of a misused identity: data by category, and the categories consented to. */
  readonly victim?: Readonly<Record<string, string>>;
  readonly consented?: readonly string[];
};
type Given = 'eventId' | 'alertId' | 'memberState' | 'at';

export type ShownAlert = CurrentAlert & {
  readonly review: Review;
  readonly age: AlertAge;
  readonly visibility: AlertVisibility;
  readonly record?: SystemRecord;
  readonly victim?: Readonly<Record<string, string>>;
};

export type AlertOutcome =
  | {
      readonly kind: 'found';
      readonly alert: ShownAlert;
      /** Categories of data that were not consented to, and are not held. */
      readonly leftOut?: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly citation: string }
  | { readonly kind: 'not-found' }
  | Denied;

type AlertPorts = Pick<
  Ports,
  'unitOfWork' | 'adapters' | 'sis' | 'accessLog' | 'fileCalendar' | 'ids' | 'clock'
>;

export function createReadAlert(ports: AlertPorts, system: SystemId) {
  return (requester: Requester, alertId: string): Promise<AlertOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<AlertOutcome> => {
      const about = { caseId: alertId };
      const denied = await enterTask(ports, tx, { requester, right: 'sis-alert-reading', system, about });
      if (denied) return denied;
      const loaded = await readAlert(ports, tx, { system, alertId });
      return loaded
        ? { kind: 'found', alert: await show(ports, tx, requester, loaded) }
        : { kind: 'not-found' };
    });
}

export function createSayAboutAlert(ports: AlertPorts, system: SystemId) {
  return (requester: Requester, alertId: string, said: Said): Promise<AlertOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<AlertOutcome> => {
      const about = { caseId: alertId, result: said.kind };
      const denied = await enterTask(ports, tx, { requester, right: 'sis-alert-event', system, about });
      if (denied) return denied;
      const isOfLink = said.kind === 'linked' || said.kind === 'unlinked';
      const alertIds = isOfLink ? [alertId, said.to] : [alertId];
      const alerts = await loadAlerts(ports, tx, { system, alertIds });
      const loaded = alerts.get(alertId);
      if (!loaded) return { kind: 'not-found' };
      const { victim, leftOut } = victimOf(said);
      const event = eventOf(ports, { requester, alertId, said, categories: Object.keys(victim ?? {}) });
      const today = localDate(ports.clock.today());
      const circumstances = {
        today,
        ...(said.isProportionate === undefined ? {} : { isProportionate: said.isProportionate }),
      };
      const fault = alertEventFault(event, loaded.alert, circumstances);
      if (fault) return { kind: 'refused', ...fault };
      if (event.kind === 'linked' || event.kind === 'unlinked') {
        const other = alerts.get(event.to);
        if (!other) return { kind: 'refused', reason: 'The other alert is not there.', citation: LINKS };
        const mirrored = { ...event, eventId: ports.ids.uuid(), alertId: event.to, to: alertId };
        await ports.sis.alerts.say(tx, mirrored, { isObject: other.isObject });
      }
      // What is said of a victim anew replaces what was: the consent before it no longer holds.
      if (IS_OF_VICTIM.has(event.kind)) await ports.sis.alerts.eraseVictim(tx, alertId);
      await ports.sis.alerts.say(tx, event, { isObject: loaded.isObject, ...(victim ? { victim } : {}) });
      const alert = currentAlert(loaded.alert, [event]);
      if (alert.reviewBy !== loaded.alert.reviewBy) {
        await ports.sis.alerts.keepReview(tx, alertId, alert.reviewBy);
        await followPersonAlert(ports, tx, { before: loaded.alert, after: alert });
      }
      if (alert.subjectId) await ports.fileCalendar.mark(tx, system, alert.subjectId);
      return {
        kind: 'found',
        alert: await show(ports, tx, requester, { ...loaded, alert }),
        ...(leftOut.length > 0 ? { leftOut } : {}),
      };
    });
}

const IS_OF_VICTIM: ReadonlySet<AlertEvent['kind']> = new Set([
  'misused-identity',
  'misused-identity-deleted',
]);

const LINKS = '(EU) 2018/1861 Art 48; (EU) 2018/1862 Art 63';

/** Only what the victim consented to, category by category, is kept ((EU) 2018/1861 Art 47). */
function victimOf({ kind, victim: offered, consented = [] }: Said) {
  if (kind !== 'misused-identity' || !offered) return { leftOut: [] };
  const { held, left } = misusedIdentityData(Object.keys(offered), consented);
  return {
    victim: Object.fromEntries(held.map((category) => [category, offered[category]!])),
    leftOut: left,
  };
}

function eventOf(
  { ids, clock }: AlertPorts,
  given: {
    readonly requester: Requester;
    readonly alertId: string;
    readonly said: Said;
    readonly categories: readonly string[];
  },
): AlertEvent {
  const { isProportionate: _isProportionate, victim: _victim, consented: _consented, ...said } = given.said;
  const base = {
    eventId: ids.uuid(),
    alertId: given.alertId,
    memberState: given.requester.memberState,
    at: new Date(clock.nowMs()).toISOString(),
  };
  return said.kind === 'misused-identity'
    ? { ...base, kind: said.kind, categories: given.categories }
    : { ...base, ...said };
}

async function show(
  { sis, clock, adapters }: AlertPorts,
  tx: Sql,
  { memberState }: Requester,
  { alert, record }: LoadedAlert,
): Promise<ShownAlert> {
  const review = longestReview(alert);
  const on = localDate(clock.today());
  const warnOn = warningOf(alert.reviewBy, alert) ?? on;
  const kinds = new Map<string, SisAlertKind>();
  for (const alertId of alert.links) {
    const linked = await readAlert({ adapters, sis }, tx, { system: record?.system ?? 'sis', alertId });
    if (linked) kinds.set(alertId, linked.alert.kind);
  }
  kinds.set(alert.alertId, alert.kind);
  const links = visibleAlertLinks(
    alert.links.map((to) => ({ between: [alert.alertId, to] as const })),
    kinds,
    SIS_ALERT_KINDS,
  ).map(({ between }) => between[1]);
  const victim = alert.misusedIdentity ? await sis.alerts.victimOf(tx, alert.alertId) : undefined;
  const { kind, hiding } = alert;
  const at = new Date(clock.nowMs()).toISOString();
  return {
    ...alert,
    links,
    review,
    age: alertAge({ reviewBy: alert.reviewBy, warnOn }, { enteredOn: alert.enteredOn, on }),
    visibility: alertVisibility(
      { kind, ...(hiding ? { hiding } : {}) },
      { isSirene: false, memberState, at },
    ),
    ...(record ? { record } : {}),
    ...(victim ? { victim } : {}),
  };
}
