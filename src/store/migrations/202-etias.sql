-- ETIAS: applications for a travel authorisation, without biometrics ((EU) 2018/1240 Art 17, 36, 37).
create schema if not exists etias;

create table etias.records (
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
  valid_until date,

  check (num_nonnulls(document_kind, document_number, document_issuing_country) in (0, 3)),
  check (document_valid_until is null or document_number is not null),
  check (document_number_form is null or document_number is not null)
);

create index records_subject on etias.records (subject_id, encounter_at);
-- Without a list of pending entries, which every search would have to read through.
create index records_surname on etias.records using gin (surname_forms) with (fastupdate = off);
create index records_date_of_birth on etias.records (date_of_birth);
create index records_document on etias.records (document_number_form, document_issuing_country)
  where document_number_form is not null;
