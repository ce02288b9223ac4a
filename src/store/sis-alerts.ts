/**
 * What is said about alerts of SIS, and alerts on objects. Nothing is overwritten but the alert's last day; what is held of
 * the victim of a misused identity is sealed and removed where it stands.
 */

import type { SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { AlertEvent } from '../domain/sis/current-alert.js';
import { type ObjectAlert, objectNumberForm } from '../domain/sis/object-alert.js';
import type { SisAlerts } from '../workflows/ports/sis.js';
import type { Keyring } from './keyring.js';
import { type CellPlace, openJson, sealJson } from './sealed-cell.js';

export function createSisAlerts({ keyring }: { readonly keyring: Keyring }): SisAlerts {
  return {
    async say(tx, event, { isObject, victim }) {
      const own = { ...event } as Partial<AnyEvent> & AlertEvent;
      await tx.query(
        `insert into sis.alert_events (event_id, alert_id, encounter_id, object_alert_id, member_state, kind, at,
           in_states, on_day, until_day, linked_to, categories, victim)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          event.eventId,
          event.alertId,
          isObject ? null : event.alertId,
          isObject ? event.alertId : null,
          event.memberState,
          event.kind,
          event.at,
          own.inStates ?? null,
          own.on ?? null,
          own.until ?? null,
          own.to ?? null,
          own.categories ?? null,
          victim ? sealJson(keyring, placeOf(event.eventId), victim) : null,
        ],
      );
    },
    async eventsOf(sql, alertIds) {
      if (alertIds.length === 0) return [];
      const rows = await sql.query<EventRow>(`${EVENT} where alert_id = any($1) order by place`, [alertIds]);
      return rows.map(toEvent);
    },
    async victimOf(sql, alertId) {
      const [row] = await sql.query<{ readonly event_id: string; readonly victim: Buffer }>(
        `select event_id, victim from sis.alert_events
         where alert_id = $1 and victim is not null order by place desc limit 1`,
        [alertId],
      );
      return row && openJson<Readonly<Record<string, string>>>(keyring, placeOf(row.event_id), row.victim);
    },
    async eraseVictim(tx, alertId) {
      await tx.query('update sis.alert_events set victim = null where alert_id = $1', [alertId]);
    },
    async hiddenSince(sql, encounterIds, since) {
      if (encounterIds.length === 0) return [];
      const rows = await sql.query<EventRow>(
        `${EVENT} where encounter_id = any($1) and kind in ('hidden', 'shown-again') and at >= $2 order by place`,
        [encounterIds, since],
      );
      return rows.map(toEvent);
    },
    async keepReview(tx, alertId, reviewBy) {
      await tx.query('update sis.records set review_by = $2 where encounter_id = $1', [alertId, reviewBy]);
      await tx.query('update sis.object_alerts set review_by = $2 where alert_id = $1', [alertId, reviewBy]);
    },
    async lockSubject(tx, alertId) {
      const [row] = await tx.query<SubjectRow>(`${SUBJECT} for update`, [alertId]);
      return row?.subject_id;
    },
    async subjectOf(sql, alertId) {
      const [row] = await sql.query<SubjectRow>(SUBJECT, [alertId]);
      return row?.subject_id;
    },
    async enterObject(tx, alert, authorityId) {
      await tx.query(
        `insert into sis.object_alerts (alert_id, member_state, authority_id, kind, category, number, number_form,
           issuing_country, issued_on, review_by, reason, action_to_be_taken, linked_to, entered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, now())`,
        [
          alert.alertId,
          alert.memberState,
          authorityId,
          alert.kind,
          alert.category,
          alert.number,
          objectNumberForm(alert.number),
          alert.issuingCountry ?? null,
          alert.issuedOn,
          alert.reviewBy,
          alert.reason,
          alert.actionToBeTaken,
          alert.linkedTo ?? null,
        ],
      );
    },
    async lockObject(tx, alertId) {
      const [row] = await tx.query<ObjectRow>(`${OBJECT} where alert_id = $1 for update`, [alertId]);
      return row && toObject(row);
    },
    async objectOf(sql, alertId) {
      const [row] = await sql.query<ObjectRow>(`${OBJECT} where alert_id = $1`, [alertId]);
      return row && toObject(row);
    },
    async lockObjectsOf(tx, personAlertId) {
      const rows = await tx.query<ObjectRow>(`${OBJECT} where linked_to = $1 order by alert_id for update`, [
        personAlertId,
      ]);
      return rows.map(toObject);
    },
    async readObjects(sql, { category, number, limit }) {
      const rows = await sql.query<ObjectRow>(
        `${OBJECT} where number_form = $1 and category = $2 order by alert_id limit $3`,
        [objectNumberForm(number), category, limit],
      );
      return rows.map(toObject);
    },
    async eraseObject(tx, alertId) {
      await tx.query('delete from sis.object_alerts where alert_id = $1', [alertId]);
    },
    async eraseExpiredObjects(tx, today) {
      const rows = await tx.query(
        'delete from sis.object_alerts where review_by < $1::date returning alert_id',
        [today],
      );
      return rows.length;
    },
  };
}

const placeOf = (eventId: string): CellPlace => `hub.sis_alert_events.victim:${eventId}`;

type AnyEvent = {
  readonly inStates: readonly string[];
  readonly on: LocalDate;
  readonly until: LocalDate;
  readonly to: string;
  readonly categories: readonly string[];
};

type EventRow = {
  readonly event_id: string;
  readonly alert_id: string;
  readonly member_state: string;
  readonly kind: AlertEvent['kind'];
  readonly at: string;
  readonly in_states: readonly string[] | null;
  readonly on_day: LocalDate | null;
  readonly until_day: LocalDate | null;
  readonly linked_to: string | null;
  readonly categories: readonly string[] | null;
};

const EVENT = `
  select event_id, alert_id, member_state, kind,
    to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, in_states,
    to_char(on_day, 'YYYY-MM-DD') as on_day, to_char(until_day, 'YYYY-MM-DD') as until_day, linked_to, categories
  from sis.alert_events`;

/** What a kind needs is there: the same code wrote it. */
function toEvent(row: EventRow): AlertEvent {
  return {
    eventId: row.event_id,
    alertId: row.alert_id,
    memberState: row.member_state,
    at: row.at,
    kind: row.kind,
    ...(row.in_states === null ? {} : { inStates: row.in_states }),
    ...(row.on_day === null ? {} : { on: row.on_day }),
    ...(row.until_day === null ? {} : { until: row.until_day }),
    ...(row.linked_to === null ? {} : { to: row.linked_to }),
    ...(row.categories === null ? {} : { categories: row.categories }),
  } as AlertEvent;
}

type SubjectRow = { readonly subject_id: SubjectId };

const SUBJECT = 'select subject_id from sis.records where encounter_id = $1';

type ObjectRow = {
  readonly alert_id: string;
  readonly member_state: string;
  readonly kind: ObjectAlert['kind'];
  readonly category: ObjectAlert['category'];
  readonly number: string;
  readonly issuing_country: string | null;
  readonly issued_on: LocalDate;
  readonly review_by: LocalDate;
  readonly reason: string;
  readonly action_to_be_taken: string;
  readonly linked_to: string | null;
};

const OBJECT = `
  select alert_id, member_state, kind, category, number, issuing_country, to_char(issued_on, 'YYYY-MM-DD') as issued_on,
    to_char(review_by, 'YYYY-MM-DD') as review_by, reason, action_to_be_taken, linked_to
  from sis.object_alerts`;

function toObject(row: ObjectRow): ObjectAlert {
  return {
    alertId: row.alert_id,
    memberState: row.member_state,
    kind: row.kind,
    category: row.category,
    number: row.number,
    ...(row.issuing_country === null ? {} : { issuingCountry: row.issuing_country }),
    issuedOn: row.issued_on,
    reviewBy: row.review_by,
    reason: row.reason,
    actionToBeTaken: row.action_to_be_taken,
    ...(row.linked_to === null ? {} : { linkedTo: row.linked_to }),
  };
}
