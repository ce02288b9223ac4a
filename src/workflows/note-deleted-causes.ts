/**
 * Looks regularly whether the records and alerts that negative decisions of ETIAS rest on are still there: a file goes seven
 * days after the last of them ((EU) 2018/1240 Art 54(1)(b)). Safe to run twice: a cause is noted once.
 */
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import type { Ports } from './ports.js';

export function createNoteDeletedCauses(
  ports: Pick<Ports, 'unitOfWork' | 'decisionCauses' | 'clock'>,
): () => Promise<number> {
  return () =>
    ports.unitOfWork.transaction((tx) =>
      ports.decisionCauses.noteDeleted(tx, {
        today: localDate(ports.clock.today()),
        limit: LIMITS.calendarFilesPage,
      }),
    );
}
