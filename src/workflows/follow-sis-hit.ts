/**
 * A hit on an alert: reported by the state that found it, which learns what to do; then step by step until the issuing
 * state has kept or deleted the alert ((EU) 2018/1861 and 2018/1862 Art 8, Sirene Manual).
 */
import type { Requester } from '../domain/authorities.js';
import type { SubjectId } from '../domain/ids.js';
import type { SisAction } from '../domain/law/sis-alert-table.js';
import { type HitAction, hitAction } from '../domain/sis/hit-action.js';
import {
  endsPurpose,
  followHit,
  type HitEvent,
  type HitFollowUp,
  type HitStep,
} from '../domain/sis/hit-follow-up.js';
import type { StoredSisHit } from '../domain/sis/stored-hit.js';
import type { SystemId } from '../domain/systems.js';
import { enterTask } from './enter-task.js';
import { type EraseAlertPorts, eraseAlert } from './erase-alert.js';
import type { Denied } from './hub-workflows.js';
import { loadAlert } from './load-alert.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type ShownSisHit = StoredSisHit & { readonly followUp: HitFollowUp };

export type SisHitOutcome =
  | { readonly kind: 'followed'; readonly hit: ShownSisHit; readonly action?: HitAction }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-found' }
  | Denied;

export type ListSisHitsOutcome =
  | { readonly kind: 'listed'; readonly hits: readonly ShownSisHit[]; readonly next?: string }
  | Denied;

type HitPorts = Pick<
  Ports,
  'unitOfWork' | 'adapters' | 'sis' | 'accessLog' | 'fileCalendar' | 'ids' | 'clock'
>;

export type ReportedSisHit = {
  readonly alertId: string;
  readonly foundAt: string;
  readonly foundBy: string;
  /** Checks the law of the executing state does not allow. */
  readonly checksNotAllowed?: readonly SisAction[];
};

export function createReportSisHit(ports: HitPorts, system: SystemId) {
  return (requester: Requester, found: ReportedSisHit): Promise<SisHitOutcome> =>
    ports.unitOfWork.transaction(async (tx): Promise<SisHitOutcome> => {
      const { alertId, foundAt, foundBy } = found;
      const about = { caseId: alertId };
      const denied = await enterTask(ports, tx, { requester, right: 'sis-hit-report', system, about });
      if (denied) return denied;
      const loaded = await loadAlert(ports, tx, { system, alertId });
      if (!loaded || loaded.alert.reviewBy < ports.clock.today()) return { kind: 'not-found' };
      const { alert, isObject } = loaded;
      const { memberState } = requester;
      const hit: StoredSisHit = {
        hitId: ports.ids.uuid(),
        alertId,
        ...(alert.subjectId ? { subjectId: alert.subjectId } : {}),
        alertKind: alert.kind,
        issuingState: alert.memberState,
        executingState: memberState,
        foundBy,
        events: [{ step: 'found', at: foundAt }],
      };
      await ports.sis.hits.insert(tx, hit, isObject);
      if (alert.subjectId) await ports.fileCalendar.mark(tx, system, alert.subjectId);
      const action = hitAction(alert.kind, {
        flaggedBy: alert.flaggedBy,
        memberState,
        ...(found.checksNotAllowed ? { checksNotAllowed: found.checksNotAllowed } : {}),
        ...(alert.kind === 'refusal-of-entry'
          ? { hasLeftTerritory: alert.leftOn === undefined || alert.leftOn <= foundAt.slice(0, 10) }
          : {}),
      });
      return { kind: 'followed', hit: shown(ports, hit), action };
    });
}

/** The executing state reports and acts, the issuing one decides. */
const STEPS_OF_ISSUER: readonly HitStep[] = ['alert-kept', 'alert-deleted'];

