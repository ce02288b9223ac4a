-- Who was born on a day that is not wholly known agrees with many days, and every search by name and date of birth asks for
-- them beside those of the day itself: without these it reads the whole table. Of the few records that have such a date.
create index records_date_not_known on ees.records (date_of_birth) where date_of_birth_known is not null;
create index records_date_not_known on vis.records (date_of_birth) where date_of_birth_known is not null;
create index records_date_not_known on etias.records (date_of_birth) where date_of_birth_known is not null;
create index records_date_not_known on sis.records (date_of_birth) where date_of_birth_known is not null;
create index records_date_not_known on ecris_tcn.records (date_of_birth) where date_of_birth_known is not null;
create index records_date_not_known on eurodac.records (date_of_birth) where date_of_birth_known is not null;
