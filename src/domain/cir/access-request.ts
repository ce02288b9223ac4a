/** A request of law enforcement for full access to EES, VIS or ETIAS on its way: asked, decided, searched once. */
import {
  AFTERWARDS_DAYS,
  type TwoStepSystem,
  twoStepRow,
  UNJUSTIFIED_ROW,
  type Urgency,
} from '../law/law-enforcement-access-table.js';
import { addWorkingDays, type LocalDate } from '../local-date.js';
import type { Unmet } from './law-enforcement-query.js';

export type AccessCase = {
  readonly offence: 'terrorist' | 'serious' | 'other';
  readonly isSpecificCase: boolean;
  readonly isProportionate: boolean;
  readonly reasonableGrounds: string;
  readonly fileReference: string;
  readonly operatorId: string;
  readonly orderedBy: string;
  /** Whether the person's identity is known, or is to be found. */
  readonly aim: 'travel-history-of-known-person' | 'identify-unknown-person';
  /** The consultation of the repository that named the system; it takes the place of the prior check. */
  readonly queryId?: string;
  readonly priorCheck?: {
    readonly nationalDatabases: boolean;
    readonly otherStates: 'searched' | 'not-available' | 'none';
  };
  readonly urgency?: Urgency;
};

export type AccessState = 'waiting' | 'approved' | 'refused' | 'searched' | 'justified' | 'unjustified';

export type AccessRequest = {
  readonly requestId: string;
  readonly system: TwoStepSystem;
  readonly authorityId: string;
  readonly memberState: string;
  readonly stated: AccessCase;
  readonly state: AccessState;
  readonly askedAt: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly searchedAt?: string;
  /** Urgent and searched: last day on which it is to be verified. */
  readonly verifyBy?: LocalDate;
  /** Digest of the keys of a search that found nobody where not everything was compared: by these it may be made again. */
  readonly searchedBy?: string;
};

/** Every condition that is not met; `hasQuery` where the consultation it names did name the system. */
export function unmetOfAccess(
  system: TwoStepSystem,
  stated: AccessCase,
  { hasQuery }: { readonly hasQuery: boolean },
): readonly Unmet[] {
  const row = twoStepRow(system);
  const { citation } = row;
  const { offence, isSpecificCase, isProportionate, reasonableGrounds, urgency, priorCheck } = stated;
  const needsCheck =
    row.priorCheckToIdentify && stated.aim === 'identify-unknown-person' && !hasQuery && !urgency;
  const wasChecked = priorCheck?.nationalDatabases === true && priorCheck.otherStates !== 'none';
  const named = [stated.fileReference, stated.operatorId, stated.orderedBy];
  return [
    ...unless(offence !== 'other', 'offence', 'Terrorist and other serious offences only.', citation),
    ...unless(isSpecificCase, 'specific', 'Access is necessary in a specific case.', citation),
    ...unless(isProportionate, 'proportionate', 'Access is necessary and proportionate.', citation),
    ...unless(
      isGiven(reasonableGrounds),
      'grounds',
      'There are reasonable grounds, and they are stated.',
      citation,
    ),
    ...unless(
      !needsCheck || wasChecked,
      'prior-check',
      'National databases and those of other states come first.',
      citation,
    ),
    ...unless(
      urgency === undefined || row.urgency.includes(urgency),
      'urgency',
      'The emergency is not one that lets verification wait.',
      citation,
    ),
    ...unless(
      named.every(isGiven),
      'log',
      'The log needs the national file, who asks and who ordered it.',
      citation,
    ),
  ];
}

/** Once: after approval, or before it in an emergency. */
export function maySearch({ state, stated, searchedAt }: AccessRequest): boolean {
  return (
    searchedAt === undefined &&
    (state === 'approved' || (state === 'waiting' && stated.urgency !== undefined))
  );
}

export function afterSearch(request: AccessRequest, at: string, today: LocalDate): AccessRequest {
  const isUnverified = request.state === 'waiting';
  return {
    ...request,
    searchedAt: at,
    state: isUnverified ? 'searched' : request.state,
    ...(isUnverified ? { verifyBy: addWorkingDays(today, AFTERWARDS_DAYS.value) } : {}),
  };
}

/** What the verifying authority's decision makes of it; `undefined` where there is nothing to decide. */
export function afterDecision(
  request: AccessRequest,
  decision: { readonly approves: boolean; readonly by: string; readonly at: string },
): AccessRequest | undefined {
  const { state } = request;
  if (state !== 'waiting' && state !== 'searched') return undefined;
  const [yes, no] =
    state === 'waiting' ? (['approved', 'refused'] as const) : (['justified', 'unjustified'] as const);
  return { ...request, state: decision.approves ? yes : no, decidedBy: decision.by, decidedAt: decision.at };
}

/** What is owed after an unjustified access. */
export function dutiesOf({
  state,
}: AccessRequest): readonly { readonly duty: string; readonly citation: string }[] {
  return state === 'unjustified' ? [{ duty: UNJUSTIFIED_ROW.rule, citation: UNJUSTIFIED_ROW.citation }] : [];
}

/** Whether the day for verifying it has passed. */
export function isOverdue({ state, verifyBy }: AccessRequest, today: LocalDate): boolean {
  return state === 'searched' && verifyBy !== undefined && verifyBy < today;
}

function unless(isMet: boolean, condition: string, reason: string, citation: string): readonly Unmet[] {
  return isMet ? [] : [{ condition, reason, citation }];
}

function isGiven(text: string): boolean {
  return text.trim() !== '';
}
