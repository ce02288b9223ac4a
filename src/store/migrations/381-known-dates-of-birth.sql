-- What is known of a date of birth; null where all of it is.
alter table ees.records add column date_of_birth_known text check (date_of_birth_known in ('year-and-month', 'year', 'none'));
alter table vis.records add column date_of_birth_known text check (date_of_birth_known in ('year-and-month', 'year', 'none'));
alter table etias.records add column date_of_birth_known text check (date_of_birth_known in ('year-and-month', 'year', 'none'));
alter table sis.records add column date_of_birth_known text check (date_of_birth_known in ('year-and-month', 'year', 'none'));
alter table ecris_tcn.records add column date_of_birth_known text check (date_of_birth_known in ('year-and-month', 'year', 'none'));
alter table eurodac.records add column date_of_birth_known text check (date_of_birth_known in ('year-and-month', 'year', 'none'));
