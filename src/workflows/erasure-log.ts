/** What the access log says of an erasure, granted or refused; a refusal is also the answer. */
import type { Requester } from '../domain/authorities.js';
import type { OperationId, SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

/** `caseId`: a single record; `result`: what was to be erased, or on which ground. */
export type ErasureAsked = {
  readonly requester: Requester;
  readonly system: SystemId;
  readonly subjectId?: SubjectId;
  readonly caseId?: string;
  readonly result?: string;
  readonly reference?: string;
};

type LogPorts = Pick<Ports, 'accessLog'>;

export function logErasure(
  { accessLog }: LogPorts,
  sql: Sql,
  { system, ...asked }: ErasureAsked,
  entry: { readonly outcome: 'permitted' | 'denied'; readonly operationId?: OperationId },
): Promise<void> {
  return accessLog.append(sql, { right: 'erase', systems: [system], ...asked, ...entry });
}

export async function refuseErasure(ports: LogPorts, sql: Sql, asked: ErasureAsked, reason: string) {
  await logErasure(ports, sql, asked, { outcome: 'denied' });
  return { kind: 'denied', reason } as const;
}
