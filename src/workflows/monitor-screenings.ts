/** Screenings for the independent monitoring mechanism ((EU) 2024/1356 Art 10): all cases of its state, without persons. */
import type { Requester } from '../domain/authorities.js';
import { monitoredCase } from '../domain/screening/screening-form.js';
import type { Denied } from './hub-workflows.js';
import type { ScreeningPorts } from './screenings.js';
import { logTask, refuseTask } from './task-access.js';

export type MonitoredScreenings = {
  readonly kind: 'listed';
  readonly screenings: readonly ReturnType<typeof monitoredCase>[];
  readonly next?: string;
};

export function createMonitorScreenings(ports: ScreeningPorts) {
  return async (
    requester: Requester,
    page: { readonly isOpen: boolean; readonly after?: string; readonly limit: number },
  ): Promise<MonitoredScreenings | Denied> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'screening-monitoring', {
      components: ['screening'],
    });
    if (denied) return denied;
    const about = { components: ['screening'], result: 'monitored' } as const;
    await logTask(ports, sql, requester, 'screening-monitoring', about);
    const { memberState } = requester;
    const found = await ports.screenings.page(sql, { ...page, memberState, limit: page.limit + 1 });
    const screenings = found.slice(0, page.limit).map(monitoredCase);
    const next = found.length > page.limit ? screenings.at(-1)?.caseId : undefined;
    return { kind: 'listed', screenings, ...(next === undefined ? {} : { next }) };
  };
}
