-- By whom and as what the record of a reference was entered: what a search of the gallery may be narrowed by. Neither
-- changes once it is entered.
alter table hub.templates
  add column member_state text check (member_state ~ '^[A-Z]{3}$'),
  add column category text;

update hub.templates template
set member_state = entered.member_state, category = entered.category
from (
  select encounter_id, encounter.member_state, coalesce(
    ees.kind, vis.kind, ecris_tcn.kind, sis.alert_kind, eurodac.category, eurodac.kind
  ) as category
  from hub.encounters encounter
  left join ees.records ees using (encounter_id)
  left join vis.records vis using (encounter_id)
  left join ecris_tcn.records ecris_tcn using (encounter_id)
  left join sis.records sis using (encounter_id)
  left join eurodac.records eurodac using (encounter_id)
) entered
where template.encounter_id = entered.encounter_id;

alter table hub.templates
  alter column member_state set not null,
  alter column category set not null;
