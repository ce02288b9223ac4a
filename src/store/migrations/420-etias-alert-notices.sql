-- A new alert for refusal of entry, or on a document, that concerns a valid travel authorisation ((EU) 2018/1240 Art 41(3)):
-- what the National Unit of the state that entered the alert has to decide. It goes with the application.
create table etias.alert_notices (
  notice_id uuid primary key,
  subject_id uuid not null,
  application_id uuid not null references etias.records (encounter_id) on delete cascade,
  trigger text not null check (trigger in ('new-refusal-alert', 'document-reported')),
  alert_id uuid not null,
  -- The state that entered the alert.
  member_state text not null check (member_state ~ '^[A-Z]{3}$'),
  found_at timestamptz not null,
  conclusion text check (conclusion in ('not-the-person', 'kept')),
  concluded_at timestamptz,
  check ((conclusion is null) = (concluded_at is null)),
  unique (application_id, alert_id)
);
create index alert_notices_open on etias.alert_notices (member_state, found_at, notice_id) where conclusion is null;
