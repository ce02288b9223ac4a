/**
 * What is due in the next days about everything one Member State entered, over all files and every system the requester
 * may read, earliest first; what is overdue comes before. It costs what a page holds, not what the hub holds.
 */
import type { Requester } from '../domain/authorities.js';
import type { Deadline } from '../domain/deadlines/deadline.js';
import { deadlinesOf } from '../domain/deadlines/deadlines-of.js';
import { decideAccess } from '../domain/law/access.js';
import { addDays, type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import { SYSTEMS } from '../domain/systems.js';
import type { ListDueFilesOutcome } from './hub-workflows.js';
import { dated } from './list-deadlines.js';
import type { DueFile, Ports } from './ports.js';

type DuePorts = Pick<Ports, 'unitOfWork' | 'adapters' | 'fileCalendar' | 'accessLog' | 'clock'>;
type Page = { readonly days: number; readonly limit: number; readonly after?: DueFile };

export function createListDueFiles(ports: DuePorts) {
  return async (requester: Requester, { days, limit, after }: Page): Promise<ListDueFilesOutcome> => {
    const { sql } = ports.unitOfWork;
    const systems = SYSTEMS.filter((system) => decideAccess(requester, 'read', system).permitted);
    await ports.accessLog.append(sql, {
      requester,
      right: 'due-files',
      systems,
      outcome: systems.length > 0 ? 'permitted' : 'denied',
    });
    if (systems.length === 0) return { kind: 'denied', reason: 'The authority may read no system.' };
    const asOf = localDate(ports.clock.today());
    const due = await ports.fileCalendar.page(sql, {
      memberState: requester.memberState,
      systems,
      until: addDays(asOf, days),
      // One more than asked for, so that the last page is known to be the last.
      limit: limit + 1,
      ...(after ? { after } : {}),
    });
    const page = due.slice(0, limit);
    const deadlines: Deadline[] = [];
    for (const file of page) {
      const records = await ports.adapters.get(file.system)!.read(sql, file.subjectId);
      deadlines.push(...dueOn(records, file.on, { asOf, memberState: requester.memberState }));
    }
    return { kind: 'listed', asOf, deadlines, ...(due.length > limit ? { next: page.at(-1)! } : {}) };
  };
}

/** Of a file that changed since its days were computed, what no longer is due on that day is left out. */
function dueOn(
  records: readonly SystemRecord[],
  on: LocalDate,
  { asOf, memberState }: { readonly asOf: LocalDate; readonly memberState: string },
): readonly Deadline[] {
  const own = new Set(
    records.filter((record) => record.memberState === memberState).map(({ encounterId }) => encounterId),
  );
  return deadlinesOf(records.map(dated), asOf).filter(
    (deadline) =>
      deadline.on === on &&
      (deadline.encounterId === undefined ? own.size > 0 : own.has(deadline.encounterId)),
  );
}
