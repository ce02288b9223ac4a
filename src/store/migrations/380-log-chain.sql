-- The access log becomes the log of every component that must keep one: what one request does is a row for each component
-- that took part. Rows are committed with what they log and chained afterwards by a single chainer, so that no request
-- waits for another; until then, for about a second, a trigger alone protects them.
alter table hub.access_log
  add column component text not null default 'hub',
  add column event_id uuid not null default gen_random_uuid(),
  add column operator_id text,
  add column ordered_by text,
  add column reference text,
  add column data_used text[] not null default '{}',
  add column result text,
  add column case_id uuid,
  -- The search data where the article asks for them: sealed, and their digest with the salt.
  add column search_data bytea,
  add column search_data_digest text,
  add column salt text not null default replace(gen_random_uuid()::text, '-', ''),
  add column chained boolean not null default false;
create index access_log_not_chained on hub.access_log (entry_id) where not chained;
create index access_log_component on hub.access_log (component, logged_at);
create index access_log_event on hub.access_log (event_id);
create index access_log_case on hub.access_log (case_id) where case_id is not null;

-- One chain for each component. A row outlives the content of its entry, so that the chain stays verifiable when the time
-- of keeping has ended; erased ones at the beginning of a chain are replaced by a checkpoint.
create table hub.log_chain (
  component text not null,
  sequence bigint not null,
  entry_id bigint not null,
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  link_hash text not null check (link_hash ~ '^[0-9a-f]{64}$'),
  chained_at timestamptz not null default clock_timestamp(),
  erased_at timestamptz,
  primary key (component, sequence)
);
create unique index log_chain_entry on hub.log_chain (component, entry_id);

create table hub.log_checkpoints (
  component text not null,
  -- Everything up to and including it has been erased; the chain goes on from `link_hash`.
  through_sequence bigint not null,
  link_hash text not null,
  made_at timestamptz not null default clock_timestamp(),
  primary key (component, through_sequence)
);

-- When data were erased: what logs about them are counted from. Written with every erasure of a subject, whose identifier
-- is gone from every table but the logs: a digest finds it from a log entry, and nothing else.
create table hub.erased_data (
  data_set bytea primary key,
  erased_at timestamptz not null default clock_timestamp()
);
create index erased_data_erased_at on hub.erased_data (erased_at);
create function hub.data_set_digest(system text, subject_id uuid) returns bytea language sql immutable as $$
  select sha256(convert_to(system || '/' || subject_id::text, 'UTF8'))
$$;
create function hub.note_erased_data() returns trigger language plpgsql as $$
begin
  insert into hub.erased_data (data_set) values (hub.data_set_digest(old.system, old.subject_id))
    on conflict (data_set) do update set erased_at = excluded.erased_at;
  return null;
end
$$;
create trigger subjects_note_erasure after delete on hub.subjects
  for each row execute function hub.note_erased_data();

-- The same as `src/domain/law/log-table.ts`: a test compares the two. Here, so that a row cannot be deleted earlier.
create table hub.log_terms (
  component text primary key,
  kept interval not null,
  from_data boolean not null
);
insert into hub.log_terms (component, kept, from_data) values
  ('esp', '1 year', false),
  ('shared-bms', '1 year', false),
  ('cir', '1 year', false),
  ('mid', '1 year', false),
  ('screening', '1 year', false),
  ('carriers', '2 years', false),
  ('ees', '1 year', true),
  ('vis', '1 year', true),
  ('etias', '1 year', false),
  ('sis', '3 years', false),
  ('ecris-tcn', '1 year', true),
  ('eurodac', '1 year', true),
  ('hub', '1 year', false);

-- Monitoring that has begun keeps a log longer.
create table hub.log_holds (
  hold_id uuid primary key,
  component text not null references hub.log_terms,
  placed_by text not null,
  reference text not null,
  placed_at timestamptz not null default clock_timestamp(),
  lifted_at timestamptz
);
create index log_holds_active on hub.log_holds (component) where lifted_at is null;

-- Entries that count from themselves: about no data set, or a refusal. The others are found from the erasure of their data.
create index access_log_of_itself on hub.access_log (component, logged_at)
  where subject_id is null or outcome = 'denied';
create index access_log_data_set on hub.access_log (hub.data_set_digest(component, subject_id))
  where subject_id is not null;

create function hub.log_entry_has_ended(entry hub.access_log) returns boolean language sql stable as $$
  select entry.chained
    and not exists (select from hub.log_holds h where h.component = entry.component and h.lifted_at is null)
    and exists (
      select from hub.log_terms t where t.component = entry.component
        and entry.logged_at + t.kept < clock_timestamp()
        and (not t.from_data or entry.subject_id is null or entry.outcome = 'denied' or (
          not exists (select from hub.subjects s where s.system = entry.component and s.subject_id = entry.subject_id)
          and not exists (
            select from hub.erased_data e
            where e.data_set = hub.data_set_digest(entry.component, entry.subject_id)
              and e.erased_at + t.kept >= clock_timestamp()
          )
        ))
    )
$$;

drop trigger access_log_append_only on hub.access_log;
create trigger access_log_no_truncate before truncate on hub.access_log
  for each statement execute function hub.refuse_change_of_log();

create function hub.guard_access_log() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.chained or not new.chained or (to_jsonb(new) - 'chained') <> (to_jsonb(old) - 'chained') then
      raise exception 'the access log is append-only';
    end if;
    return new;
  end if;
  if not hub.log_entry_has_ended(old) then
    raise exception 'the access log is append-only: the time of keeping has not ended';
  end if;
  update hub.log_chain set erased_at = clock_timestamp()
    where component = old.component and entry_id = old.entry_id;
  return old;
end
$$;
create trigger access_log_guard before update or delete on hub.access_log
  for each row execute function hub.guard_access_log();

create function hub.guard_log_chain() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.erased_at is null and new.erased_at is not null
      and (to_jsonb(new) - 'erased_at') = (to_jsonb(old) - 'erased_at') and pg_trigger_depth() > 1 then
      return new;
    end if;
  elsif old.erased_at is not null and exists (
    select from hub.log_checkpoints c where c.component = old.component and c.through_sequence >= old.sequence
  ) then
    return old;
  end if;
  raise exception 'the chain of a log is append-only';
end
$$;
create trigger log_chain_guard before update or delete on hub.log_chain
  for each row execute function hub.guard_log_chain();
create trigger log_chain_no_truncate before truncate on hub.log_chain
  for each statement execute function hub.refuse_change_of_log();
create trigger log_checkpoints_append_only before update or delete or truncate on hub.log_checkpoints
  for each statement execute function hub.refuse_change_of_log();
create trigger log_terms_append_only before update or delete or truncate on hub.log_terms
  for each statement execute function hub.refuse_change_of_log();
