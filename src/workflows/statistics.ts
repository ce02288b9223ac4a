/**
 * The central repository for reporting and statistics ((EU) 2019/817 Art 39): tables are made once, when their period has
 * ended, anonymous before they are stored; who asks gets finished tables and puts no question of its own, so that nothing
 * can be found by asking twice in different ways.
 */
import type { Requester } from '../domain/authorities.js';
import { addDays, addMonths, type LocalDate, localDate, toDayNumber } from '../domain/local-date.js';
import { linkTable } from '../domain/statistics/link-table.js';
import { personTables } from '../domain/statistics/person-tables.js';
import { qualityTables } from '../domain/statistics/quality-tables.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { Denied } from './hub-workflows.js';
import type { PublishedStatistics, StatisticsReport } from './ports/statistics.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type StatisticsPorts = Pick<Ports, 'unitOfWork' | 'statistics' | 'dataQuality' | 'clock' | 'adapters'>;

/** Makes what is due and was not made yet; returns how many tables. For the background; safe to run twice at once. */
export function createMakeStatistics(ports: StatisticsPorts) {
  return async (): Promise<number> => {
    const today = localDate(ports.clock.today());
    let made = 0;
    for (const due of dueReports(today)) {
      if (await ports.statistics.has(ports.unitOfWork.sql, due)) continue;
      if (due.system !== 'all' && ports.adapters.get(due.system)?.location !== 'local') continue;
      await ports.statistics.keep(ports.unitOfWork.sql, { ...due, tables: await tablesOf(ports, due) });
      made++;
    }
    return made;
  };
}

export function createReadStatistics(ports: StatisticsPorts & Pick<Ports, 'accessLog'>) {
  return async (
    requester: Requester,
    asked: {
      readonly report: StatisticsReport;
      readonly systems: readonly (SystemId | 'all')[];
      readonly from: LocalDate;
      readonly until: LocalDate;
    },
  ): Promise<{ readonly kind: 'listed'; readonly statistics: readonly PublishedStatistics[] } | Denied> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'statistics');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'statistics', { result: asked.report });
    return { kind: 'listed', statistics: await ports.statistics.list(sql, asked) };
  };
}

type Due = {
  readonly system: SystemId | 'all';
  readonly report: StatisticsReport;
  readonly period: LocalDate;
  /** The day after the period. */
  readonly end: LocalDate;
};

/** The last month and the last week (from Monday) that have ended. */
export function dueReports(today: LocalDate): readonly Due[] {
  const thisMonth = localDate(`${today.slice(0, 7)}-01`);
  const month = { period: addMonths(thisMonth, -1), end: thisMonth };
  // 1 January 1970 was a Thursday.
  const monday = addDays(today, -((((toDayNumber(today) + 3) % 7) + 7) % 7));
  const week = { period: addDays(monday, -7), end: monday };
  return [
    ...SYSTEMS.map((system): Due => ({ system, report: 'persons', ...month })),
    { system: 'all', report: 'links', ...month },
    ...SYSTEMS.map((system): Due => ({ system, report: 'data-quality', ...week })),
  ];
}

async function tablesOf(ports: StatisticsPorts, { system, report, period, end }: Due): Promise<object> {
  const { sql } = ports.unitOfWork;
  if (report === 'links' || system === 'all') {
    return { links: linkTable(await ports.statistics.linkCounts(sql, { from: period, until: end })) ?? null };
  }
  if (report === 'persons') {
    const tables = personTables(
      await ports.statistics.personCounts(sql, { system, from: period, until: end }),
    );
    return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table ?? null]));
  }
  const counts = await ports.dataQuality.count(sql, { from: period, until: addDays(end, -1) });
  return qualityTables(counts.filter((count) => count.system === system));
}
