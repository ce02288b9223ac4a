/** What ends by date and is no record of a person's file: flags of convictions, entries of the watchlist. */
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import { HUB_ITSELF } from './clean-galleries.js';
import type { Ports } from './ports.js';

type DatePorts = Pick<Ports, 'unitOfWork' | 'convictionFlags' | 'etiasApplications' | 'accessLog' | 'clock'>;

/** (EU) 2019/816 Art 8, (EU) 2018/1240 Art 34. Safe to run twice; says how many, and is called until there are none. */
export function createEraseByDate(ports: DatePorts): () => Promise<number> {
  return () =>
    ports.unitOfWork.transaction(async (tx) => {
      const page = { today: localDate(ports.clock.today()), limit: LIMITS.calendarFilesPage };
      const flagged = await ports.convictionFlags.eraseExpired(tx, page);
      for (const subjectId of new Set(flagged)) {
        await ports.accessLog.append(tx, {
          requester: HUB_ITSELF,
          right: 'retention-erasure',
          systems: ['ecris-tcn'],
          outcome: 'permitted',
          subjectId,
          result: 'flag',
        });
      }
      return flagged.length + (await ports.etiasApplications.eraseWatchlist(tx, page));
    });
}
