-- What is due about the files of all systems, by day: erasures, notices, reviews. Only the days are kept; what is due on
-- them is read from the records when it is asked for. A file whose records changed has its days computed anew, as has
-- one on the next of its days.
create table hub.file_calendars (
  system text not null,
  subject_id uuid not null,
  due_on date,
  primary key (system, subject_id)
);
create index file_calendars_due on hub.file_calendars (due_on) where due_on is not null;

create table hub.due_days (
  system text not null,
  subject_id uuid not null,
  due_on date not null,
  -- State that entered what is due.
  member_state text not null check (member_state ~ '^[A-Z]{3}$'),
  primary key (system, subject_id, due_on, member_state)
);
create index due_days_of_state on hub.due_days (member_state, due_on, system, subject_id);

insert into hub.file_calendars (system, subject_id, due_on)
select distinct 'ees', subject_id, '-infinity'::date from ees.records
union select distinct 'vis', subject_id, '-infinity'::date from vis.records
union select distinct 'etias', subject_id, '-infinity'::date from etias.records
union select distinct 'sis', subject_id, '-infinity'::date from sis.records
union select distinct 'ecris-tcn', subject_id, '-infinity'::date from ecris_tcn.records
union select distinct 'eurodac', subject_id, '-infinity'::date from eurodac.records;
