-- Deadlines, corrections and notices of links.
alter table hub.identity_links
  -- At the border: twelve hours from the yellow link ((EU) 2019/817 Art 29(4)).
  add column verify_by timestamptz;
drop index hub.identity_links_to_verify;
create index identity_links_to_verify on hub.identity_links (coalesce(verify_by, 'infinity'), created_at, link_id)
  where colour = 'yellow';

alter table hub.identity_link_events drop constraint identity_link_events_event_check;
alter table hub.identity_link_events add constraint identity_link_events_event_check
  check (event in ('detected', 'changed', 'removed', 'verified', 'corrected'));
alter table hub.identity_link_events
  -- Of a verification: the deadline had passed; the person was there.
  add column late boolean,
  add column person_present boolean,
  add column similar_by text[] not null default '{}';

-- However a link ends, also with one of its data sets, so that fewer than two systems are left: the log says so.
create function hub.log_removed_link() returns trigger language plpgsql as $$
begin
  insert into hub.identity_link_events (link_id, event, colour, biometrics, identity, document, citation)
    values (old.link_id, 'removed', old.colour, old.biometrics, old.identity, old.document, old.citation);
  return null;
end
$$;
create trigger identity_links_log_removal after delete on hub.identity_links
  for each row execute function hub.log_removed_link();

-- A red link is told to the authorities responsible for the linked data (Art 32(6)), each once; gone with the link.
create table hub.link_notices (
  notice_id uuid primary key,
  link_id uuid not null references hub.identity_links on delete cascade,
  system text not null,
  member_state text not null,
  authority_classes text[] not null,
  created_at timestamptz not null default now(),
  unique (link_id, system)
);
create index link_notices_of_state on hub.link_notices (member_state, created_at, notice_id);
