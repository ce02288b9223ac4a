-- VIS: the automated queries of an application for a long-stay visa or residence permit ((EC) 767/2008 Art 22b). Whom a hit
-- found is not kept; hits the file must not record are in no row. Both go with the application.
create table vis.queries (
  application_id uuid primary key references vis.records (encounter_id) on delete cascade,
  queried_at timestamptz not null,
  answered text[] not null,
  not_answered text[] not null
);

create table vis.hits (
  hit_id uuid primary key,
  subject_id uuid not null,
  application_id uuid not null references vis.records (encounter_id) on delete cascade,
  hit text not null check (hit not in ('sis-missing-person', 'sis-judicial-procedure', 'sis-discreet-check')),
  -- The state that entered what was found, where the source says so.
  member_state text,
  verdict text not null default 'unverified' check (verdict in ('unverified', 'confirmed'))
);
create index hits_application on vis.hits (application_id);
