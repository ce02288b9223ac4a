/**
 * Alerts as they stand, of persons or of objects. What is decided on an alert is decided behind its lock, and what was
 * said about it is read after that: the other way round two states could each act on what the other has just changed.
 */
import {
  type AlertEvent,
  type CurrentAlert,
  currentAlert,
  enteredAlert,
} from '../domain/sis/current-alert.js';
import type { ObjectAlert } from '../domain/sis/object-alert.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type LoadedAlert = {
  readonly alert: CurrentAlert;
  readonly isObject: boolean;
  readonly record?: SystemRecord;
  readonly object?: ObjectAlert;
};

type LoadPorts = Pick<Ports, 'adapters' | 'sis'>;
type Which = { readonly system: SystemId; readonly alertId: string };

/** Locked against whoever else says something about it. */
export async function loadAlert(
  ports: LoadPorts,
  tx: Sql,
  { system, alertId }: Which,
): Promise<LoadedAlert | undefined> {
  return (await loadAlerts(ports, tx, { system, alertIds: [alertId] })).get(alertId);
}

/**
 * Several, locked in one order whatever the order they are named in: persons before objects, as an alert on a person takes
 * the objects linked to it along, and each by its identifier. One that is not there is not in the answer.
 */
export async function loadAlerts(
  ports: LoadPorts,
  tx: Sql,
  { system, alertIds }: { readonly system: SystemId; readonly alertIds: readonly string[] },
): Promise<ReadonlyMap<string, LoadedAlert>> {
  const { alerts } = ports.sis;
  const inOrder = [...new Set(alertIds)].sort();
  const persons = new Set<string>();
  for (const alertId of inOrder) {
    if (await alerts.lockSubject(tx, alertId)) persons.add(alertId);
  }
  for (const alertId of inOrder) {
    if (!persons.has(alertId)) await alerts.lockObject(tx, alertId);
  }
  const loaded = new Map<string, LoadedAlert>();
  for (const alertId of inOrder) {
    const alert = await readAlert(ports, tx, { system, alertId });
    if (alert) loaded.set(alertId, alert);
  }
  return loaded;
}

/** To be shown, nothing is decided on it: no lock. */
export async function readAlert(
  { adapters, sis }: LoadPorts,
  sql: Sql,
  { system, alertId }: Which,
): Promise<LoadedAlert | undefined> {
  const subjectId = await sis.alerts.subjectOf(sql, alertId);
  if (subjectId) {
    const records = await adapters.get(system)!.read(sql, subjectId);
    const record = records.find(({ encounterId }) => encounterId === alertId);
    if (record?.facts.kind !== 'alert') return undefined;
    const events = await sis.alerts.eventsOf(sql, [alertId]);
    return { alert: currentAlert(enteredAlert(record, record.facts), events), isObject: false, record };
  }
  const object = await sis.alerts.objectOf(sql, alertId);
  if (!object) return undefined;
  const person =
    object.linkedTo === undefined
      ? undefined
      : await readAlert({ adapters, sis }, sql, { system, alertId: object.linkedTo });
  const events = await sis.alerts.eventsOf(sql, [alertId]);
  return { alert: currentObject(object, { person: person?.alert, events }), isObject: true, object };
}

/** Its last day is the one that is kept: it follows that of the alert on a person, which no event of its own says. */
export function currentObject(
  object: ObjectAlert,
  { person, events }: { readonly person: CurrentAlert | undefined; readonly events: readonly AlertEvent[] },
): CurrentAlert {
  const entered = { ...enteredObject(object), ...(person ? { personReviewBy: person.reviewBy } : {}) };
  return { ...currentAlert(entered, events), reviewBy: object.reviewBy };
}

export function enteredObject(object: ObjectAlert): CurrentAlert {
  return {
    alertId: object.alertId,
    memberState: object.memberState,
    kind: object.kind,
    enteredOn: object.issuedOn,
    reviewBy: object.reviewBy,
    flaggedBy: [],
    links: [],
    isTerrorism: false,
  };
}

/** Alerts in force on one subject on a day. */
export async function alertsInForce(
  { sis }: Pick<Ports, 'sis'>,
  sql: Sql,
  { records, on }: { readonly records: readonly SystemRecord[]; readonly on: string },
): Promise<readonly CurrentAlert[]> {
  const events = await sis.alerts.eventsOf(
    sql,
    records.map(({ encounterId }) => encounterId),
  );
  return records
    .flatMap((record) => {
      const { facts } = record;
      if (facts.kind !== 'alert') return [];
      const own = events.filter(({ alertId }) => alertId === record.encounterId);
      return [currentAlert(enteredAlert(record, facts), own)];
    })
    .filter(({ reviewBy }) => reviewBy >= on);
}
