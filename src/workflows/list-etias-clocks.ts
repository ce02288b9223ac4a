/**
 * Applications that somebody has to act on, with who, by when and by which provision: 12 hours of the Central Unit, 96 hours
 * to the decision, ten days of the applicant ((EU) 2018/1240 Art 22(6), 27, 32). What is overdue comes first.
 */
import type { Requester } from '../domain/authorities.js';
import { UNION_AGENCY } from '../domain/country-codes.js';
import { etiasFiles } from '../domain/etias/application-file.js';
import { type EtiasDuty, etiasDuty } from '../domain/etias/application-history.js';
import type { EtiasQuery } from '../domain/law/etias-query-table.js';
import { LIMITS } from '../platform/limits.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { ApplicationPlace } from './process-application.js';
import { logTask, refuseTask } from './task-access.js';

export type EtiasClock = ApplicationPlace & {
  readonly state: string;
  /** Absent before it was processed: until these have answered it is not issued. */
  readonly notAnswered?: readonly EtiasQuery[];
} & EtiasDuty;

export type ListEtiasClocksOutcome =
  | {
      readonly kind: 'listed';
      /** In the order of their limits. */
      readonly clocks: readonly EtiasClock[];
      /** There are more applications than one answer looks at: the oldest were looked at. */
      readonly overflow: boolean;
    }
  | Denied;

export function createListEtiasClocks(ports: HubPorts) {
  return async (requester: Requester): Promise<ListEtiasClocksOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'etias-clocks', { systems: ['etias'] });
    if (denied) return denied;
    await logTask(ports, sql, requester, 'etias-clocks', { systems: ['etias'] });
    const limit = LIMITS.etiasClocksMax;
    const { memberState } = requester;
    const subjects = await ports.etiasApplications.pending(sql, {
      limit: limit + 1,
      ...(memberState === UNION_AGENCY ? {} : { memberState }),
    });
    const at = new Date(ports.clock.nowMs()).toISOString();
    const clocks: EtiasClock[] = [];
    for (const subjectId of new Set(subjects.slice(0, limit))) {
      for (const { encounterId, history } of etiasFiles(
        await ports.adapters.get('etias')!.read(sql, subjectId),
      )) {
        const duty = etiasDuty(history, at);
        if (!duty) continue;
        const notAnswered = await ports.etiasApplications.notAnswered(sql, encounterId);
        clocks.push({
          subjectId,
          applicationId: encounterId,
          state: history.state,
          ...(notAnswered ? { notAnswered } : {}),
          ...duty,
        });
      }
    }
    clocks.sort((a, b) => Date.parse(a.limit) - Date.parse(b.limit));
    return { kind: 'listed', clocks, overflow: subjects.length > limit };
  };
}
