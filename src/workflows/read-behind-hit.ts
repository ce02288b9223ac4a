/**
 * What Eurodac holds behind a hit of an application for a travel authorisation, read only, for the National Unit that
 * processes the application by hand, of the state that decides it ((EU) 2024/1358 Art 9). Without such a hit Eurodac is closed to it, and a hit in
 * another system opens nothing here.
 */
import type { Requester } from '../domain/authorities.js';
import { isDecidedBy } from '../domain/etias/deciding-state.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';
import { findApplication } from './process-application.js';
import { logTask, refuseTask } from './task-access.js';

type BehindPorts = Pick<Ports, 'unitOfWork' | 'accessLog' | 'etiasApplications' | 'adapters'>;

export type BehindHitOutcome =
  | { readonly kind: 'read'; readonly system: SystemId; readonly records: readonly SystemRecord[] }
  | { readonly kind: 'not-found' }
  | Denied;

const RIGHT = 'eurodac-behind-hit';

export function createReadBehindHit(ports: BehindPorts) {
  return async (requester: Requester, hitId: string): Promise<BehindHitOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['etias', 'eurodac'], dataUsed: ['reference'] } as const;
    const denied = await refuseTask(ports, sql, requester, RIGHT, about);
    if (denied) return denied;
    const records = await recordsBehind(ports, requester, hitId);
    // Before anybody is told: what cannot be logged is not answered.
    await logTask(ports, sql, requester, RIGHT, {
      ...about,
      result: records ? `records ${records.length}` : 'no such hit',
      ...(records?.[0] ? { subjectId: records[0].subjectId } : {}),
    });
    return records ? { kind: 'read', system: OPENED, records } : { kind: 'not-found' };
  };
}

const OPENED = 'eurodac';

/** Of a hit in Eurodac, while the application waits for the National Unit. */
async function recordsBehind(
  ports: BehindPorts,
  requester: Requester,
  hitId: string,
): Promise<readonly SystemRecord[] | undefined> {
  const { sql } = ports.unitOfWork;
  const hit = await ports.etiasApplications.hit(sql, hitId);
  if (hit?.system !== OPENED || hit.verdict === 'unverified') return undefined;
  const application = await findApplication(ports, sql, hit);
  if (application?.file.history.state !== 'manual-processing') return undefined;
  if (!isDecidedBy(application.record, requester)) return undefined;
  const cause = await ports.etiasApplications.causeOf(sql, hitId);
  const adapter = ports.adapters.get(OPENED)!;
  if (!cause || adapter.location !== 'local') return undefined;
  return adapter.read(sql, cause.subjectId);
}
