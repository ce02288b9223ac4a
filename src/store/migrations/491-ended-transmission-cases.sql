-- A case ends without a transmission where its state says why nothing is owed any more ((EU) 2024/1358 Art 18(1)), and is
-- looked for by its age like one that was transmitted.
create index if not exists transmission_cases_ended on eurodac.transmission_cases (opened_at)
  where transmitted_at is null and circumstances ? 'ended';

-- Compared while that ended no case. Read once: no index has the numbers of comparisons.
update eurodac.transmission_cases as compared
set transmitted_at = to_char(done.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
from (
  select member_state, reference_number, min(asked_at) as at from eurodac.comparisons
  where collection = 'admission-registration' and encounter_id is null and request_id is null
    and outcome in ('hit', 'no-hit') and reference_number is not null
  group by member_state, reference_number
) as done
where compared.transmitted_at is null and compared.collection = 'admission-registration'
  and done.member_state = compared.member_state and done.reference_number = compared.reference_number;

-- A case that waits for fingerprints goes with the data set that is there without them (Art 29(10)).
update eurodac.transmission_cases as waiting set encounter_id = known.encounter_id
from (
  select distinct on (records.member_state, records.reference_number)
    records.member_state, records.reference_number, records.encounter_id
  from eurodac.transmission_cases as open
  join eurodac.records as records using (member_state, reference_number)
  join hub.encounters as held on held.encounter_id = records.encounter_id
  where open.transmitted_at is null and open.encounter_id is null and records.kind = 'data-set'
  order by records.member_state, records.reference_number, records.encounter_at desc
) as known
where waiting.transmitted_at is null and waiting.encounter_id is null
  and known.member_state = waiting.member_state and known.reference_number = waiting.reference_number;
