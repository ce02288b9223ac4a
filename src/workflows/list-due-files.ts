/**
 * What is due in the next days about everything one Member State entered, over all files and every system the requester
 * may read, earliest first; what is overdue comes before. It costs what a page holds, not what the hub holds.
 */
import type { Requester } from '../domain/authorities.js';
import type { Deadline } from '../domain/deadlines/deadline.js';
import { type DatedRecord, deadlinesOf } from '../domain/deadlines/deadlines-of.js';
import { decideAccess } from '../domain/law/access.js';
import { decideTask } from '../domain/law/task-access.js';
import type { TaskRight } from '../domain/law/task-access-table.js';
import { addDays, type LocalDate, localDate } from '../domain/local-date.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { type DatedFilePorts, readDatedFile } from './dated-file.js';
import type { ListDueFilesOutcome } from './hub-workflows.js';
import type { DueFile } from './ports/systems.js';
import type { Ports } from './ports.js';
import { type DutyPorts, procedureDuties } from './procedure-duties.js';

type DuePorts = DatedFilePorts &
  DutyPorts &
  Pick<Ports, 'unitOfWork' | 'fileCalendar' | 'accessLog' | 'clock'>;
type Page = { readonly days: number; readonly limit: number; readonly after?: DueFile };

export function createListDueFiles(ports: DuePorts) {
  return async (requester: Requester, { days, limit, after }: Page): Promise<ListDueFilesOutcome> => {
    const { sql } = ports.unitOfWork;
    const systems = SYSTEMS.filter((system) => mayListDue(requester, system));
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
      const records = await readDatedFile(ports, sql, file);
      const duties = await procedureDuties(ports, sql, file);
      const { memberState } = requester;
      deadlines.push(...dueOn({ records, duties }, file.on, { asOf, memberState }));
    }
    return { kind: 'listed', asOf, deadlines, ...(due.length > limit ? { next: page.at(-1)! } : {}) };
  };
}

/** Who reads a system, and who owes it something. */
function mayListDue(requester: Requester, system: SystemId): boolean {
  if (decideAccess(requester, 'read', system).permitted) return true;
  const right = DUTY_RIGHTS[system];
  return right !== undefined && decideTask(requester, right).permitted;
}

const DUTY_RIGHTS: Partial<Readonly<Record<SystemId, TaskRight>>> = {
  eurodac: 'eurodac-notice',
  sis: 'sis-duty',
};

/** Of a file that changed since its days were computed, what no longer is due on that day is left out. */
function dueOn(
  { records, duties }: { readonly records: readonly DatedRecord[]; readonly duties: readonly Deadline[] },
  on: LocalDate,
  { asOf, memberState }: { readonly asOf: LocalDate; readonly memberState: string },
): readonly Deadline[] {
  const own = new Set(
    records.flatMap(({ record }) => (record.memberState === memberState ? [record.encounterId] : [])),
  );
  const isOwn = ({ owedBy, encounterId }: Deadline) =>
    owedBy === undefined
      ? encounterId === undefined
        ? own.size > 0
        : own.has(encounterId)
      : owedBy === memberState;
  return [...deadlinesOf(records, asOf), ...duties].filter(
    (deadline) => deadline.on === on && isOwn(deadline),
  );
}
