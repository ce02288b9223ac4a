-- Everybody of one birthday is gone through page by page, in the order of the persons: without it each page read the whole birthday,
-- or the whole table, again. Where a date is not wholly known, likewise everybody of the year, of the month, or of none. They
-- do what the indexes of the date alone did. On a large table they may be made beforehand, with `concurrently`.
create index if not exists records_birthday on ees.records (date_of_birth, subject_id);
create index if not exists records_birthday on vis.records (date_of_birth, subject_id);
create index if not exists records_birthday on etias.records (date_of_birth, subject_id);
create index if not exists records_birthday on sis.records (date_of_birth, subject_id);
create index if not exists records_birthday on ecris_tcn.records (date_of_birth, subject_id);
create index if not exists records_birthday on eurodac.records (date_of_birth, subject_id);
create index if not exists records_birthday_in_part on ees.records (date_of_birth_known, (case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end), subject_id)
  where date_of_birth_known is not null;
create index if not exists records_birthday_in_part on vis.records (date_of_birth_known, (case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end), subject_id)
  where date_of_birth_known is not null;
create index if not exists records_birthday_in_part on etias.records (date_of_birth_known, (case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end), subject_id)
  where date_of_birth_known is not null;
create index if not exists records_birthday_in_part on sis.records (date_of_birth_known, (case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end), subject_id)
  where date_of_birth_known is not null;
create index if not exists records_birthday_in_part on ecris_tcn.records (date_of_birth_known, (case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end), subject_id)
  where date_of_birth_known is not null;
create index if not exists records_birthday_in_part on eurodac.records (date_of_birth_known, (case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end), subject_id)
  where date_of_birth_known is not null;
-- Last, as readers wait from here on.
drop index if exists ees.records_date_of_birth;
drop index if exists ees.records_date_not_known;
drop index if exists vis.records_date_of_birth;
drop index if exists vis.records_date_not_known;
drop index if exists etias.records_date_of_birth;
drop index if exists etias.records_date_not_known;
drop index if exists sis.records_date_of_birth;
drop index if exists sis.records_date_not_known;
drop index if exists ecris_tcn.records_date_of_birth;
drop index if exists ecris_tcn.records_date_not_known;
drop index if exists eurodac.records_date_of_birth;
drop index if exists eurodac.records_date_not_known;
