/**
 * Screenings as the authority that carries them out works with them. Every step is decided by the access table, taken
 * under a lock on the case, and entered in the log of the component `screening`. A case is its Member State's alone.
 */
import type { Requester } from '../domain/authorities.js';
import { SCREENING_CLOCKS } from '../domain/law/screening-table.js';
import { decideTask } from '../domain/law/task-access.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { withoutAnswer } from '../domain/screening/database-checks.js';
import {
  checkRefusal,
  ended,
  endRefusal,
  isMinor,
  isReferredTo,
  isTooYoung,
  missingElements,
  openingRefusal,
  type ScreeningCase,
  type ScreeningCheck,
  type ScreeningElement,
  type ScreeningEnding,
  screeningDueOn,
} from '../domain/screening/screening-case.js';
import {
  formForPerson,
  type OpinionWithStanding,
  screeningForm,
} from '../domain/screening/screening-form.js';
import { opinionStanding, type ScreeningOpinion } from '../domain/screening/screening-opinion.js';
import type { Denied } from './hub-workflows.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';
import { settleCaptures } from './screening-captures.js';
import { sweepInTurn } from './sweep-in-turn.js';
import { logTask, refuseTask } from './task-access.js';

export type ScreeningPorts = Pick<
  Ports,
  'unitOfWork' | 'accessLog' | 'screenings' | 'operations' | 'clock' | 'ids'
>;

export type ShownScreening = ScreeningCase & {
  readonly databases: NonNullable<ScreeningCase['databases']>;
  readonly dueOn: LocalDate;
  readonly missing: readonly ScreeningElement[];
  readonly isMinor: boolean;
  readonly opinions: readonly OpinionWithStanding[];
  readonly warnings: readonly string[];
};

export type ScreeningOutcome =
  | { readonly kind: 'found'; readonly screening: ShownScreening }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'refused'; readonly reason: string }
  | Denied;

export type NewScreening = Pick<
  ScreeningCase,
  'place' | 'arrival' | 'apprehendedOn' | 'staysAtBorder' | 'person' | 'minor'
> & {
  readonly informedOn?: LocalDate;
  readonly wasScreened?: boolean;
  readonly fulfilsEntryConditions?: boolean;
};

export function createOpenScreening(ports: ScreeningPorts) {
  return (requester: Requester, asked: NewScreening): Promise<ScreeningOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const denied = await refuseTask(ports, tx, requester, 'screening', LOG);
      if (denied) return denied;
      const today = localDate(ports.clock.today());
      const refusal = openingRefusal(asked, today);
      if (refusal) return { kind: 'refused', reason: refusal };
      const { wasScreened: _, fulfilsEntryConditions: __, ...given } = asked;
      const screening: ScreeningCase = {
        ...given,
        caseId: ports.ids.uuid(),
        memberState: requester.memberState,
        authorityId: requester.authorityId,
        openedOn: today,
        checks: isTooYoung(asked) ? [noBiometrics(today)] : [],
        captures: [],
        hits: [],
        databases: [],
        unanswered: [],
        remarks: [],
      };
      await ports.screenings.insert(tx, screening);
      await logCase(ports, tx, requester, screening.caseId, 'opened');
      return { kind: 'found', screening: await shown(ports, tx, screening, today) };
    });
}

/** Also takes in what searches of the case have found meanwhile. */
export function createReadScreening(ports: ScreeningPorts) {
  return (requester: Requester, caseId: string): Promise<ScreeningOutcome> =>
    withCase(ports, requester, { caseId, result: 'read' }, async (screening) => screening);
}

export function createCheckScreening(ports: ScreeningPorts) {
  return (
    requester: Requester,
    caseId: string,
    check: Omit<ScreeningCheck, 'on'> & { readonly identity?: ScreeningCase['person']['identity'] },
  ): Promise<ScreeningOutcome> =>
    withCase(ports, requester, { caseId, result: `check ${check.element}` }, async (screening, today) => {
      const { identity, ...rest } = check;
      const entered = { ...rest, on: today };
      const refusal = checkRefusal(screening, entered);
      if (refusal) return { refusal };
      const others = screening.checks.filter(({ element }) => element !== check.element);
      const isEstablished = check.element === 'identity' && identity !== undefined;
      return {
        ...screening,
        checks: [...others, entered],
        ...(isEstablished ? { person: { ...screening.person, identity, isConfirmed: true } } : {}),
      };
    });
}

/** What the person says is wrong in its copy of the form (Art 17(3)); also after the end. */
export function createRemarkScreening(ports: ScreeningPorts) {
  return (requester: Requester, caseId: string, text: string): Promise<ScreeningOutcome> =>
    withCase(ports, requester, { caseId, result: 'remark' }, async (screening, on) => ({
      ...screening,
      remarks: [...screening.remarks, { on, text }],
    }));
}

