/**
 * Looks regularly whether the records and alerts that negative decisions of ETIAS rest on are still there: a file goes seven
 * days after the last of them ((EU) 2018/1240 Art 54(1)(b)). What another hub keeps, or a source outside, is not looked
 * for: that it is not here says nothing. Safe to run twice: a cause is noted once.
 */
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import type { Ports } from './ports.js';

export function createNoteDeletedCauses(
  ports: Pick<Ports, 'unitOfWork' | 'decisionCauses' | 'clock' | 'adapters'>,
): () => Promise<number> {
  return () =>
    ports.unitOfWork.transaction((tx) =>
      ports.decisionCauses.noteDeleted(tx, {
        today: localDate(ports.clock.today()),
        limit: LIMITS.calendarFilesPage,
        keptHere: [...ports.adapters.values()].flatMap(({ system, location }) =>
          location === 'local' ? [system] : [],
        ),
      }),
    );
}
