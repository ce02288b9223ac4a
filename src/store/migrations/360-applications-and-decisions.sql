-- VIS: what is decided about an application is a record of its own ((EC) 767/2008 Art 8 to 14, 22a to 22f).
alter table vis.records
  alter column application_number drop not null,
  alter column application_date drop not null,
  alter column outcome drop not null,
  add column kind text not null default 'visa-application' check (kind in ('visa-application', 'visa-decision')),
  add column decided_on date,
  add column is_long_stay boolean,
  add column travels_with text[],
  add column exemption text
    check (exemption in ('impossible', 'dignitary', 'accompanying-dignitary', 'court-witness')),
  add column fingerprints_of uuid,
  add column concerns uuid,
  add column decision text check (decision in
    ('issued', 'refused', 'withdrawn', 'discontinued', 'extended', 'annulled', 'revoked')),
  add column extended_until date,
  add column new_sticker_number text,
  add column grounds text[],
  add column for_threat_or_fraud boolean,
  add column final_on date;
alter table vis.records alter column kind drop default;

-- ETIAS: what happened to an application is a record of its own ((EU) 2018/1240 Art 21 to 41, 54(2)).
alter table etias.records
  alter column application_number drop not null,
  alter column application_date drop not null,
  alter column outcome drop not null,
  add column kind text not null default 'travel-authorisation'
    check (kind in ('travel-authorisation', 'authorisation-event')),
  add column decided_on date,
  add column submitted_at text,
  add column is_family_member boolean,
  add column guardians jsonb,
  add column answered_yes boolean,
  add column concerns uuid,
  add column event text,
  add column event_at text,
  add column consent_years integer check (consent_years between 1 and 3),
  add column grounds text[];
alter table etias.records alter column kind drop default;

-- ECRIS-TCN: that the conviction left the national register ((EU) 2019/816 Art 8).
alter table ecris_tcn.records
  alter column convicting_member_state drop not null,
  alter column reference_code drop not null,
  add column kind text not null default 'conviction-index' check (kind in ('conviction-index', 'conviction-gone')),
  add column concerns uuid,
  add column gone_on date;
alter table ecris_tcn.records alter column kind drop default;

do $$
declare
  place record;
begin
  -- Written without a name: the outcomes of a file that was handed in decided.
  for place in
    select conname from pg_constraint
    where conrelid = 'vis.records'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%outcome%'
  loop
    execute format('alter table vis.records drop constraint %I', place.conname);
  end loop;
end
$$;

alter table vis.records
  add constraint records_outcome check (outcome in
    ('pending', 'issued', 'refused', 'annulled', 'revoked', 'withdrawn', 'discontinued')),
  add constraint records_application check (
    (kind = 'visa-application') = (num_nonnulls(application_number, application_date, outcome) = 3)),
  add constraint records_decision check (
    (kind = 'visa-decision') = (num_nonnulls(concerns, decision) = 2) and (decision is null or decided_on is not null));
alter table etias.records
  add constraint records_application check (
    (kind = 'travel-authorisation') = (num_nonnulls(application_number, application_date, outcome) = 3)),
  add constraint records_event check (
    (kind = 'authorisation-event') = (num_nonnulls(concerns, event, event_at) = 3));
alter table ecris_tcn.records
  add constraint records_index check (
    (kind = 'conviction-index') = (num_nonnulls(convicting_member_state, reference_code) = 2)),
  add constraint records_gone check ((kind = 'conviction-gone') = (num_nonnulls(concerns, gone_on) = 2));

-- Where a visa is looked for by its sticker ((EC) 767/2008 Art 18).
create index records_sticker on vis.records (visa_sticker_number) where visa_sticker_number is not null;
create index records_new_sticker on vis.records (new_sticker_number) where new_sticker_number is not null;
create index records_application_number on vis.records (application_number) where application_number is not null;
create index records_travels_with on vis.records using gin (travels_with) with (fastupdate = off);
-- Stays on a visa that is decided about ((EU) 2017/2226 Art 19).
create index records_visa_sticker on ees.records (visa_sticker_number) where visa_sticker_number is not null;