export function createEndScreening(ports: ScreeningPorts) {
  return (
    requester: Requester,
    caseId: string,
    end: { readonly how: ScreeningEnding; readonly isRelocated: boolean },
  ): Promise<ScreeningOutcome> =>
    withCase(ports, requester, { caseId, result: `end ${end.how}` }, async (screening, today) => {
      const refusal = endRefusal(screening, end.how, today);
      return refusal ? { refusal } : ended(screening, { ...end, on: today });
    });
}

export type ScreeningFormOutcome =
  | {
      readonly kind: 'form';
      readonly form: ReturnType<typeof screeningForm> | ReturnType<typeof formForPerson>;
    }
  | Exclude<ScreeningOutcome, { readonly kind: 'found' }>;

export function createWriteScreeningForm(ports: ScreeningPorts) {
  return async (
    requester: Requester,
    caseId: string,
    reader: 'authority' | 'person',
  ): Promise<ScreeningFormOutcome> => {
    const result = reader === 'person' ? 'form for the person' : 'form';
    const outcome = decideTask(requester, 'screening-form').permitted
      ? await withReferredCase(ports, requester, { caseId, result })
      : await withCase(ports, requester, { caseId, result }, async (screening) => screening);
    if (outcome.kind !== 'found') return outcome;
    const { screening } = outcome;
    const form =
      reader === 'person' ? formForPerson(screening) : screeningForm(screening, screening.opinions);
    return { kind: 'form', form };
  };
}

/** For the authority of the state the person is referred to, once the screening has ended. */
async function withReferredCase(
  ports: ScreeningPorts,
  requester: Requester,
  { caseId, result }: { readonly caseId: string; readonly result: string },
): Promise<ScreeningOutcome> {
  const { sql } = ports.unitOfWork;
  const screening = await ports.screenings.read(sql, caseId);
  const isReceiver =
    screening?.memberState === requester.memberState && isReferredTo(screening, requester.authorityClass);
  const about = { ...LOG, caseId, result: isReceiver ? result : `${result} refused` };
  await logTask(ports, sql, requester, 'screening-form', about);
  if (!screening || !isReceiver) return { kind: 'not-found' };
  const today = localDate(ports.clock.today());
  return { kind: 'found', screening: await shown(ports, sql, screening, today) };
}

export type ListedScreening = Pick<ScreeningCase, 'caseId' | 'place' | 'arrival' | 'openedOn' | 'ended'> & {
  readonly dueOn: LocalDate;
  readonly missing: readonly ScreeningElement[];
  readonly isMinor: boolean;
};

/** Of the requester's state, the nearest deadline first; no name. */
export function createListScreenings(ports: ScreeningPorts) {
  return async (
    requester: Requester,
    page: { readonly isOpen: boolean; readonly after?: string; readonly limit: number },
  ): Promise<
    | { readonly kind: 'listed'; readonly screenings: readonly ListedScreening[]; readonly next?: string }
    | Denied
  > => {
    const { sql } = ports.unitOfWork;
    const denied = await refuseTask(ports, sql, requester, 'screening', LOG);
    if (denied) return denied;
    await logTask(ports, sql, requester, 'screening', { ...LOG, result: 'listed' });
    const { memberState } = requester;
    const found = await ports.screenings.page(sql, { ...page, memberState, limit: page.limit + 1 });
    const screenings = found.slice(0, page.limit).map((screening) => ({
      caseId: screening.caseId,
      place: screening.place,
      arrival: screening.arrival,
      openedOn: screening.openedOn,
      dueOn: screeningDueOn(screening),
      missing: missingElements(screening),
      isMinor: isMinor(screening),
      ...(screening.ended ? { ended: screening.ended } : {}),
    }));
    const next = found.length > page.limit ? screenings.at(-1)?.caseId : undefined;
    return { kind: 'listed', screenings, ...(next === undefined ? {} : { next }) };
  };
}

/**
 * Takes in what searches of open cases have found, ends cases whose time has passed, complete or not (Art 18(5)), and erases
 * those kept long enough; returns how many changed. For the background.
 */
export function createSweepScreenings(ports: SweepPorts, limit = 100) {
  const { unitOfWork, screenings, clock } = ports;
  const today = () => localDate(clock.today());
  return sweepInTurn([
    () => unitOfWork.transaction((tx) => settlePending(ports, tx, today(), limit)),
    () => unitOfWork.transaction((tx) => endOverdue(ports, tx, today(), limit)),
    () => unitOfWork.transaction((tx) => screenings.eraseExpired(tx, { today: today(), limit })),
  ]);
}

type SweepPorts = Pick<Ports, 'unitOfWork' | 'screenings' | 'operations' | 'clock'>;

