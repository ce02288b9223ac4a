-- What a Eurodac data set holds beside its category ((EU) 2024/1358 Art 17 to 26), temporary protection (Art 26), and
-- what is reported about a data set afterwards (Art 16, 17(2), 25, 29(9), 30, 31), each message a record of its own.
do $$
declare
  name text;
begin
  -- Written without a name: the six categories of before.
  for name in
    select conname from pg_constraint
    where conrelid = 'eurodac.records'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%category = ANY%'
  loop
    execute format('alter table eurodac.records drop constraint %I', name);
  end loop;
end
$$;

alter table eurodac.records
  alter column category drop not null,
  alter column event_date drop not null,
  alter column reference_number drop not null,
  add column kind text not null default 'data-set' check (kind in ('data-set', 'status-message')),
  add column event_place text,
  add column biometrics_taken_on date,
  -- As sent, with the offset of the place: retention counts from its calendar day.
  add column transmitted_at text
    check (transmitted_at ~ '^\d{4}-\d{2}-\d{2}[Tt ]'),
  add column admission_outcome text
    check (admission_outcome in ('admitted', 'refused', 'discontinued')),
  add column arrival text check (arrival in ('take-charge', 'relocation')),
  add column arrived_on date,
  add column security_flag boolean,
  add column council_decision text,
  add column council_decision_in_force_from date,
  add column status text
    check (
      status in (
        'member-state-responsible', 'arrival', 'departure', 'removal', 'relocation', 'assisted-return',
        'application-rejected', 'protection-granted', 'protection-withdrawn', 'residence-document',
        'security-flag', 'security-flag-ended', 'citizenship', 'temporary-protection-prolonged'
      )
    ),
  add column status_date date,
  add column concerns uuid,
  add column status_member_state text check (status_member_state ~ '^[A-Z]{3}$'),
  add column prolonged_until date,
  add column others_consulted boolean;

alter table eurodac.records
  add constraint records_category
    check (
      category in (
        'international-protection', 'admission', 'national-resettlement', 'irregular-crossing', 'illegal-stay',
        'search-and-rescue', 'temporary-protection'
      )
    ),
  add constraint records_data_set
    check (num_nonnulls(category, event_date, reference_number) = case kind when 'data-set' then 3 else 0 end),
  add constraint records_status
    check (num_nonnulls(status, status_date, concerns) = case kind when 'status-message' then 3 else 0 end),
  add constraint records_admission
    check (admission_outcome is null or category = 'admission'),
  add constraint records_council_decision
    check (num_nonnulls(council_decision, council_decision_in_force_from) = 0 or category = 'temporary-protection'),
  add constraint records_arrived
    check (arrived_on is null or arrival is not null);

create index records_concerns on eurodac.records (concerns) where concerns is not null;
