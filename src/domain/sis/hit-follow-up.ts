/**
 * What follows a hit, step by step: the executing state reports it to the issuing one through the SIRENE Bureaux, says
 * whether the action was taken, and the issuing state decides what becomes of the alert.
 */
import { hoursAfter, isInTime } from '../instant.js';
import type { Provision } from '../law/citation.js';
import { type SisAlertKind, sisAlertRow } from '../law/sis-alert-table.js';
import { sisDutyRow } from '../law/sis-duty-table.js';
import { HIT_ROWS } from '../law/sis-hit-table.js';

export type HitStep =
  | 'found'
  | 'not-the-person'
  | 'reported'
  | 'action-taken'
  | 'action-not-possible'
  | 'alert-kept'
  | 'alert-deleted';

/** `found` comes first; `at` is an RFC 3339 instant. */
export type HitEvent = { readonly step: HitStep; readonly at: string };

export type HitState = {
  readonly step: HitStep;
  readonly isClosed: boolean;
  /** Who must act next, and by when where a limit is known. */
  readonly owed?: {
    readonly by: 'executing-state' | 'issuing-state';
    readonly next: readonly HitStep[];
    readonly limit?: string;
    readonly isOverdue: boolean;
    readonly row: Provision;
  };
};

export type HitFollowUp =
  | ({ readonly kind: 'followed' } & HitState)
  | {
      readonly kind: 'out-of-order';
      readonly at: string;
      readonly step: HitStep;
      readonly after: HitStep | 'nothing';
    };

const NEXT: Readonly<Record<HitStep | 'nothing', readonly HitStep[]>> = {
  nothing: ['found'],
  found: ['not-the-person', 'reported'],
  'not-the-person': [],
  reported: ['action-taken', 'action-not-possible'],
  'action-taken': ['alert-kept', 'alert-deleted'],
  'action-not-possible': ['alert-kept', 'alert-deleted'],
  'alert-kept': [],
  'alert-deleted': [],
};

/** `events` in the order they were recorded. */
export function followHit(events: readonly HitEvent[], at: string): HitFollowUp {
  let last: HitEvent | undefined;
  for (const event of events) {
    const after = last?.step ?? 'nothing';
    const isLater = last === undefined || isInTime(last.at, event.at);
    if (!NEXT[after].includes(event.step) || !isLater) {
      return { kind: 'out-of-order', at: event.at, step: event.step, after };
    }
    last = event;
  }
  if (!last) return { kind: 'out-of-order', at, step: 'found', after: 'nothing' };
  return { kind: 'followed', ...stateAfter(last, at) };
}

function stateAfter({ step, at: since }: HitEvent, at: string): HitState {
  const next = NEXT[step];
  if (next.length === 0) return { step, isClosed: true };
  const row = HIT_ROWS[step === 'found' ? 'report' : step === 'reported' ? 'outcome' : 'close'];
  const by = step === 'found' || step === 'reported' ? 'executing-state' : 'issuing-state';
  const limit =
    by === 'issuing-state'
      ? hoursAfter(since, sisDutyRow('supplementary-information').within.value)
      : undefined;
  const isOverdue = limit !== undefined && !isInTime(at, limit);
  return { step, isClosed: false, owed: { by, next, ...(limit ? { limit } : {}), isOverdue, row } };
}

/** Whether the action, once taken, ends the purpose of the alert: who was arrested or found; never a check. */
export function endsPurpose(kind: SisAlertKind): { readonly ends: boolean; readonly row: Provision } {
  const { recordedAs, subject } = sisAlertRow(kind);
  const goesOn = recordedAs === 'check' || kind === 'object-check' || kind === 'refusal-of-entry';
  return { ends: !goesOn, row: HIT_ROWS[subject === 'object' ? 'purpose-object' : 'purpose-person'] };
}
