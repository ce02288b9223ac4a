-- The EES: entries, exits and refusals of entry ((EU) 2017/2226 Art 16 to 18).
create schema if not exists ees;

create table ees.records (
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

  kind text not null check (kind in ('entry', 'exit', 'refusal')),
  border_crossing_point text not null,
  entry_date date,
  exit_date date,
  refusal_date date,
  refusal_grounds text[],
  visa_sticker_number text,
  visa_valid_until date,
  visa_duration_days integer check (visa_duration_days between 1 and 90),

  check (num_nonnulls(document_kind, document_number, document_issuing_country) in (0, 3)),
  check (document_valid_until is null or document_number is not null),
  check (document_number_form is null or document_number is not null),
  check ((kind = 'entry') = (entry_date is not null)),
  check ((kind = 'exit') = (exit_date is not null)),
  check ((kind = 'refusal') = (refusal_date is not null)),
  check ((kind = 'refusal') = (refusal_grounds is not null)),
  check (num_nonnulls(visa_sticker_number, visa_valid_until, visa_duration_days) in (0, 3)),
  check (visa_sticker_number is null or kind = 'entry')
);

create index records_subject on ees.records (subject_id, encounter_at);
-- Without a list of pending entries, which every search would have to read through.
create index records_surname on ees.records using gin (surname_forms) with (fastupdate = off);
create index records_date_of_birth on ees.records (date_of_birth);
create index records_document on ees.records (document_number_form, document_issuing_country)
  where document_number_form is not null;
