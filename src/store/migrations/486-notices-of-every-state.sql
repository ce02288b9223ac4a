-- A data set may hold records of several states: each is told of a red link once (Art 32(6)). Of each system the first notice is in
-- hub.link_notices, into which processes of the release before go on writing one; those to further states are here.
create table if not exists hub.further_link_notices (
  notice_id uuid primary key,
  link_id uuid not null references hub.identity_links on delete cascade,
  system text not null,
  member_state text not null,
  authority_classes text[] not null,
  created_at timestamptz not null default now(),
  unique (link_id, system, member_state)
);
create index if not exists further_link_notices_of_state
  on hub.further_link_notices (member_state, created_at, notice_id);
