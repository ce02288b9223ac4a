/**
 * Keeps the list of overstayers: judges the EES files that changed, or whose last authorised day has passed, since they
 * were judged ((EU) 2017/2226 Art 12). Its cost depends on them, not on how many files there are. Any number of
 * processes may run it: each takes files no other works on.
 */
import { judgeFile } from '../domain/ees/judge-file.js';
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import type { Ports } from './ports.js';

type SweepPorts = Pick<Ports, 'unitOfWork' | 'stayFiles' | 'clock'>;

/** Judges one batch and says how many files it held; called until there are none. */
export function createSweepOverstays(ports: SweepPorts): () => Promise<number> {
  return () =>
    ports.unitOfWork.transaction(async (tx) => {
      const today = localDate(ports.clock.today());
      const files = await ports.stayFiles.due(tx, { limit: LIMITS.stayFilesPage, today });
      await ports.stayFiles.keepJudgements(
        tx,
        files.map(({ subjectId, version, records }) => ({
          subjectId,
          version,
          ...judgeFile(records, today),
        })),
      );
      return files.length;
    });
}
