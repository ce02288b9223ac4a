-- A hit of a new alert for refusal of entry bears the name of the query that finds the same in an application: what is read
-- is then a word of the list. Where the application has that hit already, the other is the same once more.
create temporary table doubled on commit drop as
  select other.hit_id, same.hit_id as same_id, other.is_cause
  from etias.hits other join etias.hits same
    on same.application_id = other.application_id and same.system is not distinct from other.system
    and same.cause_subject_id is not distinct from other.cause_subject_id
    and same.cause_encounter_id is not distinct from other.cause_encounter_id
  where other.query = 'sis-refusal' and same.query = 'sis-refusal-of-entry';
update etias.hits set is_cause = true from doubled where hits.hit_id = doubled.same_id and doubled.is_cause;
delete from etias.hits using doubled where hits.hit_id = doubled.hit_id;
update etias.hits set query = 'sis-refusal-of-entry' where query = 'sis-refusal';

-- A new entry of the watchlist concerns valid authorisations as a new alert does (Art 34, 41): what it concerns is kept with
-- it, and goes with it.
alter table etias.alert_notices
  alter column alert_id drop not null,
  add column entry_id uuid references etias.watchlist (entry_id) on delete cascade,
  drop constraint alert_notices_trigger_check,
  add constraint alert_notices_trigger_check
    check (trigger in ('new-refusal-alert', 'document-reported', 'watchlist-entry')),
  add constraint alert_notices_cause_check
    check (num_nonnulls(alert_id, entry_id) = 1 and (trigger = 'watchlist-entry') = (entry_id is not null)),
  add constraint alert_notices_entry_key unique (entry_id, application_id);
