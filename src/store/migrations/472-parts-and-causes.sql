-- VIS: a hub that keeps SIS shows a visa authority some kinds of alert alone. That part is kept and not asked for again,
-- while the source still counts as one that has not answered.
alter table vis.queries add column answered_in_part text[] not null default '{}';

-- ETIAS: what a revocation rests on is what was found after the issue ((EU) 2018/1240 Art 41, 54(1)(b)): a hit says with
-- which notice it came, and a hit on an entry of the watchlist which entry it is.
alter table etias.hits
  add column notice_id uuid,
  add column cause_entry_id uuid,
  drop constraint hits_application_id_query_system_cause_subject_id_cause_enc_key,
  add constraint hits_cause_key
    unique nulls not distinct (application_id, query, system, cause_subject_id, cause_encounter_id, notice_id);
create index hits_notice on etias.hits (notice_id) where notice_id is not null;
create index hits_entry on etias.hits (cause_entry_id) where cause_entry_id is not null;
update etias.hits set notice_id = notice.notice_id
from etias.alert_notices notice
where notice.trigger = 'new-refusal-alert' and notice.application_id = hits.application_id
  and hits.query = 'sis-refusal-of-entry' and hits.cause_encounter_id = notice.alert_id;
-- Of an alert that is withdrawn no hit is left behind.
insert into etias.hits (hit_id, subject_id, application_id, query, cause_object_alert_ids, cause_entry_id, verdict, notice_id,
  found_at)
select gen_random_uuid(), subject_id, application_id,
  case trigger when 'document-reported' then 'sis-document' else 'watchlist' end,
  case trigger when 'document-reported' then array[alert_id] end, entry_id, 'doubtful', notice_id, found_at
from etias.alert_notices
where trigger <> 'new-refusal-alert' and conclusion is distinct from 'not-the-person'
  and (entry_id is not null
    or exists (select from sis.object_alerts alert where alert.alert_id = alert_notices.alert_id));

-- Marked anew. An answer with yes is verified by nobody, and a refusal rests on it all the same; which of the notices a
-- decision answered was not kept: those that are open. Of an alert that is gone it is not known that it was still there at
-- the decision: what rests on none is kept to the end of the term.
create temporary table marked on commit drop as
  select hits.hit_id, hits.subject_id,
    notice.notice_id is not null
      or (event.event <> 'revoked' and hits.notice_id is null
        and (hits.verdict <> 'unverified' or hits.query = 'questions')) as is_cause
  from etias.hits
    join etias.records event
      on event.concerns = hits.application_id and event.event in ('refused', 'annulled', 'revoked')
    left join etias.alert_notices notice
      on notice.notice_id = hits.notice_id and notice.conclusion is null and (notice.entry_id is not null
        or exists (select from sis.records alert where alert.encounter_id = notice.alert_id)
        or exists (select from sis.object_alerts alert where alert.alert_id = notice.alert_id));
update etias.hits set is_cause = marked.is_cause
from marked where marked.hit_id = hits.hit_id and hits.is_cause <> marked.is_cause;
update hub.file_calendars set due_on = '-infinity', erase_on = null
where system = 'etias' and subject_id in (select subject_id from marked);
