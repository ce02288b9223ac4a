-- Subjects of the systems kept here, with what was captured of them. `image` and `embedding` are sealed.
create table hub.subjects (
  system text not null,
  subject_id uuid not null,
  member_state text not null,
  created_at timestamptz not null default now(),
  primary key (system, subject_id)
);

create table hub.encounters (
  encounter_id uuid primary key,
  system text not null,
  subject_id uuid not null,
  member_state text not null,
  authority_id text not null,
  encounter_at timestamptz not null,
  created_at timestamptz not null default now(),
  foreign key (system, subject_id) references hub.subjects on delete cascade
);
create index encounters_subject on hub.encounters (system, subject_id);

create table hub.samples (
  sample_id uuid primary key,
  encounter_id uuid not null references hub.encounters on delete cascade,
  position text not null,
  media_type text not null,
  width_px integer not null,
  height_px integer not null,
  ppi double precision,
  image bytea not null
);
create index samples_encounter on hub.samples (encounter_id);

-- `system`, `subject_id` and `encounter_id` are repeated here so that a gallery is loaded from one table.
create table hub.templates (
  template_id uuid primary key,
  sample_id uuid not null references hub.samples on delete cascade,
  encounter_id uuid not null references hub.encounters on delete cascade,
  system text not null,
  subject_id uuid not null,
  position text not null,
  template_version text not null,
  quality double precision not null,
  embedding bytea not null
);
create index templates_sample on hub.templates (sample_id);
create index templates_encounter on hub.templates (encounter_id);
create index templates_subject on hub.templates (system, subject_id);

-- What galleries ask for before each search. Transactions commit in another order than they begin, so a reader goes
-- by the writing transaction (`xid`) and the snapshot of its last reading, never by the largest number it has seen.
create table hub.gallery_changes (
  change_id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  template_id uuid not null,
  kind text not null check (kind in ('added', 'erased')),
  created_at timestamptz not null default now()
);
create index gallery_changes_xid on hub.gallery_changes (xid);
create index gallery_changes_created_at on hub.gallery_changes (created_at);

-- One row: changes of transactions up to this one may have been pruned.
create table hub.gallery_pruned (
  only_row boolean primary key default true check (only_row),
  through_xid xid8 not null
);
insert into hub.gallery_pruned (through_xid) values ('0');
