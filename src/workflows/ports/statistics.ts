import type { LinkColour } from '../../domain/law/link-table.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { PersonCount } from '../../domain/statistics/person-tables.js';
import type { SystemId } from '../../domain/systems.js';
import type { Sql } from './persistence.js';

export type StatisticsReport = 'persons' | 'links' | 'data-quality';

export type PublishedStatistics = {
  readonly system: SystemId | 'all';
  readonly report: StatisticsReport;
  /** First day of the month or week. */
  readonly period: LocalDate;
  readonly tables: object;
};

export type Statistics = {
  /** Persons with a record in the span, each once; `until` is the day after. For the making of a table alone. */
  personCounts(
    sql: Sql,
    span: { readonly system: SystemId; readonly from: LocalDate; readonly until: LocalDate },
  ): Promise<readonly PersonCount[]>;
  linkCounts(
    sql: Sql,
    span: { readonly from: LocalDate; readonly until: LocalDate },
  ): Promise<readonly { readonly pair: string; readonly colour: LinkColour; readonly persons: number }[]>;
  has(sql: Sql, of: Omit<PublishedStatistics, 'tables'>): Promise<boolean>;
  /** The first time; what is there already stays as it is. */
  keep(sql: Sql, statistics: PublishedStatistics): Promise<void>;
  list(
    sql: Sql,
    asked: {
      readonly systems: readonly (SystemId | 'all')[];
      readonly report: StatisticsReport;
      readonly from: LocalDate;
      readonly until: LocalDate;
    },
  ): Promise<readonly PublishedStatistics[]>;
};
