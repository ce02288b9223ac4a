-- ETIAS: what the automated processing of an application found ((EU) 2018/1240 Art 20). A hit says which query found
-- something and in which system; whom it found is a reference nobody is shown, kept so that it is known when the record
-- or alert is deleted (Art 54(1)(b)). It goes with the application.
create table etias.hits (
  hit_id uuid primary key,
  subject_id uuid not null,
  application_id uuid not null references etias.records (encounter_id) on delete cascade,
  query text not null,
  system text,
  cause_subject_id uuid,
  cause_encounter_id uuid,
  verdict text not null check (verdict in ('unverified', 'confirmed', 'doubtful')),
  -- The negative decision rests on it.
  is_cause boolean not null default false,
  deleted_on date,
  found_at timestamptz not null default clock_timestamp(),
  unique nulls not distinct (application_id, query, system, cause_subject_id, cause_encounter_id)
);
create index hits_application on etias.hits (application_id);
create index hits_subject on etias.hits (subject_id);
create index hits_cause on etias.hits (system, cause_subject_id) where is_cause and deleted_on is null;

-- What could not be asked: a source outside the hub, or one that did not answer. Nothing is issued on silence.
create table etias.processings (
  application_id uuid primary key references etias.records (encounter_id) on delete cascade,
  processed_at timestamptz not null,
  asked text[] not null,
  not_answered text[] not null
);

-- The watchlist (Art 34, 35): data of persons suspected of terrorist or other serious offences.
create table etias.watchlist (
  entry_id uuid primary key,
  entered_by text not null,
  member_state text not null,
  entered_at timestamptz not null default clock_timestamp(),
  valid_until date not null,
  surnames text[],
  given_names text[],
  date_of_birth date,
  document_number text,
  document_issuing_country text,
  surname_forms text[] not null,
  document_number_form text,
  check (num_nonnulls(surnames, document_number) > 0)
);
create index watchlist_surname on etias.watchlist using gin (surname_forms) with (fastupdate = off);
create index watchlist_document on etias.watchlist (document_number_form) where document_number_form is not null;
create index watchlist_valid_until on etias.watchlist (valid_until);
create index records_pending on etias.records (encounter_at, encounter_id) where outcome = 'pending';
create index records_concerns on etias.records (concerns) where concerns is not null;
