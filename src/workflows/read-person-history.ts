/**
 * One history of a person over the systems: the file that is asked for and those a white link makes the same person's, as far
 * as the authority may read their systems. Of any other system there is no trace: not in the events, not in a count.
 */
import type { Requester } from '../domain/authorities.js';
import { type PersonEvent, personEvents } from '../domain/history/person-events.js';
import type { SubjectId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { DataSetReference } from './ports/identity-links.js';
import { logTask, refuseTask } from './task-access.js';

export type ReadHistoryOutcome =
  | {
      readonly kind: 'read';
      readonly files: readonly DataSetReference[];
      readonly events: readonly PersonEvent[];
    }
  | { readonly kind: 'not-found' }
  | Denied;

export function createReadPersonHistory(ports: HubPorts) {
  return async (
    requester: Requester,
    system: SystemId,
    subjectId: SubjectId,
  ): Promise<ReadHistoryOutcome> => {
    const { sql } = ports.unitOfWork;
    const mayRead = (each: SystemId) => decideAccess(requester, 'read', each).permitted;
    const about = { systems: [system], subjectId } as const;
    const denied = await refuseTask(ports, sql, requester, 'person-history', about);
    if (denied) return denied;
    if (!mayRead(system)) {
      await ports.accessLog.append(sql, { ...about, requester, right: 'person-history', outcome: 'denied' });
      const decision = decideAccess(requester, 'read', system);
      return { kind: 'denied', reason: decision.permitted ? '' : decision.reason };
    }
    const start = { system, subjectId };
    const records = await readFile(ports, start);
    if (records.length === 0) {
      await logTask(ports, sql, requester, 'person-history', about);
      return { kind: 'not-found' };
    }
    const linked = (await samePerson(ports, start)).filter((file) => mayRead(file.system));
    const others = await Promise.all(
      linked.map(async (file) => ({ file, records: await readFile(ports, file) })),
    );
    const known = others.filter((each) => each.records.length > 0);
    const systems = [...new Set([system, ...known.map(({ file }) => file.system)])];
    await logTask(ports, sql, requester, 'person-history', { ...about, systems, components: ['cir'] });
    return {
      kind: 'read',
      files: [start, ...known.map(({ file }) => file)],
      events: personEvents([records, ...known.map((each) => each.records)]),
    };
  };
}

/** A remote system is read where it is kept. */
async function readFile(
  ports: HubPorts,
  { system, subjectId }: DataSetReference,
): Promise<readonly SystemRecord[]> {
  const adapter = ports.adapters.get(system)!;
  return adapter.location === 'local' ? adapter.read(ports.unitOfWork.sql, subjectId) : [];
}

/** White links, from file to file: (EU) 2019/817 Art 33. A limit, as a person is in six systems and not in hundreds. */
async function samePerson(ports: HubPorts, start: DataSetReference): Promise<readonly DataSetReference[]> {
  const found = new Map([[keyOf(start), start]]);
  let ask: readonly DataSetReference[] = [start];
  while (ask.length > 0 && found.size < FILES_MAX) {
    const links = await ports.identityLinks.ofDataSets(ports.unitOfWork.sql, ask);
    const next = links
      .filter(({ colour }) => colour === 'white')
      .flatMap(({ dataSets }) => dataSets)
      .filter((each) => !found.has(keyOf(each)));
    for (const each of next) found.set(keyOf(each), each);
    ask = next;
  }
  found.delete(keyOf(start));
  return [...found.values()].slice(0, FILES_MAX);
}

const FILES_MAX = 50;

function keyOf({ system, subjectId }: DataSetReference): string {
  return `${system} ${subjectId}`;
}
