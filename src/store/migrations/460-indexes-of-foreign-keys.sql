-- A row of hub.encounters that is deleted takes what is about it along: without these, each one reads the whole table.
create index object_alerts_linked_to on sis.object_alerts (linked_to) where linked_to is not null;
create index hits_encounter on eurodac.hits (encounter_id);
create index notices_encounter on eurodac.notices (encounter_id);
