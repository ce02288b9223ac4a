-- What Eurodac does with a data set beside keeping it ((EU) 2024/1358): comparisons and their hits (Art 27, 28, 38), what
-- other states of origin are told and owe (Art 16(4), 17(4), 30, 31), cases whose biometrics are still to be transmitted
-- (Art 15 to 26), and requests of law enforcement (Art 32 to 34). References, states and days only, no data of persons.
-- Whatever is about a data set goes with it.
create table eurodac.comparisons (
  comparison_id uuid primary key,
  collection text not null,
  member_state text not null check (member_state ~ '^[A-Z]{3}$'),
  reference_number text,
  -- The data set that was transmitted; absent where biometrics are compared and not stored.
  encounter_id uuid references hub.encounters on delete cascade,
  subject_id uuid,
  -- The request of law enforcement it answers.
  request_id uuid,
  compared_on date not null,
  wants_own boolean not null,
  is_urgent boolean not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  completed_at timestamptz,
  outcome text check (outcome in ('hit', 'no-hit', 'not-compared')),
  reason text,
  overflow boolean not null default false
);
create index comparisons_encounter on eurodac.comparisons (encounter_id);
create index comparisons_request on eurodac.comparisons (request_id) where request_id is not null;
create index comparisons_open on eurodac.comparisons (member_state, due_at) where completed_at is null;
create index comparisons_subject on eurodac.comparisons (subject_id);

create table eurodac.hits (
  hit_id uuid primary key,
  -- From 0: what serves asylum responsibility first (Art 27(5)).
  place integer not null,
  comparison_id uuid not null references eurodac.comparisons on delete cascade,
  incoming_encounter_id uuid,
  incoming_subject_id uuid,
  -- The stored data set that was hit.
  encounter_id uuid not null references hub.encounters on delete cascade,
  subject_id uuid not null,
  member_state text not null,
  category text not null,
  found_by text not null check (found_by in ('fingerprint', 'fingerprint-and-face', 'face', 'alphanumeric')),
  found_at timestamptz not null,
  state text not null default 'returned' check (state in ('returned', 'with-expert', 'confirmed', 'false', 'reported')),
  expertise text check (expertise in ('fingerprint', 'face')),
  concluded_on date,
  report_by date,
  is_late boolean,
  -- Unique identity of the official who looked last, as the authority names them.
  expert_id text,
  unique (comparison_id, encounter_id)
);
create index hits_subject on eurodac.hits (subject_id);
create index hits_incoming_subject on eurodac.hits (incoming_subject_id);
create index hits_found_at on eurodac.hits (found_at);

create table eurodac.notices (
  notice_id uuid primary key,
  -- State of origin that is told.
  to_member_state text not null,
  encounter_id uuid not null references hub.encounters on delete cascade,
  subject_id uuid not null,
  obliges text not null
    check (obliges in ('mark-too', 'update-responsible', 'note-relocation', 'delete-flag-too', 'erase-too')),
  status text not null,
  status_date date not null,
  status_member_state text,
  from_member_state text not null,
  due_at timestamptz not null,
  citation text not null,
  sent_at timestamptz not null,
  -- When the state was shown it.
  read_at timestamptz,
  -- When the state did what it obliges to.
  settled_at timestamptz
);
create index notices_of_state on eurodac.notices (to_member_state, due_at, notice_id) where settled_at is null;
create index notices_subject on eurodac.notices (subject_id);

create table eurodac.transmission_cases (
  case_id uuid primary key,
  member_state text not null,
  reference_number text not null,
  collection text not null,
  event_at text not null,
  circumstances jsonb not null,
  opened_at timestamptz not null,
  transmitted_at text,
  unique (member_state, reference_number)
);
create index transmission_cases_open on eurodac.transmission_cases (member_state, case_id) where transmitted_at is null;

create table eurodac.law_enforcement_requests (
  request_id uuid primary key,
  authority_id text not null,
  member_state text not null,
  -- Sealed: file number, offence, reasons.
  request bytea not null,
  is_urgent boolean not null,
  state text not null check (state in ('waiting', 'approved', 'refused', 'searched', 'justified', 'unjustified', 'erased')),
  asked_at timestamptz not null,
  verified_by text,
  verified_at timestamptz,
  comparison_id uuid,
  erasure_confirmed_at timestamptz
);
create index law_enforcement_requests_state on eurodac.law_enforcement_requests (member_state, asked_at, request_id);

-- What a month is counted from (Art 12).
create index records_transmitted_month on eurodac.records (substr(transmitted_at, 1, 7)) where transmitted_at is not null;
create index records_received on eurodac.records (encounter_at) where transmitted_at is null and kind = 'data-set';
create index records_status_date on eurodac.records (status_date) where status_date is not null;

-- The rest of what a data set holds (Art 17(1), (2) and its mirrors), and how a minor's biometrics were taken (Art 14).
alter table eurodac.records add column details jsonb;

do $$
declare
  name text;
begin
  -- Written without a name: the statuses of before.
  for name in
    select conname from pg_constraint
    where conrelid = 'eurodac.records'::regclass and contype = 'c'
      and pg_get_constraintdef(oid) like '%status = ANY%'
  loop
    execute format('alter table eurodac.records drop constraint %I', name);
  end loop;
end
$$;

alter table eurodac.records
  add constraint records_status_known
    check (
      status in (
        'member-state-responsible', 'arrival', 'departure', 'removal', 'relocation', 'assisted-return',
        'application-rejected', 'border-procedure-decided', 'protection-granted', 'protection-withdrawn',
        'residence-document', 'security-flag', 'security-flag-ended', 'citizenship',
        'temporary-protection-prolonged'
      )
    );

create index records_reference on eurodac.records (reference_number, member_state) where reference_number is not null;
