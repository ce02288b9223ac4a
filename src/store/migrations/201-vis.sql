-- The VIS: visa applications and their outcome ((EC) 767/2008 Art 9 to 13).
create schema if not exists vis;

create table vis.records (
  encounter_id uuid primary key,
  subject_id uuid not null,
  member_state text not null check (member_state ~ '^[A-Z]{3}$'),
  encounter_at timestamptz not null,

  -- As claimed.
  surnames text[] not null,
  given_names text[] not null,
  date_of_birth date not null,
  sex text not null check (sex in ('female', 'male', 'unspecified')),
  nationalities text[] not null check (cardinality(nationalities) > 0),
  place_of_birth text,
  country_of_birth text,
  other_names text[],

  document_kind text
    check (document_kind in ('passport', 'identity-card', 'refugee-travel-document', 'laissez-passer', 'other')),
  document_number text,
  document_issuing_country text,
  document_valid_until date,

  -- As searched: `adapters/search-forms.ts`.
  surname_forms text[] not null,
  given_name_forms text[] not null,
  document_number_form text,

  application_number text not null,
  application_date date not null,
  outcome text not null check (outcome in ('pending', 'issued', 'refused', 'annulled', 'revoked')),
  visa_sticker_number text,
  visa_valid_from date,
  visa_valid_until date,
  visa_duration_days integer check (visa_duration_days > 0),
  visa_entries text check (visa_entries in ('single', 'double', 'multiple')),

  check (num_nonnulls(document_kind, document_number, document_issuing_country) in (0, 3)),
  check (document_valid_until is null or document_number is not null),
  check (document_number_form is null or document_number is not null),
  check (
    num_nonnulls(visa_sticker_number, visa_valid_from, visa_valid_until, visa_duration_days, visa_entries) in (0, 5)
  )
);

create index records_subject on vis.records (subject_id, encounter_at);
-- Without a list of pending entries, which every search would have to read through.
create index records_surname on vis.records using gin (surname_forms) with (fastupdate = off);
create index records_date_of_birth on vis.records (date_of_birth);
create index records_document on vis.records (document_number_form, document_issuing_country)
  where document_number_form is not null;
