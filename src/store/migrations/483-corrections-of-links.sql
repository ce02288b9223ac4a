-- Links are locked before what was decided of them, in the order of a verification.
-- The colour an authority had given a link that is yellow until a second operator has concluded about its correction.
alter table hub.identity_links add column if not exists reopened_from text
  constraint identity_links_reopened_from_check check (reopened_from in ('white', 'green', 'red'));

-- What another authority found wrong about a link is kept as a decision, and stands until the responsible one has concluded
-- ((EU) 2019/817 Art 31(3), 32(7), 33(5)): once for each authority.
alter table hub.link_decisions drop constraint if exists link_decisions_role_check;
alter table hub.link_decisions add constraint link_decisions_role_check
  check (role in ('alone', 'first', 'second', 'dissenting', 'decider', 'reporting'));
alter table hub.link_decisions add column if not exists standing boolean not null default false;
create unique index if not exists link_decisions_standing on hub.link_decisions (link_id, authority_id) where standing;

-- A conclusion of the responsible authority answers what was reported of the link; other data do not.
create or replace function hub.drop_link_proposals() returns trigger language plpgsql as $$
begin
  delete from hub.link_decisions where link_id = new.link_id and pending;
  if new.origin = 'manual' then
    update hub.link_decisions set standing = false where link_id = new.link_id and standing;
  end if;
  return null;
end
$$;

-- The yellow links of one state: those of all states are millions, and any class may ask. Whose they are is read in the index
-- alone. On a large table it may be made beforehand, with `concurrently`.
create index if not exists identity_links_to_verify_in
  on hub.identity_links (responsible_state, coalesce(verify_by, 'infinity'), created_at, link_id)
  include (responsible_classes, verify_by) where colour = 'yellow';
