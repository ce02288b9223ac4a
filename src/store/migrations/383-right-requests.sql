-- Requests of persons about their data ((EU) 2019/817 Art 48). What a request says of the person is sealed and goes when it
-- is concluded; the rest is the written record for supervisory authorities.
create table hub.right_requests (
  request_id uuid primary key,
  kind text not null check (kind in ('access', 'rectification', 'erasure', 'restriction')),
  system text,
  subject_id uuid,
  link_id uuid,
  received_on date not null,
  received_by text not null,
  responsible text not null,
  forwarded_on date,
  extended_on date,
  concluded_on date,
  outcome text check (outcome in ('granted', 'partly', 'refused')),
  reason text,
  details bytea,
  check ((concluded_on is null) = (outcome is null)),
  check (concluded_on is null or details is null)
);
create index right_requests_open on hub.right_requests (responsible, received_on, request_id) where concluded_on is null;
create index right_requests_received on hub.right_requests (received_by, received_on, request_id);
