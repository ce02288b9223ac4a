/**
 * The statistics of a month ((EU) 2024/1358 Art 12(1)), over persons and not over applications: of everybody of whom
 * something happened in the month the whole sequence is read, and nothing of anybody else. What could single somebody
 * out is left out. A month that has not ended is not counted: two counts of it, before and after an event, would tell one
 * person's.
 */
import type { Requester } from '../domain/authorities.js';
import { currentDataSets } from '../domain/eurodac/current-data-set.js';
import { monthlyStatistics } from '../domain/eurodac/monthly-statistics.js';
import { type PublishedMonth, publishMonth } from '../domain/eurodac/publish-month.js';
import { sequencesOf } from '../domain/eurodac/sequences.js';
import { addMonths, localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';

export type CountMonthOutcome =
  | { readonly kind: 'counted'; readonly statistics: PublishedMonth }
  | { readonly kind: 'not-ended' }
  | Denied;

type CountPorts = Pick<Ports, 'unitOfWork' | 'adapters' | 'eurodac' | 'accessLog' | 'clock'>;

/** `month`: YYYY-MM. */
export function createCountMonth(ports: CountPorts, system: SystemId) {
  return async (requester: Requester, month: string): Promise<CountMonthOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await enterTask(ports, sql, { requester, right: 'eurodac-statistics', system });
    if (denied) return denied;
    const end = addMonths(localDate(`${month}-01`), 1);
    const countedFromMs = ports.clock.startOfDayMs(end) + LIMITS.statisticsRestMs;
    if (ports.clock.nowMs() < countedFromMs) return { kind: 'not-ended' };
    const { comparisons } = ports.eurodac;
    const active = await comparisons.activeSubjects(sql, month);
    const { subjectIds, links } = await comparisons.connected(sql, active, Number.POSITIVE_INFINITY);
    const dataSets = [];
    for (let from = 0; from < subjectIds.length; from += LIMITS.eurodacStatisticsBatch) {
      const batch = subjectIds.slice(from, from + LIMITS.eurodacStatisticsBatch);
      dataSets.push(...currentDataSets(await ports.adapters.get(system)!.readMany(sql, batch)));
    }
    const hits = await comparisons.hitsOfMonth(sql, month);
    const sequences = sequencesOf(dataSets, links);
    return { kind: 'counted', statistics: publishMonth(monthlyStatistics(sequences, { month, hits })) };
  };
}
