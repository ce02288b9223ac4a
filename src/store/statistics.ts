/**
 * Statistics: counts read from the systems' records for the one moment in which a table is made, and the finished tables.
 * A person counts once for each system and month, with the youngest record's data; who has several nationalities, by the
 * first in order.
 */
import type { LinkColour } from '../domain/law/link-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { PersonCount } from '../domain/statistics/person-tables.js';
import type { SystemId } from '../domain/systems.js';
import type { PublishedStatistics, Statistics } from '../workflows/ports/statistics.js';

export function createStatistics(): Statistics {
  return {
    async personCounts(sql, { system, fromMs, untilMs }) {
      return sql.query<PersonCount>(personCountsText(system), [instant(fromMs), instant(untilMs)]);
    },
    async linkCounts(sql, { fromMs, untilMs }) {
      return sql.query<{ pair: string; colour: LinkColour; persons: number }>(
        `select first_system || ' and ' || second_system as pair, colour, count(distinct first_subject_id)::integer as persons
         from hub.identity_links
         where created_at >= $1::timestamptz and created_at < $2::timestamptz
         group by 1, 2 order by 1, 2`,
        [instant(fromMs), instant(untilMs)],
      );
    },
    async made(sql, since) {
      return sql.query<Omit<Row, 'tables'>>(
        `select system, report, to_char(period, 'YYYY-MM-DD') as period from hub.statistics where period >= $1`,
        [since],
      );
    },
    async keep(sql, { system, report, period, tables }) {
      await sql.query(
        `insert into hub.statistics (system, report, period, tables) values ($1, $2, $3, $4)
         on conflict (system, report, period) do nothing`,
        [system, report, period, JSON.stringify(tables)],
      );
    },
    async list(sql, { systems, report, from, until }) {
      const rows = await sql.query<Row>(
        `select system, report, to_char(period, 'YYYY-MM-DD') as period, tables from hub.statistics
         where system = any($1) and report = $2 and period between $3 and $4 order by period, system`,
        [systems, report, from, until],
      );
      return rows;
    },
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}

type Row = PublishedStatistics & { readonly period: LocalDate };

const TABLE: Readonly<Record<SystemId, string>> = {
  ees: 'ees.records',
  vis: 'vis.records',
  etias: 'etias.records',
  sis: 'sis.records',
  'ecris-tcn': 'ecris_tcn.records',
  eurodac: 'eurodac.records',
};

function personCountsText(system: SystemId): string {
  return `
    with persons as (
      select distinct on (subject_id) (select min(n) from unnest(nationalities) as n) as nationality, sex, member_state,
        extract(year from age(encounter_at, date_of_birth))::integer as years
      from ${TABLE[system]} where encounter_at >= $1::timestamptz and encounter_at < $2::timestamptz
      order by subject_id, encounter_at desc, encounter_id
    )
    select nationality, sex, member_state as "memberState",
      case when years < 6 then '0-5' when years < 12 then '6-11' when years < 18 then '12-17' when years < 35 then '18-34'
        when years < 65 then '35-64' else '65+' end as "ageGroup",
      count(*)::integer as persons
    from persons group by 1, 2, 3, 4 order by 1, 2, 3, 4`;
}
