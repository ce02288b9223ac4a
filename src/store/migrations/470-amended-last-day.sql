-- An amendment of a decision or a proof names the last day as it should be ((EU) 2017/2226 Art 35(8)). A column of its own:
-- `ends_on` of an amendment holds the corrected day of the record, which says nothing about how long anybody may stay.
alter table ees.records add column amended_ends_on date;
