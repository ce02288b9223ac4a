-- The gallery may lie in shards, each held by some matcher processes. Every reference of one person is in one shard.

-- 32 bits that decide where a subject of a system lies. Stable for ever.
create function hub.gallery_key(system text, subject_id uuid) returns bigint
language sql immutable parallel safe
return ('x' || left(encode(sha256((system || '/' || subject_id::text)::bytea), 'hex'), 8))::bit(32)::bigint;

-- Keys are divided into ranges of equal length, so that an index finds the references of one shard.
create function hub.shard_of(gallery_key bigint, shard_count integer) returns integer
language sql immutable parallel safe
return ((gallery_key * shard_count) >> 32)::integer;

create index templates_gallery_key on hub.templates (hub.gallery_key(system, subject_id));

-- One row. Changed only while no matcher is alive, and under the advisory lock 1752523367 (`hubg`): gallery-layout.ts.
create table hub.gallery_layout (
  only_row boolean primary key default true check (only_row),
  -- Tells this gallery from those of other databases, whose files a matcher may find in its folder.
  gallery_id uuid not null default gen_random_uuid(),
  shard_count integer not null check (shard_count between 1 and 256)
);
insert into hub.gallery_layout (shard_count) values (1);

-- Matcher processes, by the clock of the database. One that was not seen for a while counts as gone.
create table hub.matchers (
  matcher_id uuid primary key,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  -- False where configuration says which shards it holds: the others then share all shards without it.
  is_assigned boolean not null,
  -- Shards it has room for; null where nothing is said.
  shards_max integer check (shards_max > 0)
);

create table hub.matcher_shards (
  matcher_id uuid not null references hub.matchers on delete cascade,
  shard integer not null,
  is_ready boolean not null default false,
  -- No file of this shard at this matcher holds what was erased by transactions this snapshot sees.
  compacted_through pg_snapshot,
  primary key (matcher_id, shard)
);
create index matcher_shards_shard on hub.matcher_shards (shard);

-- What a shard holds, as a holder last counted it, to say how much an answer lacks while nobody holds it.
create table hub.shard_references (
  shard integer primary key,
  reference_count bigint not null,
  counted_at timestamptz not null default now()
);

-- A search of a gallery in shards: what each shard said, sealed. Gone when they have been merged.
create table hub.operation_shard_answers (
  operation_id uuid not null references hub.operations on delete cascade,
  shard integer not null,
  answer bytea,
  answered_at timestamptz,
  primary key (operation_id, shard),
  check ((answer is null) = (answered_at is null))
);
create index operation_shard_answers_waiting on hub.operation_shard_answers (operation_id) where answer is null;

-- Puts a search to every shard there is; to none where there is one only. Waits for a change of the layout under way:
-- each statement of such a function sees what was committed before it, so the lock is held when the layout is read.
create function hub.divide_search(searched uuid) returns void language plpgsql volatile as $$
begin
  perform pg_advisory_xact_lock_shared(1752523367);
  insert into hub.operation_shard_answers (operation_id, shard)
  select searched, shard from hub.gallery_layout, generate_series(0, shard_count - 1) shard
  where shard_count > 1
  on conflict do nothing;
end
$$;

-- A search of a gallery in shards is one job per shard.
alter table hub.outbox add column shard integer;

-- An erasure ends when every holder of its shard has compacted what this transaction erased. Rows there are already
-- get this migration's transaction, which is later than theirs.
alter table hub.operations
  add column accepted_xid xid8 not null default pg_current_xact_id(),
  add column gallery_key bigint;
