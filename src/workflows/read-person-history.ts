/**
 * One history of a person over the systems: the file that is asked for and those white links make the same person's, as far
 * as the authority may read their systems. Of any other system there is no trace: not in the events, not in a count. What
 * it may read and another hub keeps is named, as is what did not fit: a history says of itself whether it is whole.
 */
import type { Requester } from '../domain/authorities.js';
import { type PersonEvent, personEvents } from '../domain/history/person-events.js';
import type { SubjectId } from '../domain/ids.js';
import { decideAccess } from '../domain/law/access.js';
import type { SystemRecord } from '../domain/system-record.js';
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import type { DataSetReference } from './ports/identity-links.js';
import { logTask, refuseTask } from './task-access.js';

/** A system of which nothing is in the history, with the files of the person there that links name. */
export type SystemNotRead = {
  readonly system: SystemId;
  readonly reason: 'kept-by-another-hub';
  readonly subjectIds: readonly SubjectId[];
};

export type ReadHistoryOutcome =
  | {
      readonly kind: 'read';
      readonly files: readonly DataSetReference[];
      readonly events: readonly PersonEvent[];
      readonly notRead: readonly SystemNotRead[];
      /** Files of the person in systems that are read here, on this page and on others. */
      readonly filesTotal: number;
      /** Links led to more files than are followed: there may be others. */
      readonly overflow: boolean;
      /** Where the next page begins; absent on the last. */
      readonly next?: SubjectId;
    }
  | { readonly kind: 'not-found' }
  | Denied;

export function createReadPersonHistory(ports: HubPorts) {
  return async (
    requester: Requester,
    { system, subjectId }: DataSetReference,
    { after }: { readonly after?: string } = {},
  ): Promise<ReadHistoryOutcome> => {
    const { sql } = ports.unitOfWork;
    const mayRead = (each: SystemId) => decideAccess(requester, 'read', each).permitted;
    const about = { systems: [system], subjectId } as const;
    const denied = await refuseTask(ports, sql, requester, 'person-history', about);
    if (denied) return denied;
    const refusal = refusalOf(ports, requester, system);
    if (refusal !== undefined) {
      await ports.accessLog.append(sql, { ...about, requester, right: 'person-history', outcome: 'denied' });
      return { kind: 'denied', reason: refusal };
    }
    const start = { system, subjectId };
    const records = await readFile(ports, start);
    if (records.length === 0) {
      await logTask(ports, sql, requester, 'person-history', about);
      return { kind: 'not-found' };
    }
    const { linked: readable, overflow } = await samePerson(ports, start, mayRead);
    const here = readable.filter((file) => isHere(ports, file.system));
    // The file that was asked for leads the first page; the others follow by identifier, whatever is erased meanwhile.
    const left = after === undefined ? here : here.filter((file) => file.subjectId > after);
    const page = left.slice(0, after === undefined ? LIMITS.historyFilesPage - 1 : LIMITS.historyFilesPage);
    const files = [
      ...(after === undefined ? [{ file: start, records }] : []),
      ...(await Promise.all(page.map(async (file) => ({ file, records: await readFile(ports, file) })))),
    ].filter((each) => each.records.length > 0);
    const systems = [...new Set([system, ...files.map(({ file }) => file.system)])];
    await logTask(ports, sql, requester, 'person-history', { ...about, systems, components: ['cir'] });
    return {
      kind: 'read',
      files: files.map(({ file }) => file),
      events: personEvents(files.map((each) => each.records)),
      notRead: notRead(ports, readable, mayRead),
      filesTotal: here.length + 1,
      overflow,
      ...(page.length < left.length ? { next: page.at(-1)!.subjectId } : {}),
    };
  };
}

function refusalOf(ports: HubPorts, requester: Requester, system: SystemId): string | undefined {
  const decision = decideAccess(requester, 'read', system);
  if (!decision.permitted) return decision.reason;
  return isHere(ports, system)
    ? undefined
    : `${systemFacts(system).name} is kept by another hub: ask that one.`;
}

function isHere({ adapters }: HubPorts, system: SystemId): boolean {
  return adapters.get(system)?.location === 'local';
}

/** Each system the authority may read that is not kept here, whether or not a link names a file in it. */
function notRead(
  ports: HubPorts,
  readable: readonly DataSetReference[],
  mayRead: (system: SystemId) => boolean,
): readonly SystemNotRead[] {
  return SYSTEMS.filter((system) => mayRead(system) && !isHere(ports, system)).map((system) => ({
    system,
    reason: 'kept-by-another-hub',
    subjectIds: readable.filter((file) => file.system === system).map(({ subjectId }) => subjectId),
  }));
}

function readFile(
  ports: HubPorts,
  { system, subjectId }: DataSetReference,
): Promise<readonly SystemRecord[]> {
  return ports.adapters.get(system)!.read(ports.unitOfWork.sql, subjectId);
}

/**
 * White links, from file to file: (EU) 2019/817 Art 33. Only those between two systems the authority may read, Art 26(3):
 * what is reached through another would tell of its links. In the order of identifiers, without the file they start from.
 */
async function samePerson(
  ports: HubPorts,
  start: DataSetReference,
  mayRead: (system: SystemId) => boolean,
): Promise<{ readonly linked: readonly DataSetReference[]; readonly overflow: boolean }> {
  const found = new Map([[keyOf(start), start]]);
  let ask: readonly DataSetReference[] = [start];
  // One more than are told: only then is it known whether there are more.
  while (ask.length > 0 && found.size <= LIMITS.historyFilesMax + 1) {
    const links = await ports.identityLinks.ofDataSets(ports.unitOfWork.sql, ask);
    const next = links
      .filter(({ colour, dataSets }) => colour === 'white' && dataSets.every(({ system }) => mayRead(system)))
      .flatMap(({ dataSets }) => dataSets)
      .filter((each) => !found.has(keyOf(each)));
    for (const each of next) found.set(keyOf(each), each);
    ask = next;
  }
  found.delete(keyOf(start));
  const linked = [...found.values()].sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1));
  return {
    linked: linked.slice(0, LIMITS.historyFilesMax),
    overflow: linked.length > LIMITS.historyFilesMax,
  };
}

function keyOf({ system, subjectId }: DataSetReference): string {
  return `${system} ${subjectId}`;
}
