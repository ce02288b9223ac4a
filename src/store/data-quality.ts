/** What the rules of data quality found, to be counted: no data of persons, and gone with the records. */
import type { DataQuality, QualityCount } from '../workflows/ports/systems.js';

export function createDataQuality(): DataQuality {
  return {
    async keep(tx, { encounterId, system, memberState, on, rules }) {
      await tx.query(
        `insert into hub.record_quality (encounter_id, system, member_state, recorded_on, rules)
         values ($1, $2, $3, $4, $5)`,
        [encounterId, system, memberState, on, rules],
      );
    },
    async add(tx, encounterId, rule) {
      await tx.query(
        `update hub.record_quality set rules = array_append(rules, $2)
         where encounter_id = $1 and not $2 = any(rules)`,
        [encounterId, rule],
      );
    },
    async refuse(tx, { system, memberState, on, rule }) {
      await tx.query(
        'insert into hub.quality_refusals (system, member_state, refused_on, rule) values ($1, $2, $3, $4)',
        [system, memberState, on, rule],
      );
    },
    async count(sql, { from, until, memberState, system }) {
      return sql.query<QualityCount>(COUNT, [from, until, memberState ?? null, system ?? null]);
    },
  };
}

/** One line for the records of a system and state (`rule` null), one for those of low quality (''), one for each rule. */
const COUNT = `
  with recorded as (
    select system, member_state, rules from hub.record_quality
    where recorded_on between $1::date and $2::date and ($3::text is null or member_state = $3::text)
      and ($4::text is null or system = $4::text)
  )
  select system, member_state as "memberState", 'records' as kind, null as rule, count(*)::integer as count
  from recorded group by 1, 2
  union all
  select system, member_state, 'low-quality', null, count(*)::integer from recorded
  where cardinality(rules) > 0 group by 1, 2
  union all
  select system, member_state, 'soft', rule, count(*)::integer from recorded, unnest(rules) as rule group by 1, 2, 4
  union all
  select system, member_state, 'blocked', rule, count(*)::integer from hub.quality_refusals
  where refused_on between $1::date and $2::date and ($3::text is null or member_state = $3::text)
    and ($4::text is null or system = $4::text)
  group by 1, 2, 4
  order by 1, 2, 3, 5 desc, 4`;
