/** Access to what is no record of a system: decided before anything is read, and logged either way. */
import type { Requester } from '../domain/authorities.js';
import { decideTask } from '../domain/law/task-access.js';
import type { TaskRight } from '../domain/law/task-access-table.js';
import type { Denied } from './hub-workflows.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

type LogPorts = Pick<Ports, 'accessLog'>;

/** `undefined` where the task is permitted, which is not logged yet: the entry belongs with what is done. */
export async function refuseTask(
  { accessLog }: LogPorts,
  sql: Sql,
  requester: Requester,
  right: TaskRight,
  about: Partial<AccessLogEntry> = {},
): Promise<Denied | undefined> {
  const decision = decideTask(requester, right);
  if (decision.permitted) return undefined;
  await accessLog.append(sql, { systems: [], ...about, requester, right, outcome: 'denied' });
  return { kind: 'denied', reason: decision.reason };
}

export function logTask(
  { accessLog }: LogPorts,
  sql: Sql,
  requester: Requester,
  right: TaskRight,
  about: Partial<AccessLogEntry> = {},
): Promise<void> {
  return accessLog.append(sql, { systems: [], ...about, requester, right, outcome: 'permitted' });
}
