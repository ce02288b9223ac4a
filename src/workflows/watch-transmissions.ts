/**
 * Cases whose biometrics are still owed to Eurodac ((EU) 2024/1358 Art 15 to 26): registered when the event happens, with
 * what extends the limit, until the data set of that number arrives. A missed limit ends no duty.
 */
import type { Requester } from '../domain/authorities.js';
import { referenceFault } from '../domain/eurodac/reference-number.js';
import { type JudgedTransmission, judgeCase } from '../domain/eurodac/transmission-case.js';
import type { TransmissionCase } from '../domain/eurodac/transmission-deadline.js';
import { transmissionEnd } from '../domain/law/eurodac-transmission-table.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import type { Ports } from './ports.js';

export type TransmissionOutcome =
  | { readonly kind: 'kept'; readonly transmission: JudgedTransmission }
  | { readonly kind: 'refused'; readonly pointer: string; readonly reason: string }
  /** The state has a case of this number. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'not-found' }
  | Denied;

export type ListTransmissionsOutcome =
  | {
      readonly kind: 'listed';
      readonly transmissions: readonly JudgedTransmission[];
      readonly next?: string;
    }
  | Denied;

type WatchPorts = Pick<Ports, 'unitOfWork' | 'eurodac' | 'accessLog' | 'ids' | 'clock'>;

const RIGHT = 'eurodac-transmission-case';

export function createOpenTransmission(ports: WatchPorts, system: SystemId) {
  return (
    requester: Requester,
    referenceNumber: string,
    about: TransmissionCase,
  ): Promise<TransmissionOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<TransmissionOutcome> => {
      const denied = await enterTask(ports, tx, { requester, right: RIGHT, system });
      if (denied) return denied;
      const fault = referenceFault(referenceNumber, about.collection);
      if (fault) {
        return {
          kind: 'refused',
          pointer: '/referenceNumber',
          reason: `${fault.expected} ${fault.citation}.`,
        };
      }
      const now = nowOf(ports);
      const { memberState } = requester;
      const open = { caseId: ports.ids.uuid(), memberState, referenceNumber, about, openedAt: now };
      if (!(await ports.eurodac.transmissions.open(tx, open))) return { kind: 'repeated' };
      return { kind: 'kept', transmission: judgeCase(open, now) };
    });
}

/**
 * What has come to pass since: the release, the end of an obstacle, a technical problem, a sudden influx; or that nothing
 * is owed any more, which is taken back by leaving it out.
 */
export function createChangeTransmission(ports: WatchPorts, system: SystemId) {
  return (
    requester: Requester,
    caseId: string,
    circumstances: Omit<TransmissionCase, 'collection' | 'eventAt'>,
  ): Promise<TransmissionOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<TransmissionOutcome> => {
      const denied = await enterTask(ports, tx, { requester, right: RIGHT, system, about: { caseId } });
      if (denied) return denied;
      const open = await ports.eurodac.transmissions.lock(tx, caseId, requester.memberState);
      if (!open) return { kind: 'not-found' };
      const { collection, eventAt } = open.about;
      const { ended } = circumstances;
      if (ended && !transmissionEnd(ended.because, collection)) {
        const reason = `Not of a case of ${collection}.`;
        return { kind: 'refused', pointer: '/ended/because', reason };
      }
      const changed = { ...open, about: { collection, eventAt, ...circumstances } };
      await ports.eurodac.transmissions.keep(tx, changed);
      return { kind: 'kept', transmission: judgeCase(changed, nowOf(ports)) };
    });
}

export function createListTransmissions(ports: WatchPorts, system: SystemId) {
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListTransmissionsOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await enterTask(ports, sql, { requester, right: RIGHT, system });
    if (denied) return denied;
    const found = await ports.eurodac.transmissions.page(sql, {
      memberState: requester.memberState,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const page = found.slice(0, limit);
    const next = found.length > limit ? page.at(-1)?.caseId : undefined;
    const now = nowOf(ports);
    return {
      kind: 'listed',
      transmissions: page.map((open) => judgeCase(open, now)),
      ...(next ? { next } : {}),
    };
  };
}

function nowOf({ clock }: WatchPorts): string {
  return new Date(clock.nowMs()).toISOString();
}
