/**
 * Requests of persons about their data, from receipt to conclusion ((EU) 2019/817 Art 48): made to any Member State, passed
 * on to the one responsible, answered in time. Visible to the two states alone, each step in the log. Data that were
 * rectified are compared anew in the same transaction.
 */
import type { Requester } from '../domain/authorities.js';
import type { LinkId, SubjectId } from '../domain/ids.js';
import { RIGHTS_ROWS } from '../domain/law/rights-table.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import {
  changesData,
  contactDueOn,
  erasesDetails,
  isRestricting,
  type RightDeadline,
  type RightKind,
  type RightStep,
  rightDeadlines,
  type StepRefusal,
  stepRefusal,
} from '../domain/rights/right-request.js';
import type { SystemId } from '../domain/systems.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { KeptRightRequest, RightCount } from './ports/right-requests.js';
import type { Ports } from './ports.js';
import { type StartDetectionPorts, startDetection } from './start-detection.js';
import { logTask, refuseTask } from './task-access.js';

export type RightRequestPorts = StartDetectionPorts &
  Pick<
    Ports,
    'unitOfWork' | 'accessLog' | 'rightRequests' | 'restrictions' | 'subjects' | 'adapters' | 'clock'
  >;

export type NewRightRequest = {
  readonly kind: RightKind;
  readonly system?: SystemId;
  readonly subjectId?: SubjectId;
  readonly linkId?: LinkId;
  /** The day the person's request came in; today where absent. */
  readonly receivedOn?: LocalDate;
  /** What identifies the person and what is asked. */
  readonly details?: string;
};

export type ShownRightRequest = KeptRightRequest & {
  readonly deadlines: readonly RightDeadline[];
  readonly contactDueOn: LocalDate;
  readonly isOverdue: boolean;
};

export type RightRequestOutcome =
  | { readonly kind: 'found'; readonly request: ShownRightRequest }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly reason: string }
  | Denied;

export function createOpenRightRequest(ports: RightRequestPorts) {
  return (requester: Requester, asked: NewRightRequest): Promise<RightRequestOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'right-request');
      if (denied) return denied;
      const today = localDate(ports.clock.today());
      const { receivedOn = today } = asked;
      if (receivedOn > today) return { kind: 'refused', reason: 'A request comes in today at the latest.' };
      const { memberState } = requester;
      const request: KeptRightRequest = {
        ...asked,
        requestId: ports.ids.uuid(),
        receivedOn,
        receivedBy: memberState,
        responsible: memberState,
      };
      await ports.rightRequests.insert(tx, request);
      await logRequest(ports, tx, requester, request, 'opened');
      return { kind: 'found', request: shown(request, today) };
    });
}

export function createReadRightRequest(ports: RightRequestPorts) {
  return async (requester: Requester, requestId: string): Promise<RightRequestOutcome> => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'right-request', { caseId: requestId });
    if (denied) return denied;
    const request = await ports.rightRequests.read(sql, requestId);
    if (!request || !isOf(request, requester)) return { kind: 'not-found' };
    await logRequest(ports, sql, requester, request, 'read');
    return { kind: 'found', request: shown(request, localDate(ports.clock.today())) };
  };
}

/** Requests the requester's state received or is responsible for, oldest first. */
export function createListRightRequests(ports: RightRequestPorts) {
  return async (
    requester: Requester,
    page: { readonly isOpen: boolean; readonly after?: string; readonly limit: number },
  ): Promise<
    | { readonly kind: 'listed'; readonly requests: readonly ShownRightRequest[]; readonly next?: string }
    | Denied
  > => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'right-request');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'right-request', { result: 'listed' });
    const { memberState } = requester;
    const found = await ports.rightRequests.page(sql, { ...page, memberState, limit: page.limit + 1 });
    const today = localDate(ports.clock.today());
    const requests = found.slice(0, page.limit).map((request) => {
      const { details: _, ...listed } = shown(request, today);
      return listed;
    });
    const next = found.length > page.limit ? requests.at(-1)?.requestId : undefined;
    return { kind: 'listed', requests, ...(next === undefined ? {} : { next }) };
  };
}

