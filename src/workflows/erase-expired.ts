/**
 * Erases by date what the law has ended: records whose term is over, and files with the last of them. Nobody asks for it
 * ((EU) 2017/2226 Art 34, (EC) 767/2008 Art 23, (EU) 2018/1240 Art 54, (EU) 2024/1358 Art 29(10)).
 *
 * Runs again and again, in any number of processes. The calendar says which files to look at; what is due is computed from
 * the records under the lock of the subject, so that a record that arrives meanwhile counts and nothing is erased twice.
 * Records, samples, references, log entry and the operation that removes them from gallery files are one transaction; a
 * crash leaves all or nothing, and the next round goes on. A record without a day is never touched: `list-open-terms.ts`.
 * A file that cannot be erased keeps no other waiting, not even where many fill a page: those behind it are looked at first.
 */
import { type DueErasure, dueErasure } from '../domain/deadlines/due-erasures.js';
import type { SubjectId } from '../domain/ids.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import type { SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import { type CleanPorts, cleanGalleries } from './clean-galleries.js';
import { type DatedFilePorts, readDatedFile } from './dated-file.js';
import {
  compareAnew,
  type EraseRecordsPorts,
  eraseFile,
  eraseRecords,
  stopDetections,
} from './erase-records.js';
import type { Sql } from './ports/persistence.js';
import type { ExpiredFile } from './ports/systems.js';
import type { Ports } from './ports.js';

type ExpiryPorts = DatedFilePorts &
  CleanPorts &
  EraseRecordsPorts &
  Pick<Ports, 'unitOfWork' | 'retentionCalendar' | 'clock'>;

type File = { readonly system: SystemId; readonly subjectId: SubjectId };

/**
 * One batch of files; says how many it looked at, and is called until there are none. Throws the first failure when all
 * others are done, and begins again.
 */
export function createEraseExpired(
  ports: ExpiryPorts,
  limit: number = LIMITS.calendarFilesPage,
): () => Promise<number> {
  let failure: { readonly first: unknown } | undefined;
  /** The end of the last page with a file that could not be erased. */
  let after: ExpiredFile | undefined;
  return async () => {
    const today = localDate(ports.clock.today());
    const { unitOfWork, retentionCalendar, outbox } = ports;
    const page = { today, limit, ...(after ? { after } : {}) };
    const files = await retentionCalendar.expired(unitOfWork.sql, page);
    for (const file of files) {
      try {
        await unitOfWork.transaction((tx) => eraseOfFile(ports, tx, { file, today }));
      } catch (first) {
        failure ??= { first };
        after = files.at(-1);
      }
    }
    if (files.length > 0) void outbox.relay().catch(() => {});
    if (files.length > 0 || !failure) return files.length;
    const { first } = failure;
    failure = undefined;
    after = undefined;
    throw first;
  };
}

type Expired = { readonly file: File; readonly today: LocalDate };

async function eraseOfFile(ports: ExpiryPorts, tx: Sql, { file, today }: Expired): Promise<void> {
  const subject = await ports.subjects.lock(tx, file.system, file.subjectId);
  // Erased by somebody meanwhile, with its calendar.
  if (!subject) return;
  const records = await readDatedFile(ports, tx, file);
  const due = records.length > 0 ? dueErasure(records, today) : await endOfEmpty(ports, tx, { file, today });
  switch (due.kind) {
    case 'nothing':
      return ports.retentionCalendar.recompute(tx, file);
    case 'file':
      return eraseWhole(ports, tx, file);
    case 'records':
      return eraseDue(ports, tx, { file, due });
  }
}

async function endOfEmpty(ports: ExpiryPorts, tx: Sql, { file, today }: Expired): Promise<DueErasure> {
  const end = await ports.retentionCalendar.endOf(tx, file);
  return end !== undefined && end <= today ? { kind: 'file', citation: '' } : { kind: 'nothing' };
}

async function eraseWhole(ports: ExpiryPorts, tx: Sql, file: File): Promise<void> {
  await eraseFile(ports, tx, file);
  await cleanGalleries(ports, tx, file, 'file');
}

async function eraseDue(
  ports: ExpiryPorts,
  tx: Sql,
  { file, due }: { readonly file: File; readonly due: Extract<DueErasure, { readonly kind: 'records' }> },
): Promise<void> {
  const before = await stopDetections(ports, tx, file);
  await eraseRecords(ports, tx, due.records);
  for (const encounterId of due.biometricsAlone) {
    await ports.subjects.eraseBiometrics(tx, file.system, file.subjectId, { encounterId });
  }
  await ports.retentionCalendar.recompute(tx, file);
  if (due.fileEndsOn) await ports.retentionCalendar.keepEnd(tx, { ...file, on: due.fileEndsOn });
  await cleanGalleries(ports, tx, file, whatGoes(due));
  await compareAnew(ports, tx, file, before);
}

function whatGoes({ records }: Extract<DueErasure, { readonly kind: 'records' }>) {
  if (records.length === 0) return 'biometrics';
  return records.length === 1 ? 'record' : 'records';
}
