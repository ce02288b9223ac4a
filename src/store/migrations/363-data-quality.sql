-- EES: what decides which biometrics a record holds ((EU) 2017/2226 Art 16 to 18).
alter table ees.records add column biometrics jsonb;

-- Which soft rules of data quality each record meets not, without data of persons; it goes with the record.
create table hub.record_quality (
  encounter_id uuid primary key references hub.encounters on delete cascade,
  system text not null,
  member_state text not null,
  recorded_on date not null,
  rules text[] not null
);
create index record_quality_day on hub.record_quality (recorded_on, system, member_state);

-- What a blocking rule refused: nothing of it was kept.
create table hub.quality_refusals (
  refusal_id bigint generated always as identity primary key,
  system text not null,
  member_state text not null,
  refused_on date not null,
  rule text not null
);
create index quality_refusals_day on hub.quality_refusals (refused_on, system, member_state);
