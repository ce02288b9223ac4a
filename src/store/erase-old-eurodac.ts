/**
 * What hangs on no data set of Eurodac, and would stay for ever: requests of law enforcement with the comparisons made under
 * them, which show the data of persons as they stand; comparisons of biometrics that are not stored; cases whose
 * biometrics have come, or are owed no more. What is about a data set goes with it.
 */
import type { Sql } from '../workflows/ports/persistence.js';

/** Safe to run twice and in several processes; says how many, and is called until there are none. */
export async function eraseOldEurodac(
  sql: Sql,
  { before, limit }: { readonly before: string; readonly limit: number },
): Promise<number> {
  let erased = 0;
  for (const statement of ERASE_OLD) erased += (await sql.query(statement, [before, limit])).length;
  return erased;
}

/** What somebody still owes something about stays; a request does not, as what it found is about others. */
const ERASE_OLD = [
  // The request first, as whoever ends its search holds it before the comparison; hits go with their comparison. Whoever is never
  // verified reads no longer than who is (Art 32); the access log keeps that they searched. A search that is being made stays,
  // one that begins at this moment too: its comparison is not seen yet.
  `with old as (
     select request_id from eurodac.law_enforcement_requests request
     where asked_at < $1 and (
       comparison_id is null or exists (
         select from eurodac.comparisons where comparison_id = request.comparison_id and completed_at is not null
       )
     )
     order by asked_at limit $2 for update skip locked
   ), compared as (
     delete from eurodac.comparisons where request_id in (select request_id from old)
   )
   delete from eurodac.law_enforcement_requests where request_id in (select request_id from old)
   returning request_id`,
  `delete from eurodac.comparisons where comparison_id in (
     select comparison_id from eurodac.comparisons compared
     where encounter_id is null and request_id is null and asked_at < $1 and completed_at is not null
       and not exists (
         select from eurodac.hits where comparison_id = compared.comparison_id and state = 'false'
       )
     order by asked_at limit $2 for update skip locked
   ) returning comparison_id`,
  `delete from eurodac.transmission_cases where case_id in (
     select case_id from eurodac.transmission_cases
     where transmitted_at is not null and opened_at < $1 order by opened_at limit $2 for update skip locked
   ) returning case_id`,
  `delete from eurodac.transmission_cases where case_id in (
     select case_id from eurodac.transmission_cases
     where transmitted_at is null and circumstances ? 'ended' and opened_at < $1
     order by opened_at limit $2 for update skip locked
   ) returning case_id`,
];
