-- A notice obliges only to what its state can report about a data set of that category ((EU) 2024/1358 Art 16(4), 31); the
-- others are told and no more. What joined two data sets may be found false: then what was reported about the one is
-- nothing to the other (Art 3(6), 38).
alter table eurodac.notices drop constraint if exists notices_obliges_check;
alter table eurodac.notices add constraint notices_obliges_check
  check (
    obliges in ('mark-too', 'update-responsible', 'note-relocation', 'delete-flag-too', 'erase-too', 'informed')
  );
alter table eurodac.notices add column if not exists origin_encounter_id uuid;

-- Sent twice in a row: the first stays. Of who is responsible, or takes the person, the last word alone does.
with told as (
  select notice_id, sent_at, encounter_id, obliges, status, from_member_state, origin_encounter_id, word,
    row_number() over said = 1 or status_member_state is distinct from lag(status_member_state) over said as is_new
  from (
    select *, case when status in ('member-state-responsible', 'relocation') then '' else status_member_state end as word
    from eurodac.notices where settled_at is null
  ) as open
  window said as (
    partition by encounter_id, obliges, status, from_member_state, origin_encounter_id, word
    order by sent_at, notice_id
  )
), judged as (
  select notice_id, row_number() over (
    partition by encounter_id, obliges, status, from_member_state, origin_encounter_id, word
    order by is_new desc, sent_at desc, notice_id desc
  ) as place
  from told
)
update eurodac.notices as notice set settled_at = now()
from judged where judged.notice_id = notice.notice_id and judged.place > 1;

-- No message of theirs could do what these oblige to. A copy of a mark (Art 31(6)) can be made.
update eurodac.notices as notice set obliges = 'informed'
from eurodac.records as record
where record.encounter_id = notice.encounter_id and notice.settled_at is null and (
  (notice.obliges = 'update-responsible' and record.category <> 'international-protection')
  or (
    notice.obliges in ('note-relocation', 'mark-too')
    and record.category not in ('international-protection', 'irregular-crossing', 'illegal-stay', 'search-and-rescue')
  )
  or (
    notice.obliges = 'mark-too' and notice.status = 'residence-document'
    and record.category = 'international-protection' and record.arrival is distinct from 'relocation'
  )
);

-- Data of refused admission, or of an admission whose outcome is not recorded, are kept (Art 29(4), 30).
update eurodac.notices as notice set settled_at = now()
from eurodac.records as record
where record.encounter_id = notice.encounter_id and notice.settled_at is null and notice.obliges = 'erase-too'
  and record.category = 'admission' and record.admission_outcome is distinct from 'admitted';

-- Nobody marks for a protection that ended: its end was told nobody. Of who is one person by the hits there are.
with recursive person (notice_id, subject_id) as (
  select notice_id, subject_id from eurodac.notices
  where settled_at is null and obliges = 'mark-too' and status = 'protection-granted'
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
)
update eurodac.notices as notice set obliges = 'informed'
where notice.settled_at is null and notice.obliges = 'mark-too' and notice.status = 'protection-granted' and not exists (
  select from person join eurodac.records as granted using (subject_id)
  where person.notice_id = notice.notice_id and granted.member_state = notice.from_member_state
    and granted.status = 'protection-granted' and not exists (
      select from eurodac.records as ended
      where ended.subject_id = granted.subject_id and ended.concerns = granted.concerns
        and ended.status = 'protection-withdrawn'
        and (ended.status_date, ended.encounter_at) > (granted.status_date, granted.encounter_at)
    )
);