async function settlePending(ports: SweepPorts, tx: Sql, today: LocalDate, limit: number): Promise<number> {
  let settled = 0;
  for (const screening of await ports.screenings.pending(tx, { limit })) {
    const current = await settleCaptures(ports, tx, screening, today);
    if (current === screening) continue;
    await ports.screenings.update(tx, current);
    settled++;
  }
  return settled;
}

async function endOverdue(ports: SweepPorts, tx: Sql, today: LocalDate, limit: number): Promise<number> {
  const overdue = await ports.screenings.overdue(tx, { today, limit });
  for (const screening of overdue) {
    const current = await settleCaptures(ports, tx, screening, today);
    await ports.screenings.update(tx, ended(current, { how: 'deadline', isRelocated: false, on: today }));
  }
  return overdue.length;
}

type Changed = ScreeningCase | { readonly refusal: string };

/** Access, lock, jurisdiction, the step, the log: the frame of everything that happens to a case. */
export async function withCase(
  ports: ScreeningPorts,
  requester: Requester,
  { caseId, result }: { readonly caseId: string; readonly result: string },
  step: (screening: ScreeningCase, today: LocalDate, tx: Sql) => Promise<Changed>,
): Promise<ScreeningOutcome> {
  return ports.unitOfWork.transaction(async (tx) => {
    const denied = await refuseTask(ports, tx, requester, 'screening', { ...LOG, caseId });
    if (denied) return denied;
    const kept = await ports.screenings.read(tx, caseId, { lock: true });
    if (!kept || kept.memberState !== requester.memberState) return { kind: 'not-found' };
    const today = localDate(ports.clock.today());
    const current = await settleCaptures(ports, tx, kept, today);
    const changed = await step(current, today, tx);
    const isRefused = 'refusal' in changed;
    await logCase(ports, tx, requester, caseId, isRefused ? `${result} refused` : result);
    const now = isRefused ? current : changed;
    if (now !== kept) await ports.screenings.update(tx, now);
    if (isRefused) return { kind: 'refused', reason: changed.refusal };
    return { kind: 'found', screening: await shown(ports, tx, now, today) };
  });
}

const LOG = { components: ['screening'] } as const;

function logCase(ports: ScreeningPorts, sql: Sql, requester: Requester, caseId: string, result: string) {
  return logTask(ports, sql, requester, 'screening', { ...LOG, caseId, result });
}

async function shown(
  { screenings }: ScreeningPorts,
  sql: Sql,
  screening: ScreeningCase,
  today: LocalDate,
): Promise<ShownScreening> {
  const opinions = await screenings.opinionsOf(sql, screening.caseId);
  const { value, rule, citation } = SCREENING_CLOCKS.minorsPerPerson;
  const isTooMany = (await screenings.countInCare(sql, screening)) > value;
  return {
    ...screening,
    dueOn: screeningDueOn(screening),
    missing: missingElements(screening),
    isMinor: isMinor(screening),
    opinions: opinions.map((opinion) => ({ ...opinion, standing: opinionStanding(opinion, today) })),
    databases: screening.databases ?? [],
    warnings: [
      ...(isTooMany ? [`More than ${value}: ${rule}. ${citation}.`] : []),
      ...warningOfSilence(screening),
      ...warningOfOpinions(screening, opinions),
    ],
  };
}

/** The check of security is the officer's; that it was entered without some database shows for good. */
function warningOfSilence({ checks, databases = [] }: ScreeningCase): readonly string[] {
  const isEntered = checks.some(({ element }) => element === 'security');
  const silent = withoutAnswer(databases).map(({ database }) => database);
  if (!isEntered || silent.length === 0) return [];
  return [`Security was checked without an answer of: ${silent.join(', ')}. (EU) 2024/1356 Art 15(2).`];
}

/** What an entry of the watchlist means only who entered it can say. */
function warningOfOpinions(
  { hits }: ScreeningCase,
  opinions: readonly ScreeningOpinion[],
): readonly string[] {
  const asked = new Set(
    opinions.flatMap(({ source, askedState }) => (source === 'ecris-tcn' ? [] : [askedState])),
  );
  const unasked = hits.flatMap(({ source, memberState }) =>
    source === 'etias-watchlist' && memberState !== undefined && !asked.has(memberState) ? [memberState] : [],
  );
  if (unasked.length === 0) return [];
  return [
    `The ETIAS watchlist has an entry of: ${unasked.join(', ')}. No opinion of theirs is asked for. (EU) 2018/1240 Art 35a.`,
  ];
}

function noBiometrics(on: LocalDate): ScreeningCheck {
  return { element: 'biometrics', state: 'not-needed', by: 'officer', on, findings: ['under-six'] };
}
