-- Data of a person whose processing is restricted ((EU) 2019/817 Art 48(1)): the mark that every answer about them carries.
-- It goes with the data, or when the authority that set it lifts it.
create table hub.restrictions (
  request_id uuid primary key references hub.right_requests,
  system text not null,
  subject_id uuid not null,
  since date not null,
  foreign key (system, subject_id) references hub.subjects on delete cascade
);
create index restrictions_subject on hub.restrictions (system, subject_id);

alter table hub.right_requests
  add column lifted_on date,
  add column lift_reason text,
  add check (lifted_on is null or (kind = 'restriction' and concluded_on is not null and lift_reason is not null));
