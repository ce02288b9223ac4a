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

/** Instants and no days: the database knows no day of the hub's time zone. `untilMs` is the first one after the span. */
type Span = { readonly fromMs: number; readonly untilMs: number };

export type Statistics = {
  /** Persons with a record in the span, each once. For the making of a table alone. */
  personCounts(sql: Sql, span: { readonly system: SystemId } & Span): Promise<readonly PersonCount[]>;
  linkCounts(
    sql: Sql,
    span: Span,
  ): Promise<readonly { readonly pair: string; readonly colour: LinkColour; readonly persons: number }[]>;
  /** Of which periods there are tables, from this one on. */
  made(sql: Sql, since: LocalDate): Promise<readonly Omit<PublishedStatistics, 'tables'>[]>;
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
