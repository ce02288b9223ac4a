/** What a state of origin is told of other states' messages about its data sets ((EU) 2024/1358 Art 16(4), 17(4), 30, 31). */
import type { Requester } from '../domain/authorities.js';
import type { StoredNotice } from '../domain/eurodac/stored-notice.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';

export type ListNoticesOutcome =
  | { readonly kind: 'listed'; readonly notices: readonly StoredNotice[]; readonly next?: string }
  | Denied;

type NoticePorts = Pick<Ports, 'unitOfWork' | 'eurodac' | 'accessLog' | 'clock'>;

/** Reading one is being told: from then on the state knows. */
export function createListNotices(ports: NoticePorts, system: SystemId) {
  return (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListNoticesOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<ListNoticesOutcome> => {
      const denied = await enterTask(ports, tx, { requester, right: 'eurodac-notice', system });
      if (denied) return denied;
      const { memberState } = requester;
      const page = { memberState, limit: limit + 1, ...(after === undefined ? {} : { after }) };
      const found = await ports.eurodac.notices.page(tx, page);
      const notices = found.slice(0, limit);
      const now = new Date(ports.clock.nowMs()).toISOString();
      await ports.eurodac.notices.markRead(
        tx,
        notices.map(({ noticeId }) => noticeId),
        now,
      );
      const next = found.length > limit ? notices.at(-1)?.noticeId : undefined;
      return { kind: 'listed', notices, ...(next ? { next } : {}) };
    });
}
