/** What a state of origin is told of other states' messages about its data sets ((EU) 2024/1358 Art 16(4), 17(4), 30, 31). */
import type { Requester } from '../domain/authorities.js';
import type { StoredNotice } from '../domain/eurodac/stored-notice.js';
import { EURODAC_NOTICE_HOURS } from '../domain/law/eurodac-status-table.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';

export type ListNoticesOutcome =
  | { readonly kind: 'listed'; readonly notices: readonly StoredNotice[]; readonly next?: string }
  | Denied;

type NoticePorts = Pick<Ports, 'unitOfWork' | 'eurodac' | 'accessLog' | 'clock'>;

/**
 * Reading one is being told: from then on the state knows. One that obliges to nothing is told again for as long as the
 * telling may take, as an answer may be lost, and then no more.
 */
export function createListNotices(ports: NoticePorts, system: SystemId) {
  return (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListNoticesOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<ListNoticesOutcome> => {
      const denied = await enterTask(ports, tx, { requester, right: 'eurodac-notice', system });
      if (denied) return denied;
      const { memberState } = requester;
      const nowMs = ports.clock.nowMs();
      const now = new Date(nowMs).toISOString();
      const readBefore = new Date(nowMs - EURODAC_NOTICE_HOURS.value * MS_OF_HOUR).toISOString();
      await ports.eurodac.notices.settleInformed(tx, memberState, { readBefore, at: now });
      const page = { memberState, limit: limit + 1, ...(after === undefined ? {} : { after }) };
      const found = await ports.eurodac.notices.page(tx, page);
      const notices = found.slice(0, limit);
      await ports.eurodac.notices.markRead(
        tx,
        notices.map(({ noticeId }) => noticeId),
        now,
      );
      const next = found.length > limit ? notices.at(-1)?.noticeId : undefined;
      return { kind: 'listed', notices, ...(next ? { next } : {}) };
    });
}

const MS_OF_HOUR = 3_600_000;
