/** Monitoring that has begun keeps a log longer than its time (`LOG_USE_ROW`), until it is over. */
import type { Requester } from '../domain/authorities.js';
import { LOG_USE_ROW } from '../domain/law/log-table.js';
import type { LogComponent } from '../domain/log-chain/log-components.js';
import type { Denied } from './hub-workflows.js';
import type { LogHold } from './ports/jobs.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

export type HoldLogOutcome = { readonly kind: 'held' | 'lifted'; readonly hold: LogHold } | Denied;

type HoldPorts = Pick<Ports, 'unitOfWork' | 'accessLog' | 'logArchive' | 'ids'>;

export function createHoldLog(ports: HoldPorts) {
  return (requester: Requester, component: LogComponent, reference: string): Promise<HoldLogOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'log-hold');
      if (denied) return denied;
      const holdId = ports.ids.uuid();
      const result = `held: ${LOG_USE_ROW.citation}`;
      await logTask(ports, tx, requester, 'log-hold', { reference: component, caseId: holdId, result });
      const placedBy = requester.authorityId;
      return {
        kind: 'held',
        hold: await ports.logArchive.hold(tx, { holdId, component, placedBy, reference }),
      };
    });
}

/** By the authority that placed it; `not-found` for everybody else. */
export function createLiftLogHold(ports: HoldPorts) {
  return (requester: Requester, holdId: string): Promise<HoldLogOutcome | { readonly kind: 'not-found' }> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'log-hold');
      if (denied) return denied;
      await logTask(ports, tx, requester, 'log-hold', { caseId: holdId, result: 'lifted' });
      const hold = await ports.logArchive.lift(tx, holdId, requester.authorityId);
      return hold ? { kind: 'lifted', hold } : { kind: 'not-found' };
    });
}
