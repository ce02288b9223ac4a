-- What a state owes eu-LISA about a hit of biometrics that are not stored hangs on no subject ((EU) 2024/1358 Art 38).
create index if not exists hits_false_of_nothing_stored on eurodac.hits (report_by, hit_id)
  where state = 'false' and incoming_encounter_id is null;

-- A conclusion may be wrong: it is taken back with a reason, and what was settled because of it is open again.
alter table eurodac.hits add column if not exists reopened_because text;
alter table eurodac.notices add column if not exists unfounded_by uuid;
create index if not exists notices_unfounded on eurodac.notices (unfounded_by) where unfounded_by is not null;

-- What was found false before that ended anything: notices about data sets that only such a hit joins with one of who sent them.
with recursive person (notice_id, subject_id) as (
  select notice_id, subject_id from eurodac.notices where settled_at is null and origin_encounter_id is null
  union
  select person.notice_id, linked.subject_id
  from person cross join lateral (
    select incoming_subject_id as subject_id from eurodac.hits
    where hits.subject_id = person.subject_id and incoming_subject_id is not null
      and (state = 'confirmed' or (state in ('returned', 'with-expert') and found_by like 'fingerprint%'))
    union all
    select hits.subject_id from eurodac.hits
    where incoming_subject_id = person.subject_id
      and (state = 'confirmed' or (state in ('returned', 'with-expert') and found_by like 'fingerprint%'))
  ) as linked
), parted as (
  select distinct on (person.notice_id) person.notice_id, untrue.hit_id
  from person
  join eurodac.notices as told on told.notice_id = person.notice_id
  cross join lateral (
    select hit_id, incoming_subject_id as subject_id from eurodac.hits
    where hits.subject_id = person.subject_id and incoming_subject_id is not null and state in ('false', 'reported')
    union all
    select hit_id, hits.subject_id from eurodac.hits
    where incoming_subject_id = person.subject_id and state in ('false', 'reported')
  ) as untrue
  join eurodac.records as theirs on theirs.subject_id = untrue.subject_id
    and theirs.kind = 'data-set' and theirs.member_state = told.from_member_state
  order by person.notice_id, untrue.hit_id
)
update eurodac.notices as notice set settled_at = now(), unfounded_by = parted.hit_id
from parted
where parted.notice_id = notice.notice_id and not exists (
  select from person join eurodac.records as theirs using (subject_id)
  where person.notice_id = notice.notice_id and theirs.kind = 'data-set'
    and theirs.member_state = notice.from_member_state
);
