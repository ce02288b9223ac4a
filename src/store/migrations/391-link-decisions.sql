-- What an authority concluded about a link and why. `reason` is sealed: it may say something of the persons. The key of
-- the request lets a conclusion that was sent twice be entered once.
create table hub.link_decisions (
  decision_id uuid primary key,
  link_id uuid not null references hub.identity_links on delete cascade,
  decided_at timestamptz not null default now(),
  authority_id text not null,
  conclusion text not null,
  idempotency_key text,
  reason bytea,
  unique (link_id, authority_id, idempotency_key)
);
