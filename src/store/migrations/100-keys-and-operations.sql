-- Migrations are plain SQL files named `<three digits>-<kebab-case-name>.sql`, for example `200-ees.sql`, run in order
-- of that number, all new ones in one transaction; `<file name without .sql>` is recorded in hub.migrations. So: no
-- `begin`/`commit`, no `create index concurrently`, every name with its schema (`create schema if not exists ees;`),
-- and never edited once released. There is no way back down; the words node-pg-migrate looks for to split a file
-- (a comment that says the direction followed by the word for such a file) must not stand at the start of a comment.
-- 1xx: the hub's own schema. 2xx: one file per system. A later change of either takes the next free number from 300,
-- as a file that sorts before one that has already run is refused.
create schema if not exists hub;

-- Data keys, wrapped under the key encryption key the process is configured with. The newest one seals.
create table hub.data_keys (
  data_key_id integer primary key check (data_key_id > 0),
  key_encryption_key_id text not null,
  wrapped_key bytea not null,
  created_at timestamptz not null default now()
);

-- `request`, `probes`, `gallery_answer` and `result` are sealed: they hold data of persons.
create table hub.operations (
  operation_id uuid primary key,
  kind text not null,
  state text not null default 'queued'
    check (state in ('queued', 'extracted', 'searched', 'completed', 'rejected', 'failed')),
  -- The queue of the operation's latest outbox row: where its job belongs if Redis loses it.
  queue text,
  authority_id text not null,
  authority_class text not null,
  member_state text not null,
  purpose text not null,
  -- Keyed hashes: of the caller's key, which may be anything, and of the content it was used with.
  idempotency_mac bytea,
  content_mac bytea,
  request bytea not null,
  probes bytea,
  gallery_answer bytea,
  result bytea,
  problem jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- When the relay last looked whether the job still exists.
  looked_at timestamptz not null default now()
);
create unique index operations_idempotency on hub.operations (authority_id, idempotency_mac)
  where idempotency_mac is not null;
create index operations_unfinished on hub.operations (looked_at)
  where state in ('queued', 'extracted', 'searched');
create index operations_finished on hub.operations (updated_at)
  where state in ('completed', 'rejected', 'failed');

create table hub.operation_samples (
  operation_id uuid not null references hub.operations on delete cascade,
  sample_index smallint not null,
  position text not null,
  ppi double precision,
  image bytea not null,
  primary key (operation_id, sample_index)
);

create table hub.outbox (
  outbox_id bigint generated always as identity primary key,
  queue text not null,
  operation_id uuid not null references hub.operations on delete cascade,
  created_at timestamptz not null default now()
);
create index outbox_operation on hub.outbox (operation_id);