export function createStepRightRequest(ports: RightRequestPorts) {
  return (requester: Requester, requestId: string, step: RightStep): Promise<RightRequestOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'right-request', { caseId: requestId });
      if (denied) return denied;
      const request = await ports.rightRequests.read(tx, requestId, { lock: true });
      if (!request || !isOf(request, requester)) return { kind: 'not-found' };
      const today = localDate(ports.clock.today());
      const { memberState } = requester;
      const { details, ...rest } = stepped(request, step, today);
      const refusal =
        stepRefusal(request, step, { memberState, today }) ??
        (await restrictionRefusal(ports, tx, requester, rest));
      await logRequest(ports, tx, requester, request, refusal ? `${step.kind} refused` : step.kind);
      if (refusal) return { kind: 'refused', reason: `${refusal.reason} ${refusal.citation}.` };
      const changed: KeptRightRequest =
        erasesDetails(step) || details === undefined ? rest : { ...rest, details };
      await ports.rightRequests.update(tx, changed);
      if (step.kind === 'lift') await ports.restrictions.lift(tx, requestId);
      if (step.kind === 'conclude') {
        await markRestricted(ports, tx, changed, today);
        await compareAnew(ports, tx, requester, changed);
      }
      return { kind: 'found', request: shown(changed, today) };
    });
}

/** The numbers a state publishes every year (Art 51(3)). */
export function createCountRightRequests(ports: RightRequestPorts) {
  return async (
    requester: Requester,
    year: number,
  ): Promise<
    { readonly kind: 'counted'; readonly year: number; readonly counts: readonly RightCount[] } | Denied
  > => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'right-request');
    if (denied) return denied;
    await logTask(ports, sql, requester, 'right-request', { result: 'counted' });
    const { memberState } = requester;
    return { kind: 'counted', year, counts: await ports.rightRequests.counts(sql, { memberState, year }) };
  };
}

function stepped(request: KeptRightRequest, step: RightStep, today: LocalDate): KeptRightRequest {
  switch (step.kind) {
    case 'forward':
      return { ...request, responsible: step.to, forwardedOn: today };
    case 'extend':
      return { ...request, extendedOn: today };
    case 'conclude':
      return {
        ...request,
        concludedOn: today,
        outcome: step.outcome,
        ...(step.reason === undefined ? {} : { reason: step.reason }),
        ...(step.subjectId === undefined ? {} : { subjectId: step.subjectId }),
      };
    case 'lift':
      return { ...request, liftedOn: today, liftReason: step.reason };
  }
}

/**
 * A restriction marks data, so whoever grants it names them: a person its state entered into a system kept here. A record of
 * another state is told like one that does not exist.
 */
async function restrictionRefusal(
  ports: RightRequestPorts,
  tx: Sql,
  { memberState }: Requester,
  request: KeptRightRequest,
): Promise<StepRefusal | undefined> {
  if (!isRestricting(request)) return undefined;
  const { system, subjectId } = request;
  const isKnown =
    system !== undefined &&
    subjectId !== undefined &&
    ports.adapters.get(system)?.location === 'local' &&
    (await ports.subjects.read(tx, system, subjectId))?.memberState === memberState;
  if (isKnown) return undefined;
  return {
    reason: 'A restriction names the system and the person whose data this state entered there.',
    citation: RIGHTS_ROWS['restriction-marked'].citation,
  };
}

async function markRestricted(
  { restrictions }: RightRequestPorts,
  tx: Sql,
  request: KeptRightRequest,
  since: LocalDate,
): Promise<void> {
  const { requestId, system, subjectId } = request;
  if (!isRestricting(request) || !system || !subjectId) return;
  await restrictions.mark(tx, { requestId, system, subjectId, since });
}

/** Whatever the rectification changed, links follow the data. */
async function compareAnew(
  ports: RightRequestPorts,
  tx: Sql,
  requester: Requester,
  request: KeptRightRequest,
): Promise<void> {
  const { system, subjectId } = request;
  if (!changesData(request) || !system || !subjectId) return;
  const adapter = ports.adapters.get(system);
  if (adapter?.location !== 'local') return;
  const record = (await adapter.read(tx, subjectId)).at(-1);
  // What was wrong may be whose biometrics these are.
  if (record) await startDetection(ports, tx, { requester, record, isAfresh: true, followsLinks: true });
}

function isOf({ receivedBy, responsible }: KeptRightRequest, { memberState }: Requester): boolean {
  return memberState === receivedBy || memberState === responsible;
}

function shown(request: KeptRightRequest, today: LocalDate): ShownRightRequest {
  const deadlines = rightDeadlines(request);
  return {
    ...request,
    deadlines,
    contactDueOn: contactDueOn(request),
    isOverdue: deadlines.some(({ dueOn }) => dueOn < today),
  };
}

function logRequest(
  ports: RightRequestPorts,
  sql: Sql,
  requester: Requester,
  { requestId, system, subjectId, linkId }: KeptRightRequest,
  result: string,
): Promise<void> {
  return logTask(ports, sql, requester, 'right-request', {
    systems: system === undefined ? [] : [system],
    components: linkId === undefined ? [] : ['mid'],
    caseId: requestId,
    result,
    ...(subjectId === undefined ? {} : { subjectId }),
    ...(linkId === undefined ? {} : { linkId }),
  });
}
