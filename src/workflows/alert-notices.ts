/**
 * What a National Unit has to decide about valid authorisations: of the state that entered an alert, or of the application
 * that an entry of the watchlist concerns ((EU) 2018/1240 Art 34, 41(3), (4)). It answers by a revocation, which is an event of the application, or says here why there is none.
 */
import type { Requester } from '../domain/authorities.js';
import { alertNoticeLimit, onChangeElsewhere } from '../domain/etias/application-history.js';
import { isInTime } from '../domain/instant.js';
import { localDate } from '../domain/local-date.js';
import { LIMITS } from '../platform/limits.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { AlertNotice } from './ports/systems.js';
import { logTask, refuseTask } from './task-access.js';
import { validAuthorisations } from './valid-authorisations.js';

const RIGHT = 'etias-manual-processing';

export type ListedAlertNotice = Omit<AlertNotice, 'alertId' | 'entryId' | 'memberState'> & {
  readonly duty: 'revoke' | 'assess';
  readonly limit: string;
  readonly isOverdue: boolean;
  readonly citation: string;
};

export type ListAlertNoticesOutcome =
  | {
      readonly kind: 'listed';
      /** Oldest first. */
      readonly notices: readonly ListedAlertNotice[];
      readonly overflow: boolean;
    }
  | Denied;

export function createListAlertNotices(ports: HubPorts) {
  return async (requester: Requester): Promise<ListAlertNoticesOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, RIGHT, { systems: ['etias'] });
    if (denied) return denied;
    await logTask(ports, sql, requester, RIGHT, { systems: ['etias'], result: 'alert-notices' });
    const limit = LIMITS.etiasClocksMax;
    const { memberState } = requester;
    const open = await ports.etiasApplications.openNotices(sql, { memberState, limit: limit + 1 });
    const today = localDate(ports.clock.today());
    const at = new Date(ports.clock.nowMs()).toISOString();
    const notices: ListedAlertNotice[] = [];
    for (const { alertId: _, entryId: __, memberState: ___, ...notice } of open.slice(0, limit)) {
      const records = await ports.adapters.get('etias')!.read(sql, notice.subjectId);
      const isValid = validAuthorisations(records, today).some(
        ({ applicationId }) => applicationId === notice.applicationId,
      );
      if (!isValid) continue;
      const { outcome: duty, row } = onChangeElsewhere(notice.trigger);
      const until = alertNoticeLimit(notice.foundAt)!;
      notices.push({
        ...notice,
        duty,
        limit: until,
        isOverdue: !isInTime(at, until),
        citation: row.citation,
      });
    }
    return { kind: 'listed', notices, overflow: open.length > limit };
  };
}

export type NoticeConclusion = 'not-the-person' | 'kept';

export type ConcludeAlertNoticeOutcome =
  | { readonly kind: 'concluded' }
  | { readonly kind: 'not-found' }
  /** An alert for refusal of entry leaves no choice, where it is about the holder. */
  | { readonly kind: 'must-revoke'; readonly citation: string }
  | Denied;

/** `not-found` for every state but the one that is told. */
export function createConcludeAlertNotice(ports: HubPorts) {
  return (
    requester: Requester,
    noticeId: string,
    conclusion: NoticeConclusion,
  ): Promise<ConcludeAlertNoticeOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<ConcludeAlertNoticeOutcome> => {
      const about = { systems: ['etias'], caseId: noticeId } as const;
      const denied = await refuseTask(ports, tx, requester, RIGHT, about);
      if (denied) return denied;
      const { memberState } = requester;
      const notice = await ports.etiasApplications.lockNotice(tx, { noticeId, memberState });
      await logTask(ports, tx, requester, RIGHT, {
        ...about,
        result: conclusion,
        ...(notice ? { subjectId: notice.subjectId } : {}),
      });
      if (!notice) return { kind: 'not-found' };
      const { outcome: duty, row } = onChangeElsewhere(notice.trigger);
      if (duty === 'revoke' && conclusion === 'kept') {
        return { kind: 'must-revoke', citation: row.citation };
      }
      const at = new Date(ports.clock.nowMs()).toISOString();
      await ports.etiasApplications.concludeNotice(tx, { noticeId, conclusion, at });
      return { kind: 'concluded' };
    });
}
