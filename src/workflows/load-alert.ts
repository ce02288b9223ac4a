/** One alert as it stands, of a person or of an object, locked against whoever else says something about it. */
import { type CurrentAlert, currentAlert, enteredAlert } from '../domain/sis/current-alert.js';
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

export async function loadAlert(
  { adapters, sis }: Pick<Ports, 'adapters' | 'sis'>,
  tx: Sql,
  { system, alertId }: { readonly system: SystemId; readonly alertId: string },
): Promise<LoadedAlert | undefined> {
  const events = await sis.alerts.eventsOf(tx, [alertId]);
  const subjectId = await sis.alerts.lockSubject(tx, alertId);
  if (subjectId) {
    const records = await adapters.get(system)!.read(tx, subjectId);
    const record = records.find(({ encounterId }) => encounterId === alertId);
    if (record?.facts.kind !== 'alert') return undefined;
    return { alert: currentAlert(enteredAlert(record, record.facts), events), isObject: false, record };
  }
  const object = await sis.alerts.lockObject(tx, alertId);
  if (!object) return undefined;
  return { alert: currentAlert(enteredObject(object), events), isObject: true, object };
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
