/**
 * The own entries of the watchlist: whoever entered them reviews them at least once a year and corrects or removes them ((EU)
 * 2018/1240 Art 35). Of others' entries nobody is told, not even that there are any.
 */
import type { Requester } from '../domain/authorities.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { OwnWatchlistEntry } from './ports/systems.js';
import { logTask, refuseTask } from './task-access.js';

export type ListWatchlistOutcome =
  | { readonly kind: 'listed'; readonly entries: readonly OwnWatchlistEntry[]; readonly next?: string }
  | Denied;

type WatchlistPorts = Pick<HubPorts, 'unitOfWork' | 'accessLog' | 'etiasApplications'>;

export function createListWatchlist(ports: WatchlistPorts) {
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListWatchlistOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['etias'] } as const;
    const denied = await refuseTask(ports, sql, requester, 'watchlist', about);
    if (denied) return denied;
    await logTask(ports, sql, requester, 'watchlist', { ...about, result: 'listed' });
    const page = { limit: limit + 1, ...(after === undefined ? {} : { after }) };
    const found = await ports.etiasApplications.watchlistOf(sql, requester, page);
    const entries = found.slice(0, limit);
    const next = found.length > limit ? entries.at(-1)?.entryId : undefined;
    return { kind: 'listed', entries, ...(next ? { next } : {}) };
  };
}

export type ReadWatchlistEntryOutcome =
  | { readonly kind: 'read'; readonly entry: OwnWatchlistEntry }
  | { readonly kind: 'not-found' }
  | Denied;

/** `not-found` for everybody but who entered it. */
export function createReadWatchlistEntry(ports: WatchlistPorts) {
  return (requester: Requester, entryId: string): Promise<ReadWatchlistEntryOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<ReadWatchlistEntryOutcome> => {
      const about = { systems: ['etias'], caseId: entryId } as const;
      const denied = await refuseTask(ports, tx, requester, 'watchlist', about);
      if (denied) return denied;
      const entry = await ports.etiasApplications.watchlistEntry(tx, requester, entryId);
      const kind = entry ? 'read' : 'not-found';
      await logTask(ports, tx, requester, 'watchlist', { ...about, result: kind });
      return entry ? { kind: 'read', entry } : { kind: 'not-found' };
    });
}