export function createFollowSisHit(ports: FollowPorts, system: SystemId) {
  return async (requester: Requester, hitId: string, event: HitEvent): Promise<SisHitOutcome> => {
    // In a statement of its own, which keeps no lock: it only says which alert it is.
    const before = await ports.sis.hits.lock(ports.unitOfWork.sql, hitId);
    return ports.unitOfWork.transaction(async (tx): Promise<SisHitOutcome> => {
      const about = { caseId: hitId, result: event.step };
      const denied = await enterTask(ports, tx, { requester, right: 'sis-hit-follow-up', system, about });
      if (denied) return denied;
      if (before) await holdAlert(ports, tx, { system, hit: before });
      const hit = await ports.sis.hits.lock(tx, hitId);
      const { memberState } = requester;
      if (!hit || (hit.issuingState !== memberState && hit.executingState !== memberState)) {
        return { kind: 'not-found' };
      }
      const by = STEPS_OF_ISSUER.includes(event.step) ? hit.issuingState : hit.executingState;
      if (by !== memberState) return { kind: 'refused', reason: `The step is that of ${by}.` };
      const followed = { ...hit, events: [...hit.events, event] };
      const state = followHit(followed.events, new Date(ports.clock.nowMs()).toISOString());
      if (state.kind === 'out-of-order') {
        return {
          kind: 'refused',
          reason: `After ${state.after} there is no step ${state.step} at that moment.`,
        };
      }
      if (event.step === 'alert-deleted') {
        const refused = await deleteAlert(ports, tx, { requester, system, hit });
        return refused ?? { kind: 'followed', hit: shown(ports, followed) };
      }
      await ports.sis.hits.addEvent(tx, hit, event);
      if (event.step === 'action-taken' && endsPurpose(hit.alertKind).ends) {
        await openPurposeCase(ports, tx, followed, event);
      }
      if (hit.subjectId) await ports.fileCalendar.mark(tx, system, hit.subjectId as never);
      return { kind: 'followed', hit: shown(ports, followed) };
    });
  };
}

type FollowPorts = HitPorts & EraseAlertPorts;

/** Whoever erases an alert holds what the hit hangs on before the hit, or two of them would wait for each other. */
async function holdAlert(
  ports: FollowPorts,
  tx: Sql,
  { system, hit }: { readonly system: SystemId; readonly hit: StoredSisHit },
): Promise<void> {
  if (hit.subjectId) await ports.subjects.lock(tx, system, hit.subjectId as SubjectId);
  else await ports.sis.alerts.lockObject(tx, hit.alertId);
}

/** Said to be deleted, it is: an alert that stands would be found and acted on again. Its hits go with it. */
async function deleteAlert(
  ports: FollowPorts,
  tx: Sql,
  about: { readonly requester: Requester; readonly system: SystemId; readonly hit: StoredSisHit },
): Promise<SisHitOutcome | undefined> {
  const { requester, system, hit } = about;
  const { alertId } = hit;
  if (!hit.subjectId) {
    await ports.sis.alerts.eraseObject(tx, alertId);
    return undefined;
  }
  const subjectId = hit.subjectId as SubjectId;
  const erased = await eraseAlert(ports, tx, { requester, system, alertId, subjectId });
  return erased.kind === 'erased' ? undefined : erased;
}

/** The purpose seems achieved: the authority that created the alert has fifteen days to answer its bureau. */
async function openPurposeCase(
  { sis, ids }: HitPorts,
  tx: Parameters<Ports['sis']['cases']['open']>[0],
  hit: StoredSisHit,
  { at }: HitEvent,
): Promise<void> {
  const isObject = hit.subjectId === undefined;
  await sis.cases.open(
    tx,
    {
      caseId: ids.uuid(),
      event: 'purpose-achieved',
      alertId: hit.alertId,
      ...(hit.subjectId ? { subjectId: hit.subjectId } : {}),
      at,
      fromState: hit.executingState,
      toState: hit.issuingState,
      isExtended: false,
    },
    isObject,
  );
}

export function createListSisHits(ports: HitPorts, system: SystemId) {
  return async (
    requester: Requester,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): Promise<ListSisHitsOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await enterTask(ports, sql, { requester, right: 'sis-hit-follow-up', system });
    if (denied) return denied;
    const found = await ports.sis.hits.page(sql, {
      memberState: requester.memberState,
      limit: limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const page = found.slice(0, limit);
    const next = found.length > limit ? page.at(-1)?.hitId : undefined;
    return { kind: 'listed', hits: page.map((hit) => shown(ports, hit)), ...(next ? { next } : {}) };
  };
}

function shown({ clock }: HitPorts, hit: StoredSisHit): ShownSisHit {
  return { ...hit, followUp: followHit(hit.events, new Date(clock.nowMs()).toISOString()) };
}
