-- What Eurodac does beside keeping data sets ends too ((EU) 2024/1358 Art 29(2), 29(10), 32, 33). A case that was transmitted
-- goes with its data set; what hangs on none is looked for by its age.
alter table eurodac.transmission_cases add column encounter_id uuid references hub.encounters on delete cascade;
create index transmission_cases_encounter on eurodac.transmission_cases (encounter_id) where encounter_id is not null;
create index transmission_cases_closed on eurodac.transmission_cases (opened_at) where transmitted_at is not null;

update eurodac.transmission_cases as closed
set encounter_id = (
  select encounter_id from eurodac.records
  where reference_number = closed.reference_number and member_state = closed.member_state and kind = 'data-set'
  order by encounter_at desc limit 1
)
where transmitted_at is not null;
-- Their data sets are erased.
delete from eurodac.transmission_cases where transmitted_at is not null and encounter_id is null;

create index comparisons_of_nothing_stored on eurodac.comparisons (asked_at)
  where encounter_id is null and request_id is null;
create index law_enforcement_requests_asked on eurodac.law_enforcement_requests (asked_at);
-- Those that wait are few among all there were.
drop index eurodac.law_enforcement_requests_state;
create index law_enforcement_requests_waiting on eurodac.law_enforcement_requests (member_state, asked_at, request_id)
  where state = 'waiting' or (is_urgent and state = 'searched');

-- Searches whose images gave no template: nobody makes them any more, and their requests may be searched after all.
update eurodac.comparisons as stuck
set completed_at = now(), outcome = 'not-compared', reason = 'Nothing was compared.'
where completed_at is null and encounter_id is null and not exists (
  select from hub.operations
  where operation_id = stuck.comparison_id and state in ('queued', 'extracted', 'searched')
);
update eurodac.law_enforcement_requests as request
set comparison_id = null, state = case state when 'searched' then 'waiting' else 'approved' end
from eurodac.comparisons as comparison
where comparison.comparison_id = request.comparison_id and comparison.outcome = 'not-compared'
  and request.state in ('searched', 'approved', 'justified');

-- Of searches found unjustified, what was written after it was erased, and that there had been something.
delete from eurodac.hits where comparison_id in (
  select comparison.comparison_id
  from eurodac.comparisons as comparison join eurodac.law_enforcement_requests as request using (request_id)
  where request.state in ('unjustified', 'erased')
);
update eurodac.comparisons as comparison
set outcome = 'not-compared', reason = 'The search was not justified. (EU) 2024/1358 Art 32.', overflow = false
from eurodac.law_enforcement_requests as request
where request.request_id = comparison.request_id and request.state in ('unjustified', 'erased')
  and comparison.completed_at is not null;

-- Citizenship of another country than a Member State, or one associated with them, obliges nobody to erase (Art 30).
update eurodac.notices set settled_at = now()
where settled_at is null and obliges = 'erase-too' and status_member_state not in (
  'AUT', 'BEL', 'BGR', 'CYP', 'CZE', 'DEU', 'DNK', 'ESP', 'EST', 'FIN', 'FRA', 'GRC', 'HRV', 'HUN', 'IRL', 'ITA', 'LTU',
  'LUX', 'LVA', 'MLT', 'NLD', 'POL', 'PRT', 'ROU', 'SVK', 'SVN', 'SWE', 'CHE', 'ISL', 'LIE', 'NOR'
);
