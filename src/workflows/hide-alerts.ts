/**
 * Alerts for arrest that are hidden from end users during an operation ((EU) 2018/1862 Art 26(4)): for 48 hours from each
 * hiding they are in no answer to anybody in the states of the operation but the SIRENE Bureaux.
 */
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import { sisDutyRow } from '../domain/law/sis-duty-table.js';
import { alertsFor } from '../domain/sis/alerts-for.js';
import { currentAlert, enteredAlert } from '../domain/sis/current-alert.js';
import { alertVisibility } from '../domain/sis/hit-action.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type HidePorts = Pick<Ports, 'sis' | 'clock'>;

/** The records without those of hidden alerts, in their order. */
export async function withoutHiddenAlerts(
  { sis, clock }: HidePorts,
  sql: Sql,
  { memberState, authorityClass }: Requester,
  records: readonly SystemRecord[],
): Promise<readonly SystemRecord[]> {
  const arrests = records.filter(({ facts }) => facts.kind === 'alert' && facts.alertKind === 'arrest');
  if (arrests.length === 0 || authorityClass === 'sirene-bureau') return records;
  const nowMs = clock.nowMs();
  const hours = sisDutyRow('hidden-alert').within.value;
  const since = new Date(nowMs - hours * MS_OF_HOUR).toISOString();
  const events = await sis.alerts.hiddenSince(
    sql,
    arrests.map(({ encounterId }) => encounterId),
    since,
  );
  const at = new Date(nowMs).toISOString();
  const isHidden = (record: SystemRecord) => {
    const own = events.filter(({ alertId }) => alertId === record.encounterId);
    if (own.length === 0 || record.facts.kind !== 'alert') return false;
    const { kind, hiding } = currentAlert(enteredAlert(record, record.facts), own);
    return (
      alertVisibility({ kind, ...(hiding ? { hiding } : {}) }, { isSirene: false, memberState, at }).kind ===
      'hidden'
    );
  };
  const hidden = new Set(arrests.filter(isHidden));
  return records.filter((record) => !hidden.has(record));
}

/** Subjects of whom nothing is left to be seen: every alert is hidden, or of a kind that is not the requester's. */
export async function hiddenSubjects(
  ports: HidePorts & Pick<Ports, 'adapters'>,
  sql: Sql,
  requester: Requester,
  subjectIds: readonly SubjectId[],
): Promise<ReadonlySet<SubjectId>> {
  const adapter = ports.adapters.get('sis');
  if (subjectIds.length === 0 || adapter?.location !== 'local') return new Set();
  const records = await adapter.readMany(sql, subjectIds);
  const visible = alertsFor(requester, await withoutHiddenAlerts(ports, sql, requester, records));
  const seen = new Set(visible.map(({ subjectId }) => subjectId));
  return new Set(records.map(({ subjectId }) => subjectId).filter((subjectId) => !seen.has(subjectId)));
}

const MS_OF_HOUR = 3_600_000;
