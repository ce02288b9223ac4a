-- What the sweep of retention goes by: the first day on which something of a file must be erased.
alter table hub.file_calendars add column erase_on date;
create index file_calendars_erase on hub.file_calendars (erase_on, system, subject_id) where erase_on is not null;

-- A file that has lost its last record and is kept a while longer ((EU) 2017/2226 Art 34(2)).
create table hub.file_ends (
  system text not null,
  subject_id uuid not null,
  erase_on date not null,
  primary key (system, subject_id),
  foreign key (system, subject_id) references hub.subjects on delete cascade
);
create index file_ends_day on hub.file_ends (erase_on, system, subject_id);

-- Records without a day on which they are erased, each with the reason: none is kept in silence.
create table hub.open_terms (
  system text not null,
  subject_id uuid not null,
  encounter_id uuid primary key,
  member_state text not null check (member_state ~ '^[A-Z]{3}$'),
  cause text not null check (cause in ('undecided', 'conviction-stands', 'fact-missing', 'no-rule')),
  reason text not null,
  citation text
);
create index open_terms_file on hub.open_terms (system, subject_id);
create index open_terms_of_state on hub.open_terms (member_state, cause, encounter_id);

-- Of the files there are, the days are computed anew.
update hub.file_calendars set due_on = '-infinity';
