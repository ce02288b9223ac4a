/** Valid authorisations that a new alert concerns: what a National Unit has to decide ((EU) 2018/1240 Art 41(3)). */
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { AlertNotice, EtiasAlertNotices } from '../../workflows/ports/systems.js';
import { documentNumberForm } from '../search-forms.js';

type NoticeRow = {
  readonly notice_id: string;
  readonly subject_id: SubjectId;
  readonly application_id: EncounterId;
  readonly trigger: AlertNotice['trigger'];
  readonly alert_id: EncounterId;
  readonly member_state: string;
  readonly found_at: Date;
};

export function createAlertNotices(): EtiasAlertNotices {
  return {
    async noteAlert(tx, { notice, causeSubjectId, hitId }) {
      const { noticeId, subjectId, applicationId, trigger, alertId, memberState, foundAt } = notice;
      const rows = await tx.query(INSERT_NOTICE, [
        noticeId,
        subjectId,
        applicationId,
        trigger,
        alertId,
        memberState,
        foundAt,
      ]);
      if (rows.length === 0 || causeSubjectId === undefined) return;
      await tx.query(INSERT_HIT, [hitId, subjectId, applicationId, causeSubjectId, alertId]);
    },
    async openNotices(sql, { memberState, limit }) {
      const rows = await sql.query<NoticeRow>(
        `${SELECT} where conclusion is null and member_state = $1 and ${IS_IN_FORCE} order by found_at, notice_id limit $2`,
        [memberState, limit],
      );
      return rows.map(toNotice);
    },
    async lockNotice(tx, { noticeId, memberState }) {
      const [row] = await tx.query<NoticeRow>(
        `${SELECT} where conclusion is null and member_state = $1 and ${IS_IN_FORCE} and notice_id = $2 for update`,
        [memberState, noticeId],
      );
      return row && toNotice(row);
    },
    async concludeNotice(tx, { noticeId, conclusion, at }) {
      await tx.query(
        'update etias.alert_notices set conclusion = $2, concluded_at = $3 where notice_id = $1',
        [noticeId, conclusion, at],
      );
      if (conclusion === 'not-the-person') await tx.query(DELETE_HIT, [noticeId]);
    },
    async holdersOfDocument(sql, { number, issuingCountry, limit }) {
      const form = documentNumberForm(number);
      if (form === undefined) return [];
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(HOLDERS, [
        form,
        issuingCountry ?? null,
        limit,
      ]);
      return rows.map(({ subject_id }) => subject_id);
    },
  };
}

function toNotice(row: NoticeRow): AlertNotice {
  return {
    noticeId: row.notice_id,
    subjectId: row.subject_id,
    applicationId: row.application_id,
    trigger: row.trigger,
    alertId: row.alert_id,
    memberState: row.member_state,
    foundAt: row.found_at.toISOString(),
  };
}

const INSERT_NOTICE = `
  insert into etias.alert_notices (notice_id, subject_id, application_id, trigger, alert_id, member_state, found_at)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning notice_id`;

/** So that a revocation knows what it rests on, and ends with it (Art 54(1)(b)). */
const INSERT_HIT = `
  insert into etias.hits (hit_id, subject_id, application_id, query, system, cause_subject_id, cause_encounter_id, verdict)
  values ($1, $2, $3, 'sis-refusal', 'sis', $4, $5, 'doubtful') on conflict do nothing`;

const DELETE_HIT = `
  delete from etias.hits using etias.alert_notices notice
  where notice.notice_id = $1 and hits.application_id = notice.application_id
    and hits.system = 'sis' and hits.cause_encounter_id = notice.alert_id`;

const SELECT = `
  select notice_id, subject_id, application_id, trigger, alert_id, member_state, found_at from etias.alert_notices`;

/** What was revoked or annulled since is decided, and an alert that is deleted asks for nothing. */
const IS_IN_FORCE = `
  (exists (select from sis.records alert where alert.encounter_id = alert_notices.alert_id)
    or exists (select from sis.object_alerts alert where alert.alert_id = alert_notices.alert_id)) and
  not exists (
    select from etias.records event
    where event.concerns = alert_notices.application_id and event.event in ('annulled', 'revoked'))`;

const HOLDERS = `
  select distinct subject_id from etias.records
  where document_number_form = $1 and ($2::text is null or document_issuing_country = $2::text) limit $3`;
