-- A second operator for a link, where the installation asks for one. Who had which part in a decision; rows that are
-- `pending` are what was concluded about a link that is still yellow, at most once by each operator.
alter table hub.link_decisions
  add column operator_id text,
  add column role text not null default 'alone'
    check (role in ('alone', 'first', 'second', 'dissenting', 'decider')),
  add column person_present boolean,
  add column pending boolean not null default false,
  -- Another conclusion than this gave the link its colour.
  add column overruled boolean not null default false,
  add constraint link_decisions_pending_check
    check (not pending or (operator_id is not null and role in ('first', 'dissenting')));
create unique index link_decisions_pending on hub.link_decisions (link_id, role) where pending;
create unique index link_decisions_pending_operator on hub.link_decisions (link_id, authority_id, operator_id)
  where pending;

-- What was concluded is about the link as it was: whatever changes the link lets it fall. It goes with the link too.
create function hub.drop_link_proposals() returns trigger language plpgsql as $$
begin
  delete from hub.link_decisions where link_id = new.link_id and pending;
  return null;
end
$$;
create trigger identity_links_drop_proposals after update on hub.identity_links
  for each row execute function hub.drop_link_proposals();
