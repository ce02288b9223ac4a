/** What every operation of Eurodac beside its records asks first: the right, and that the state takes part. */
import type { Requester } from '../domain/authorities.js';
import { operatesSystem, UNION_AGENCY } from '../domain/country-codes.js';
import type { TaskRight } from '../domain/law/task-access-table.js';
import type { SystemId } from '../domain/systems.js';
import type { Denied } from './hub-workflows.js';
import type { AccessLogEntry } from './ports/jobs.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { logTask, refuseTask } from './task-access.js';

type LogPorts = Pick<Ports, 'accessLog'>;

/** Decided before anything is read, and logged either way with the system's own log. */
export async function enterTask(
  ports: LogPorts,
  sql: Sql,
  task: {
    readonly requester: Requester;
    readonly right: TaskRight;
    readonly system: SystemId;
    readonly about?: Partial<AccessLogEntry>;
  },
): Promise<Denied | undefined> {
  const { requester, right, system } = task;
  const about = { systems: [system], ...task.about };
  const denied = await refuseTask(ports, sql, requester, right, about);
  if (denied) return denied;
  const { memberState } = requester;
  if (memberState !== UNION_AGENCY && !operatesSystem(memberState, system)) {
    await ports.accessLog.append(sql, { ...about, requester, right, outcome: 'denied' });
    return { kind: 'denied', reason: "The system is not operated by the requester's state." };
  }
  await logTask(ports, sql, requester, right, about);
  return undefined;
}
