/** Valid authorisations that a new alert or entry of the watchlist concerns: what a National Unit has to decide ((EU) 2018/1240 Art 34, 41). */
import { UNION_AGENCY } from '../../domain/country-codes.js';
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { EtiasQuery } from '../../domain/law/etias-query-table.js';
import type { SystemId } from '../../domain/systems.js';
import type { AlertNotice, EtiasAlertNotices } from '../../workflows/ports/systems.js';
import { searchEverybody } from '../alphanumeric-search.js';
import { documentNumberForm } from '../search-forms.js';
import { sqlUntil } from '../sql-until.js';
import { createWatchlistEntries } from './watchlist-entries.js';

type NoticeRow = {
  readonly notice_id: string;
  readonly subject_id: SubjectId;
  readonly application_id: EncounterId;
  readonly trigger: AlertNotice['trigger'];
  readonly alert_id: EncounterId | null;
  readonly entry_id: string | null;
  readonly member_state: string;
  readonly found_at: Date;
};

export function createAlertNotices(): EtiasAlertNotices {
  return {
    ...createWatchlistEntries(),
    async noteAlert(tx, { notice, causeSubjectId, hitId }) {
      const { noticeId, subjectId, applicationId, trigger, alertId, entryId, memberState, foundAt } = notice;
      const rows = await tx.query(INSERT_NOTICE, [
        noticeId,
        subjectId,
        applicationId,
        trigger,
        alertId ?? null,
        entryId ?? null,
        memberState,
        foundAt,
      ]);
      if (rows.length === 0) return;
      const { query, system } = HIT_OF[trigger];
      await tx.query(INSERT_HIT, [
        hitId,
        subjectId,
        applicationId,
        query,
        system ?? null,
        causeSubjectId ?? null,
        causeSubjectId === undefined ? null : alertId,
        trigger === 'document-reported' ? [alertId] : null,
        entryId ?? null,
        noticeId,
      ]);
    },
    async openNotices(sql, { memberState, limit }) {
      const rows = await sql.query<NoticeRow>(
        `${SELECT} where ${IS_OF} and ${IS_OPEN_NOTICE} and ${IS_NOT_ENDED} order by found_at, notice_id limit $2`,
        [memberState, limit],
      );
      return rows.map(toNotice);
    },
    async lockNotice(tx, { noticeId, memberState }) {
      const [row] = await tx.query<NoticeRow>(
        `${SELECT} where ${IS_OF} and ${IS_OPEN_NOTICE} and ${IS_NOT_ENDED} and notice_id = $2 for update`,
        [memberState, noticeId],
      );
      return row && toNotice(row);
    },
    async concludeNotice(tx, { noticeId, conclusion, at }) {
      await tx.query(
        'update etias.alert_notices set conclusion = $2, concluded_at = $3 where notice_id = $1',
        [noticeId, conclusion, at],
      );
      if (conclusion === 'not-the-person') {
        await tx.query('delete from etias.hits where notice_id = $1', [noticeId]);
      }
    },
    async holdersOfDocument(sql, { number, issuingCountry }) {
      const form = documentNumberForm(number);
      if (form === undefined) return [];
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(HOLDERS, [
        form,
        issuingCountry ?? null,
      ]);
      return rows.map(({ subject_id }) => subject_id);
    },
    everybodyLike: (sql, about, signal) =>
      searchEverybody(sqlUntil(signal, sql, 'etias'), 'etias.records', about),
  };
}

function toNotice(row: NoticeRow): AlertNotice {
  return {
    noticeId: row.notice_id,
    subjectId: row.subject_id,
    applicationId: row.application_id,
    trigger: row.trigger,
    ...(row.alert_id === null ? {} : { alertId: row.alert_id }),
    ...(row.entry_id === null ? {} : { entryId: row.entry_id }),
    memberState: row.member_state,
    foundAt: row.found_at.toISOString(),
  };
}

const INSERT_NOTICE = `
  insert into etias.alert_notices (notice_id, subject_id, application_id, trigger, alert_id, entry_id, member_state,
    found_at)
  select $1, $2, encounter_id, $4, $5, $6, $7, $8 from etias.records where encounter_id = $3 for key share
  on conflict do nothing returning notice_id`;

/** The query that finds the same in an application, and the system it names where it is one of persons. */
const HIT_OF: Readonly<
  Record<AlertNotice['trigger'], { readonly query: EtiasQuery; readonly system?: SystemId }>
> = {
  'new-refusal-alert': { query: 'sis-refusal-of-entry', system: 'sis' },
  'document-reported': { query: 'sis-document' },
  'watchlist-entry': { query: 'watchlist' },
};

/** So that a revocation knows what it rests on, and ends with it (Art 54(1)(b)). */
const INSERT_HIT = `
  insert into etias.hits (hit_id, subject_id, application_id, query, system, cause_subject_id, cause_encounter_id,
    cause_object_alert_ids, cause_entry_id, notice_id, verdict)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'doubtful') on conflict do nothing`;

const SELECT = `
  select notice_id, subject_id, application_id, trigger, alert_id, entry_id, member_state, found_at
  from etias.alert_notices`;

/** An application that stands in the name of no state is every National Unit's. */
const IS_OF = `member_state in ($1, '${UNION_AGENCY}')`;

/** An alert that is deleted asks for nothing; with an entry its notices go. */
export const IS_OPEN_NOTICE = `
  conclusion is null and (entry_id is not null
    or exists (select from sis.records alert where alert.encounter_id = alert_notices.alert_id)
    or exists (select from sis.object_alerts alert where alert.alert_id = alert_notices.alert_id))`;

/** What was revoked or annulled since is decided. */
const IS_NOT_ENDED = `
  not exists (
    select from etias.records event
    where event.concerns = alert_notices.application_id and event.event in ('annulled', 'revoked'))`;

const HOLDERS = `
  select distinct subject_id from etias.records
  where document_number_form = $1 and ($2::text is null or document_issuing_country = $2::text)
  order by subject_id`;
