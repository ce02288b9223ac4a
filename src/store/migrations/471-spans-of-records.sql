-- The tables of a month read the records of that month, not all there are: without these each reads the whole table, longer
-- one day than a statement may take. Of a few kilobytes: records come about in the order of their time.
create index records_span on ees.records using brin (encounter_at) with (autosummarize = on);
create index records_span on vis.records using brin (encounter_at) with (autosummarize = on);
create index records_span on etias.records using brin (encounter_at) with (autosummarize = on);
create index records_span on sis.records using brin (encounter_at) with (autosummarize = on);
create index records_span on ecris_tcn.records using brin (encounter_at) with (autosummarize = on);
create index records_span on eurodac.records using brin (encounter_at) with (autosummarize = on);
create index identity_links_span on hub.identity_links using brin (created_at) with (autosummarize = on);
