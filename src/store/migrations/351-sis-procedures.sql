-- What SIS holds beside alerts on persons with a name ((EU) 2018/1861, 2018/1862): what is said about an alert, alerts on
-- objects and on unknown wanted persons, hits and what follows them, and what the SIRENE Bureaux owe one another.
do $$
declare
  name text;
begin
  -- Written without a name: the kinds of before.
  for name in
    select conname from pg_constraint
    where conrelid = 'sis.records'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%alert_kind = ANY%'
  loop
    execute format('alter table sis.records drop constraint %I', name);
  end loop;
end
$$;

alter table sis.records
  add column details jsonb,
  add constraint records_alert_kind
    check (
      alert_kind in (
        'refusal-of-entry', 'return', 'arrest', 'missing-person', 'judicial-procedure', 'check', 'unknown-wanted'
      )
    );

create table sis.object_alerts (
  alert_id uuid primary key,
  member_state text not null check (member_state ~ '^[A-Z]{3}$'),
  authority_id text not null,
  kind text not null check (kind in ('object-check', 'object-seizure')),
  category text not null,
  number text not null,
  number_form text not null,
  issuing_country text,
  issued_on date not null,
  review_by date not null,
  reason text not null,
  action_to_be_taken text not null,
  -- The alert on a person it is linked to.
  linked_to uuid references hub.encounters on delete cascade,
  entered_at timestamptz not null
);
create index object_alerts_number on sis.object_alerts (number_form, category);
create index object_alerts_review on sis.object_alerts (review_by);
create index object_alerts_state on sis.object_alerts (member_state, alert_id);

-- An alert is an encounter (a person) or an alert on an object; what is said about it goes with it.
create table sis.alert_events (
  event_id uuid primary key,
  alert_id uuid not null,
  encounter_id uuid references hub.encounters on delete cascade,
  object_alert_id uuid references sis.object_alerts on delete cascade,
  member_state text not null,
  kind text not null
    check (
      kind in (
        'flagged', 'flag-withdrawn', 'hidden', 'shown-again', 'extended', 'linked', 'unlinked', 'left-territory',
        'misused-identity', 'misused-identity-deleted'
      )
    ),
  at timestamptz not null,
  place bigint generated always as identity,
  in_states text[],
  on_day date,
  linked_to uuid,
  categories text[],
  -- Sealed: what the victim of a misused identity consented to.
  victim bytea,
  check (num_nonnulls(encounter_id, object_alert_id) = 1)
);
create index alert_events_alert on sis.alert_events (alert_id, place);
create index alert_events_encounter on sis.alert_events (encounter_id);
create index alert_events_object on sis.alert_events (object_alert_id);
create index alert_events_hidden on sis.alert_events (at) where kind = 'hidden';

create table sis.hits (
  hit_id uuid primary key,
  alert_id uuid not null,
  encounter_id uuid references hub.encounters on delete cascade,
  object_alert_id uuid references sis.object_alerts on delete cascade,
  subject_id uuid,
  alert_kind text not null,
  issuing_state text not null,
  executing_state text not null,
  found_by text not null,
  check (num_nonnulls(encounter_id, object_alert_id) = 1)
);
create index hits_issuing on sis.hits (issuing_state, hit_id);
create index hits_executing on sis.hits (executing_state, hit_id);
create index hits_subject on sis.hits (subject_id);
create index hits_encounter on sis.hits (encounter_id);
create index hits_object on sis.hits (object_alert_id);

create table sis.hit_events (
  hit_id uuid not null references sis.hits on delete cascade,
  place integer not null,
  step text not null,
  at text not null,
  primary key (hit_id, place)
);

create table sis.sirene_cases (
  case_id uuid primary key,
  event text not null,
  alert_id uuid not null,
  encounter_id uuid references hub.encounters on delete cascade,
  object_alert_id uuid references sis.object_alerts on delete cascade,
  subject_id uuid,
  at text not null,
  from_state text not null,
  to_state text not null,
  is_extended boolean not null default false,
  answered_at text,
  answer text,
  check (num_nonnulls(encounter_id, object_alert_id) = 1)
);
create index sirene_cases_to on sis.sirene_cases (to_state, case_id) where answered_at is null;
create index sirene_cases_from on sis.sirene_cases (from_state, case_id) where answered_at is null;
create index sirene_cases_subject on sis.sirene_cases (subject_id);
create index sirene_cases_encounter on sis.sirene_cases (encounter_id);
create index sirene_cases_object on sis.sirene_cases (object_alert_id);
