-- Who asked for what, and whether it was permitted: identifiers only. Rows are added, never changed or removed. They
-- are not chained by hashes: a chain makes every request of the hub wait for the one before it.
create table hub.access_log (
  entry_id bigint generated always as identity primary key,
  logged_at timestamptz not null default clock_timestamp(),
  authority_id text not null,
  authority_class text not null,
  member_state text not null,
  purpose text not null,
  access_right text not null,
  systems text[] not null,
  outcome text not null check (outcome in ('permitted', 'denied')),
  operation_id uuid,
  subject_id uuid
);
create index access_log_subject on hub.access_log (subject_id) where subject_id is not null;
create index access_log_logged_at on hub.access_log (logged_at);

create function hub.refuse_change_of_log() returns trigger language plpgsql as $$
begin
  raise exception 'the access log is append-only';
end
$$;

create trigger access_log_append_only before update or delete or truncate on hub.access_log
  for each statement execute function hub.refuse_change_of_log();
