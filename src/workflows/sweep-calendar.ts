/**
 * Computes anew on which days something is due about the files that changed, or that had such a day. What is due is not
 * kept, only when: it is read from the records when somebody asks (`list-due-files.ts`). Records without a day are kept
 * with the reason (`list-open-terms.ts`). Any number of processes may run it: each takes files no other works on. A file
 * that cannot be read keeps no other waiting: its turn comes again tomorrow, or when it changes.
 */
import type { Deadline } from '../domain/deadlines/deadline.js';
import { type DatedRecord, deadlinesOf, openTermsOf } from '../domain/deadlines/deadlines-of.js';
import { addDays, type LocalDate, localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';
import { type DatedFilePorts, readDatedFile } from './dated-file.js';
import type { Sql } from './ports/persistence.js';
import type { CalendarFile, DueDay } from './ports/systems.js';
import type { Ports } from './ports.js';
import { type DutyPorts, procedureDuties } from './procedure-duties.js';

type SweepPorts = DatedFilePorts & DutyPorts & Pick<Ports, 'unitOfWork' | 'fileCalendar' | 'clock'>;

/** One batch; says how many files it held, and is called until there are none. Throws the first failure when it is kept. */
export function createSweepCalendar(ports: SweepPorts): () => Promise<number> {
  return async () => {
    const failures: unknown[] = [];
    const keeping = ports.unitOfWork.transaction(async (tx) => {
      const today = localDate(ports.clock.today());
      const stale = await ports.fileCalendar.stale(tx, { limit: LIMITS.calendarFilesPage, today });
      const files: CalendarFile[] = [];
      const unreadable: (typeof stale)[number][] = [];
      for (const file of stale) {
        try {
          files.push(await datedAnew(ports, tx, { file, today }));
        } catch (error) {
          // The database is away: no file can be read.
          if (error instanceof OperationalError) throw error;
          failures.push(error);
          unreadable.push(file);
        }
      }
      await ports.fileCalendar.keep(tx, files);
      if (unreadable.length > 0) await ports.fileCalendar.putOff(tx, unreadable, addDays(today, 1));
      return files.length;
    });
    const count = await keeping.catch((error: unknown) => {
      // The first says more than what it did to its transaction.
      throw failures[0] ?? error;
    });
    if (failures.length > 0) throw failures[0];
    return count;
  };
}

async function datedAnew(
  ports: SweepPorts,
  tx: Sql,
  { file, today }: { readonly file: Pick<CalendarFile, 'system' | 'subjectId'>; readonly today: LocalDate },
): Promise<CalendarFile> {
  const records = await readDatedFile(ports, tx, file);
  const duties = await procedureDuties(ports, tx, file);
  return { ...file, ...daysOf(records, duties, today) };
}

function daysOf(
  file: readonly DatedRecord[],
  duties: readonly Deadline[],
  today: LocalDate,
): Omit<CalendarFile, 'system' | 'subjectId'> {
  const days: DueDay[] = [];
  let nextOn: LocalDate | undefined;
  let eraseOn: LocalDate | undefined;
  for (const { on, encounterId, kind, owedBy } of [...deadlinesOf(file, today), ...duties]) {
    if (on > today && (nextOn === undefined || on < nextOn)) nextOn = on;
    const isErasure = kind === 'erase-record' || kind === 'erase-biometrics' || kind === 'erase-file';
    if (isErasure && (eraseOn === undefined || on < eraseOn)) eraseOn = on;
    const about = encounterId ? file.filter(({ record }) => record.encounterId === encounterId) : file;
    for (const { record } of about) days.push({ on, memberState: owedBy ?? record.memberState });
  }
  const openTerms = openOf(file, today);
  // The day a rule comes into force is no day of the file.
  if (nextOn === undefined && openTerms.some(({ cause }) => cause === 'no-rule')) {
    nextOn = addDays(today, LOOK_AGAIN_DAYS);
  }
  return { days, openTerms, ...(nextOn ? { nextOn } : {}), ...(eraseOn ? { eraseOn } : {}) };
}

const LOOK_AGAIN_DAYS = 30;

function openOf(file: readonly DatedRecord[], today: LocalDate): NonNullable<CalendarFile['openTerms']> {
  return openTermsOf(file, today).map(
    ({ record: { encounterId, memberState }, cause, reason, citation }) => ({
      encounterId,
      memberState,
      cause,
      reason,
      ...(citation === undefined ? {} : { citation }),
    }),
  );
}
