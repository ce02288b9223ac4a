/**
 * What the SIRENE Bureaux ask and tell one another about an alert, each with its limit: consultations on permits, evidence
 * of errors, similar identities, requests for supplementary information ((EU) 2018/1861 Art 8, 27 to 29, 39, 44, 46).
 */
import type { Requester } from '../domain/authorities.js';
import { type JudgedCase, judgeSireneCase, type SireneCase } from '../domain/sis/sirene-case.js';
import type { SireneEvent } from '../domain/sis/sirene-deadlines.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import type { Denied } from './hub-workflows.js';
import { loadAlert } from './load-alert.js';
import type { Ports } from './ports.js';

export type SireneCaseOutcome =
  | { readonly kind: 'kept'; readonly sirene: JudgedCase }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

export type ListSireneCasesOutcome =
  | { readonly kind: 'listed'; readonly cases: readonly JudgedCase[]; readonly next?: string }
  | Denied;

type CasePorts = Pick<
  Ports,
  'unitOfWork' | 'adapters' | 'sis' | 'accessLog' | 'fileCalendar' | 'ids' | 'clock'
>;

const RIGHT = 'sis-hit-follow-up';

/** Addressed to the state that entered the alert, unless another is named. */
export function createOpenSireneCase(ports: CasePorts, system: SystemId) {
  return (
    requester: Requester,
    asked: {
      readonly event: SireneEvent;
      readonly alertId: string;
      readonly at: string;
      readonly toState?: string;
    },
  ): Promise<SireneCaseOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<SireneCaseOutcome> => {
      const about = { caseId: asked.alertId, result: asked.event };
      const denied = await enterTask(ports, tx, { requester, right: RIGHT, system, about });
      if (denied) return denied;
      const loaded = await loadAlert(ports, tx, { system, alertId: asked.alertId });
      if (!loaded) return { kind: 'not-found' };
      const { alert, isObject } = loaded;
      const toState = asked.toState ?? alert.memberState;
      if (toState === requester.memberState) {
        return { kind: 'refused', reason: 'A state asks another one: name the state that owes the answer.' };
      }
      const sirene: SireneCase = {
        caseId: ports.ids.uuid(),
        event: asked.event,
        alertId: asked.alertId,
        ...(alert.subjectId ? { subjectId: alert.subjectId } : {}),
        at: asked.at,
        fromState: requester.memberState,
        toState,
        isExtended: false,
      };
      await ports.sis.cases.open(tx, sirene, isObject);
      if (alert.subjectId) await ports.fileCalendar.mark(tx, system, alert.subjectId);
      return { kind: 'kept', sirene: judged(ports, sirene) };
    });
}

/** `extend`: a reasoned request for more time, which only one consultation knows (Art 28, 29). */
export function createAnswerSireneCase(ports: CasePorts, system: SystemId) {
  return (
    requester: Requester,
    caseId: string,
    answer: { readonly kind: 'answer'; readonly text: string } | { readonly kind: 'extend' },
  ): Promise<SireneCaseOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<SireneCaseOutcome> => {
      const about = { caseId, result: answer.kind };
      const denied = await enterTask(ports, tx, { requester, right: RIGHT, system, about });
      if (denied) return denied;
      const sirene = await ports.sis.cases.lock(tx, caseId);
      if (sirene?.toState !== requester.memberState) return { kind: 'not-found' };
      if (sirene.answeredAt) return { kind: 'refused', reason: 'It has been answered.' };
      if (answer.kind === 'extend' && (sirene.event !== 'alert-on-permit-holder' || sirene.isExtended)) {
        return { kind: 'refused', reason: 'No more time is provided for.' };
      }
      const answeredAt = new Date(ports.clock.nowMs()).toISOString();
      const changed: SireneCase =
        answer.kind === 'extend'
          ? { ...sirene, isExtended: true }
          : { ...sirene, answeredAt, answer: answer.text };
      await ports.sis.cases.keep(tx, changed);
      if (sirene.subjectId) await ports.fileCalendar.mark(tx, system, sirene.subjectId as never);
      return { kind: 'kept', sirene: judged(ports, changed) };
    });
}

export function createListSireneCases(ports: CasePorts, system: SystemId) {
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListSireneCasesOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await enterTask(ports, sql, { requester, right: RIGHT, system });
    if (denied) return denied;
    const found = await ports.sis.cases.page(sql, {
      memberState: requester.memberState,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const page = found.slice(0, limit);
    const next = found.length > limit ? page.at(-1)?.caseId : undefined;
    return { kind: 'listed', cases: page.map((each) => judged(ports, each)), ...(next ? { next } : {}) };
  };
}

function judged({ clock }: CasePorts, sirene: SireneCase): JudgedCase {
  return judgeSireneCase(sirene, new Date(clock.nowMs()).toISOString());
}
