-- What the EES file holds beside entries, exits and refusals ((EU) 2017/2226 Art 16 to 21, 35): the whole visa,
-- decisions on a stay, proof against the presumption of overstay, and corrections, each a record of its own.
alter table ees.records
  add column visa_valid_from date,
  add column visa_entries text check (visa_entries in ('single', 'double', 'multiple')),
  add column visa_limited_territory boolean,
  add column authorisation_number text,
  add column authorisation_valid_until date,
  add column authorisation_limited_territory boolean,
  add column free_movement boolean,
  add column fallback boolean,
  add column started_inside boolean,
  add column later_date date,
  add column later_kind text check (later_kind in (
    'extension', 'bilateral-extension', 'revocation', 'annulment',
    'exit', 'right-to-stay', 'serious-event',
    'rectification', 'completion', 'erasure')),
  add column ends_on date,
  add column new_sticker_number text,
  add column decision_grounds text[],
  add column concerns uuid;

do $$
declare
  name text;
begin
  -- Both were written without a name: the kinds, and that a visa stands in an entry only.
  for name in
    select conname from pg_constraint
    where conrelid = 'ees.records'::regclass and contype = 'c'
      and (pg_get_constraintdef(oid) like '%kind = ANY%''refusal''%'
        or pg_get_constraintdef(oid) like '%visa_sticker_number IS NULL%')
  loop
    execute format('alter table ees.records drop constraint %I', name);
  end loop;
end
$$;

alter table ees.records
  add constraint records_kind
    check (kind in ('entry', 'exit', 'refusal', 'stay-decision', 'rebuttal', 'amendment')),
  add constraint records_visa_kind
    check (visa_sticker_number is null or kind in ('entry', 'exit', 'refusal')),
  add constraint records_visa_more
    check (visa_sticker_number is not null or num_nonnulls(visa_valid_from, visa_entries, visa_limited_territory) = 0),
  add constraint records_visa_order
    check (visa_valid_from is null or visa_valid_from <= visa_valid_until),
  add constraint records_authorisation
    check (num_nonnulls(authorisation_number, authorisation_valid_until) in (0, 2)),
  add constraint records_later
    check ((kind in ('stay-decision', 'rebuttal', 'amendment'))
      = (num_nonnulls(later_date, later_kind) = 2)),
  add constraint records_concerns
    check (kind not in ('rebuttal', 'amendment') or concerns is not null);

-- The list of overstayers, kept per file. `due_on` is the next day on which time alone changes whether the file is
-- listed; a file whose records changed is due at once. `version` guards against a change while a file is judged.
create table ees.overstay_files (
  subject_id uuid primary key,
  due_on date,
  -- The day the person came onto the list; null while the person is not on it.
  listed_since date,
  version bigint not null default 0
);

create index overstay_files_listed on ees.overstay_files (subject_id) where listed_since is not null;
create index overstay_files_due on ees.overstay_files (due_on, subject_id) where due_on is not null;

insert into ees.overstay_files (subject_id, due_on)
select distinct subject_id, '-infinity'::date from ees.records;
