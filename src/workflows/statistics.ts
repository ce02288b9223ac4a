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
import { LIMITS } from '../platform/limits.js';
import type { Denied } from './hub-workflows.js';
import type { PublishedStatistics, StatisticsReport } from './ports/statistics.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type StatisticsPorts = Pick<Ports, 'unitOfWork' | 'statistics' | 'dataQuality' | 'clock' | 'adapters'>;

/**
 * Makes what is due and was not made yet; returns how many tables. For the background; safe to run twice at once. A table that
 * cannot be made keeps no other from being made: the first failure is thrown when all were tried.
 */
export function createMakeStatistics(ports: StatisticsPorts) {
  return async (): Promise<number> => {
    const { sql } = ports.unitOfWork;
    const failures: unknown[] = [];
    let made = 0;
    for (const due of await missingReports(ports)) {
      try {
        await ports.statistics.keep(sql, { ...due, tables: await tablesOf(ports, due) });
        made++;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return made;
  };
}

/**
 * Of the systems kept here. A period before the last is made up for only if another table of its kind is as old: before the
 * first there was no hub to count in.
 */
async function missingReports({ unitOfWork, statistics, clock, adapters }: StatisticsPorts) {
  const hasRested = ({ end }: Due) => clock.nowMs() >= clock.startOfDayMs(end) + LIMITS.statisticsRestMs;
  const isHere = ({ system }: Due) => system === 'all' || adapters.get(system)?.location === 'local';
  const due = dueReports(localDate(clock.today())).filter((each) => hasRested(each) && isHere(each));
  const oldest = due.map(({ period }) => period).sort()[0];
  const made = oldest === undefined ? [] : await statistics.made(unitOfWork.sql, oldest);
  return due.filter(({ system, report, period, isLast }) => {
    const alike = made.filter((each) => each.report === report);
    if (alike.some((each) => each.system === system && each.period === period)) return false;
    return isLast || alike.some((each) => each.period <= period);
  });
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
  /** The period is the last of its kind that has ended. */
  readonly isLast: boolean;
};

/** The last months and the last weeks (from Monday) that have ended, the last one first. */
export function dueReports(today: LocalDate): readonly Due[] {
  const thisMonth = localDate(`${today.slice(0, 7)}-01`);
  // 1 January 1970 was a Thursday.
  const monday = addDays(today, -((((toDayNumber(today) + 3) % 7) + 7) % 7));
  const months = periodsBefore(LIMITS.statisticsMonthsBack, (back) => addMonths(thisMonth, -back));
  const weeks = periodsBefore(LIMITS.statisticsWeeksBack, (back) => addDays(monday, -7 * back));
  return [
    ...months.flatMap((month) => [
      ...SYSTEMS.map((system): Due => ({ system, report: 'persons', ...month })),
      { system: 'all', report: 'links', ...month } as const,
    ]),
    ...weeks.flatMap((week) => SYSTEMS.map((system): Due => ({ system, report: 'data-quality', ...week }))),
  ];
}

function periodsBefore(count: number, start: (back: number) => LocalDate) {
  return Array.from({ length: count }, (_, index) => ({
    period: start(index + 1),
    end: start(index),
    isLast: index === 0,
  }));
}

async function tablesOf(ports: StatisticsPorts, { system, report, period, end }: Due): Promise<object> {
  const { sql } = ports.unitOfWork;
  const span = { fromMs: ports.clock.startOfDayMs(period), untilMs: ports.clock.startOfDayMs(end) };
  if (report === 'links' || system === 'all') {
    return { links: linkTable(await ports.statistics.linkCounts(sql, span)) ?? null };
  }
  if (report === 'persons') {
    const tables = personTables(await ports.statistics.personCounts(sql, { system, ...span }));
    return Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, table ?? null]));
  }
  return qualityTables(await ports.dataQuality.count(sql, { from: period, until: addDays(end, -1), system }));
}
