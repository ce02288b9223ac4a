/**
 * Article 22: a consultation says which systems hold a match and nothing else; then full access is asked for in at least
 * one of them, or the reason for not asking is recorded so that a supervisor can trace it.
 */
import { CIR_ROWS } from '../law/cir-table.js';
import type { SystemId } from '../systems.js';

export type QueryCase = {
  readonly offence: 'terrorist' | 'serious' | 'other';
  readonly isSpecificCase: boolean;
  /** Why consultation will contribute to preventing, detecting or investigating it. */
  readonly reasonableGrounds: string;
  /** National file; of who consulted and who ordered it their unique identities. */
  readonly fileReference: string;
  readonly operatorId: string;
  readonly orderedBy: string;
};

export type StoredQuery = {
  readonly queryId: string;
  readonly authorityId: string;
  readonly memberState: string;
  readonly stated: QueryCase;
  readonly askedAt: string;
  /** Systems with a match. */
  readonly systems: readonly SystemId[];
  /**
   * `open` until access has been asked for or a reason recorded; nothing follows from no match. `incomplete`: nothing was found
   * and not everything was compared, so that nothing follows either but to ask again.
   */
  readonly state: 'no-match' | 'incomplete' | 'open' | 'access-requested' | 'reason-recorded';
  /** Every system answered and all biometrics were compared; absent where it was asked before that was kept. */
  readonly complete?: boolean;
  readonly reason?: string;
  readonly settledAt?: string;
};

export type Unmet = { readonly condition: string; readonly reason: string; readonly citation: string };

/** Every condition that is not met. */
export function unmetOfQuery(stated: QueryCase): readonly Unmet[] {
  const { offence, isSpecificCase, reasonableGrounds, fileReference, operatorId, orderedBy } = stated;
  return [
    ...unless(offence !== 'other' && isSpecificCase, 'offence', CIR_ROWS.offence),
    ...unless(isGiven(reasonableGrounds), 'grounds', CIR_ROWS.grounds),
    ...unless([fileReference, operatorId, orderedBy].every(isGiven), 'log', CIR_ROWS.logged),
  ];
}

export function queryAfterSearch(
  query: Omit<StoredQuery, 'state' | 'systems' | 'complete'>,
  { holding, complete }: { readonly holding: readonly SystemId[]; readonly complete: boolean },
): StoredQuery {
  const nothing = complete ? 'no-match' : 'incomplete';
  return { ...query, systems: holding, complete, state: holding.length === 0 ? nothing : 'open' };
}

/** The consultation once its reason is recorded; `undefined` where none is owed any more. */
export function withReason(query: StoredQuery, reason: string, at: string): StoredQuery | undefined {
  if (query.state !== 'open' || !isGiven(reason)) return undefined;
  return { ...query, state: 'reason-recorded', reason, settledAt: at };
}

/** The consultation once access was asked for in a system it named; `undefined` where it named none such. */
export function withAccessRequest(query: StoredQuery, system: SystemId, at: string): StoredQuery | undefined {
  if (!query.systems.includes(system)) return undefined;
  return query.state === 'open' ? { ...query, state: 'access-requested', settledAt: at } : query;
}

function unless(
  isMet: boolean,
  condition: string,
  { rule, citation }: { readonly rule: string; readonly citation: string },
): readonly Unmet[] {
  return isMet ? [] : [{ condition, reason: rule, citation }];
}

function isGiven(text: string): boolean {
  return text.trim() !== '';
}
