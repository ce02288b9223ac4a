/** What negative decisions of ETIAS rest on, and when it was deleted where it stood; a hit nothing rests on goes with it. */
import type { EncounterId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { DecisionCauses } from '../../workflows/ports/systems.js';

/** `recordTables`: where the records of each system kept here lie. */
export function createDecisionCauses(recordTables: ReadonlyMap<string, string>): DecisionCauses {
  // Each only where the system is kept here: of another hub's records none lies in these tables, deleted or not.
  const gone = [...recordTables].map(
    ([system, table]) => `(hit.system = '${system}' and '${system}' = any($3::text[])
      and hit.cause_subject_id is not null and not exists (
        select from ${table} cause where cause.subject_id = hit.cause_subject_id
          and (hit.cause_encounter_id is null or cause.encounter_id = hit.cause_encounter_id)))`,
  );
  gone.push(DOCUMENT_ALERTS_GONE, ENTRY_GONE);
  const deleted = `
    with gone as (
      select hit.hit_id, hit.subject_id, hit.is_cause from etias.hits hit
      where ((hit.is_cause and hit.deleted_on is null) or ${IS_OF_NO_DECISION}) and (${gone.join(' or ')})
      order by hit.hit_id limit $2
      for update of hit skip locked
    ), noted as (
      update etias.hits set deleted_on = $1::date from gone where hits.hit_id = gone.hit_id and gone.is_cause
    ), dropped as (
      delete from etias.hits using gone where hits.hit_id = gone.hit_id and not gone.is_cause
    ), stale as (
      update hub.file_calendars set due_on = '-infinity', erase_on = null
      from gone
      where gone.is_cause and file_calendars.system = 'etias' and file_calendars.subject_id = gone.subject_id
    )
    select count(*)::integer as count from gone`;
  return {
    async ofSubject(sql, { system, subjectId }) {
      if (system !== 'etias') return new Map();
      const rows = await sql.query<{
        readonly application_id: EncounterId;
        readonly deleted_on: LocalDate | null;
      }>(CAUSES, [subjectId]);
      const causes = new Map<EncounterId, { readonly deletedOn?: LocalDate }[]>();
      for (const { application_id, deleted_on } of rows) {
        const known = causes.get(application_id) ?? [];
        known.push(deleted_on === null ? {} : { deletedOn: deleted_on });
        causes.set(application_id, known);
      }
      return causes;
    },
    async noteDeleted(tx, { today, limit, keptHere }) {
      const [row] = await tx.query<{ readonly count: number }>(deleted, [today, limit, keptHere]);
      return row!.count;
    },
  };
}

/** Came with a notice about a valid authorisation: with the alert withdrawn, the person's file says nothing of it. */
const IS_OF_NO_DECISION = '(not hit.is_cause and hit.notice_id is not null)';

/** The last of the alerts on the document. */
const DOCUMENT_ALERTS_GONE = `
  (hit.cause_object_alert_ids is not null and 'sis' = any($3::text[]) and not exists (
    select from sis.object_alerts alert where alert.alert_id = any (hit.cause_object_alert_ids)))`;

/** Of the watchlist: the one told by a notice, or the last of those an application was found to be on. */
const ENTRY_GONE = `
  (num_nonnulls(hit.cause_entry_id, hit.cause_entry_ids) > 0 and 'etias' = any($3::text[]) and not exists (
    select from etias.watchlist entry
    where entry.entry_id = hit.cause_entry_id or entry.entry_id = any (hit.cause_entry_ids)))`;

const CAUSES = `
  select application_id, to_char(deleted_on, 'YYYY-MM-DD') as deleted_on
  from etias.hits where subject_id = $1 and is_cause order by hit_id`;
