/**
 * Computes anew on which days something is due about the files that changed, or that had such a day. What is due is not
 * kept, only when: it is read from the records when somebody asks (`list-due-files.ts`). Any number of processes may run
 * it: each takes files no other works on.
 */
import { deadlinesOf } from '../domain/deadlines/deadlines-of.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemRecord } from '../domain/system-record.js';
import { LIMITS } from '../platform/limits.js';
import { dated } from './list-deadlines.js';
import type { CalendarFile, DueDay, Ports } from './ports.js';

type SweepPorts = Pick<Ports, 'unitOfWork' | 'adapters' | 'fileCalendar' | 'clock'>;

/** One batch; says how many files it held, and is called until there are none. */
export function createSweepCalendar(ports: SweepPorts): () => Promise<number> {
  return () =>
    ports.unitOfWork.transaction(async (tx) => {
      const today = localDate(ports.clock.today());
      const stale = await ports.fileCalendar.stale(tx, { limit: LIMITS.calendarFilesPage, today });
      const files: CalendarFile[] = [];
      for (const { system, subjectId } of stale) {
        const records = await ports.adapters.get(system)!.read(tx, subjectId);
        files.push({ system, subjectId, ...daysOf(records, today) });
      }
      await ports.fileCalendar.keep(tx, files);
      return files.length;
    });
}

function daysOf(records: readonly SystemRecord[], today: LocalDate): Pick<CalendarFile, 'days' | 'nextOn'> {
  const days: DueDay[] = [];
  let nextOn: LocalDate | undefined;
  for (const { on, encounterId } of deadlinesOf(records.map(dated), today)) {
    if (on > today && (nextOn === undefined || on < nextOn)) nextOn = on;
    const about = encounterId ? records.filter((record) => record.encounterId === encounterId) : records;
    for (const { memberState } of about) days.push({ on, memberState });
  }
  return { days, ...(nextOn ? { nextOn } : {}) };
}
