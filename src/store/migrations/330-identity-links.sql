-- Links between data sets of two systems ((EU) 2019/817 Art 25, 34): references only, never data of persons. A pair has at
-- most one link; `first_system` comes before `second_system` in the order of the systems. A link goes with either of its
-- data sets: what is left is of one system only (Art 35).
create table hub.identity_links (
  link_id uuid primary key,
  first_system text not null,
  first_subject_id uuid not null,
  second_system text not null,
  second_subject_id uuid not null,
  colour text not null check (colour in ('white', 'yellow', 'green', 'red')),
  origin text not null check (origin in ('automatic', 'manual')),
  -- How the two data sets related when the link was last judged by itself.
  biometrics text not null check (biometrics in ('same', 'different', 'not-comparable')),
  identity text not null check (identity in ('same', 'similar', 'different')),
  document text not null check (document in ('same', 'different', 'absent')),
  citation text not null,
  -- The authority responsible for verifying it (Art 34(d)): any of these classes in this state.
  responsible_state text not null,
  responsible_classes text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (first_system <> second_system),
  unique (first_system, first_subject_id, second_system, second_subject_id),
  foreign key (first_system, first_subject_id) references hub.subjects on delete cascade,
  foreign key (second_system, second_subject_id) references hub.subjects on delete cascade
);
create index identity_links_second on hub.identity_links (second_system, second_subject_id);
create index identity_links_to_verify on hub.identity_links (created_at, link_id) where colour = 'yellow';

-- The comparison log ((EU) 2023/333 Art 4): what was found, the colour it gave, and what an authority concluded. Kept for
-- a year at most; it outlives the link.
create table hub.identity_link_events (
  event_id bigint generated always as identity primary key,
  link_id uuid not null,
  occurred_at timestamptz not null default clock_timestamp(),
  event text not null check (event in ('detected', 'changed', 'removed', 'verified')),
  colour text not null,
  biometrics text not null,
  identity text not null,
  document text not null,
  citation text not null,
  -- Of a verification.
  conclusion text,
  authority_id text,
  authority_class text,
  member_state text
);
create index identity_link_events_link on hub.identity_link_events (link_id, event_id);
create index identity_link_events_occurred_at on hub.identity_link_events (occurred_at);

alter table hub.access_log add column link_id uuid;
