-- Consultations of the identity repository by law enforcement ((EU) 2019/817 Art 22) and requests for full access to EES,
-- VIS and ETIAS. What they state of a case is sealed; no data of a person searched for, and none of an answer, is here.
create table hub.cir_queries (
  query_id uuid primary key,
  authority_id text not null,
  member_state text not null,
  state text not null check (state in ('no-match', 'open', 'access-requested', 'reason-recorded')),
  -- Of the systems that held a match.
  systems text[] not null,
  asked_at timestamptz not null,
  settled_at timestamptz,
  -- Sealed: offence, grounds, file, who consulted and who ordered it, reason.
  document bytea not null
);
create index cir_queries_of_state on hub.cir_queries (member_state, asked_at, query_id);
create index cir_queries_age on hub.cir_queries (asked_at);

create table hub.law_enforcement_requests (
  request_id uuid primary key,
  system text not null check (system in ('ees', 'vis', 'etias')),
  authority_id text not null,
  member_state text not null,
  state text not null check (state in ('waiting', 'approved', 'refused', 'searched', 'justified', 'unjustified')),
  asked_at timestamptz not null,
  verify_by date,
  -- Sealed: the whole request.
  document bytea not null
);
create index law_enforcement_requests_to_decide on hub.law_enforcement_requests (member_state, asked_at, request_id)
  where state in ('waiting', 'searched');
create index law_enforcement_requests_age on hub.law_enforcement_requests (asked_at);
