/**
 * Whether a request of law enforcement may reach Eurodac, as the verifying authority decides it: (EU) 2024/1358 Art 5 to
 * 7, 14(3), 32 to 34. The decision names every condition that is not met, not only the first.
 */
import { CHILD_AGE, LAW_ENFORCEMENT_ROWS } from '../law/eurodac-law-enforcement-table.js';
import type { LocalDate } from '../local-date.js';

export type LawEnforcementRequest = {
  readonly by: 'designated-authority' | 'europol-designated-unit';
  readonly authorityId: string;
  /** Through whom the request comes; absent: sent without one. */
  readonly verifiedBy?: { readonly authorityId: string; readonly isIndependent: boolean };
  readonly throughAccessPoint: boolean;
  readonly on: LocalDate;
  readonly offence: 'terrorist' | 'other-serious' | 'other';
  /** National file. */
  readonly fileNumber?: string;
  readonly isSpecificCase: boolean;
  readonly hasOverridingConcern: boolean;
  /** Why it will contribute substantially; blank counts as absent. */
  readonly groundsOfContribution?: string;
  /** `queryId`: the consultation that named Eurodac; whether it did is for who keeps it to say. */
  readonly priorCheck:
    | { readonly kind: 'cir-reply'; readonly queryId: string }
    | {
        readonly kind: 'searched';
        readonly nationalDatabases: boolean;
        /** Automated fingerprint systems of other states under Decision 2008/615/JHA. */
        readonly otherStates: 'searched' | 'not-available' | 'useless' | 'not-searched';
        readonly whyUseless?: string;
      };
  /** Europol only. */
  readonly searchedOwnSystems?: boolean;
  readonly key: 'biometrics' | 'alphanumeric' | 'none';
  /** Age of the person searched for, where it is known or assumed to be that of a child. */
  readonly childAge?: number;
  readonly childIsSuspectWithGrounds?: boolean;
  readonly imminentDanger?: boolean;
};

export type LawEnforcementCondition =
  | 'in-force'
  | 'chain'
  | 'offence'
  | 'prior-check'
  | 'necessary'
  | 'specific'
  | 'contribution'
  | 'own-systems'
  | 'key'
  | 'child'
  | 'file-number'
  | 'reference-number';

export type UnmetCondition = {
  readonly condition: LawEnforcementCondition;
  readonly reason: string;
  readonly citation: string;
};

export type LawEnforcementDecision =
  | { readonly kind: 'permitted'; readonly verification: 'before' | 'afterwards'; readonly citation: string }
  | { readonly kind: 'refused'; readonly unmet: readonly UnmetCondition[] };

/** Urgency moves verification behind the search; it waives nothing else. */
export function decideLawEnforcementRequest(request: LawEnforcementRequest): LawEnforcementDecision {
  const unmet = [
    ...chainFaults(request),
    ...caseFaults(request),
    ...priorCheckFaults(request),
    ...personFaults(request),
  ];
  if (unmet.length > 0) return { kind: 'refused', unmet };
  return request.imminentDanger
    ? { kind: 'permitted', verification: 'afterwards', citation: LAW_ENFORCEMENT_ROWS.urgent.citation }
    : { kind: 'permitted', verification: 'before', citation: LAW_ENFORCEMENT_ROWS.chain.citation };
}

/** After an urgent search: what has to happen once it was verified. */
export function verifyAfterwards(isJustified: boolean): {
  readonly duties: readonly ('erase-results' | 'confirm-erasure')[];
  readonly citation: string;
} {
  const { unjustified, urgent } = LAW_ENFORCEMENT_ROWS;
  return isJustified
    ? { duties: [], citation: urgent.citation }
    : { duties: ['erase-results', 'confirm-erasure'], citation: unjustified.citation };
}

const { unjustified: UNJUSTIFIED } = LAW_ENFORCEMENT_ROWS;
/** Said of a search in place of what it found. */
export const UNJUSTIFIED_SEARCH = `The search was not justified: ${UNJUSTIFIED.rule} (${UNJUSTIFIED.citation}).`;

type RowName = keyof typeof LAW_ENFORCEMENT_ROWS;

function unless(
  isMet: boolean,
  condition: LawEnforcementCondition,
  row: RowName,
  reason?: string,
): readonly UnmetCondition[] {
  if (isMet) return [];
  const { rule, citation } = LAW_ENFORCEMENT_ROWS[row];
  return [{ condition, reason: reason ?? rule, citation }];
}

function chainFaults(request: LawEnforcementRequest): readonly UnmetCondition[] {
  const { by, authorityId, verifiedBy, throughAccessPoint, on, imminentDanger, searchedOwnSystems } = request;
  const row: RowName = by === 'europol-designated-unit' ? 'europol' : 'chain';
  const isVerified = verifiedBy?.isIndependent === true && verifiedBy.authorityId !== authorityId;
  return [
    ...unless(
      on >= LAW_ENFORCEMENT_ROWS.chain.inForceFrom,
      'in-force',
      'chain',
      `From ${LAW_ENFORCEMENT_ROWS.chain.inForceFrom}.`,
    ),
    // In an emergency the request is transmitted by the verifying authority all the same; it looks at it later.
    ...unless(isVerified, 'chain', row),
    ...unless(throughAccessPoint, 'chain', row, 'The national access point, or that of Europol, sends it.'),
    ...unless(
      by !== 'europol-designated-unit' || searchedOwnSystems === true,
      'own-systems',
      'europol',
      imminentDanger ? 'Europol searches its own systems first, in an emergency too.' : undefined,
    ),
  ];
}

function caseFaults(request: LawEnforcementRequest): readonly UnmetCondition[] {
  const { offence, isSpecificCase, hasOverridingConcern, groundsOfContribution, key, fileNumber } = request;
  return [
    ...unless(offence !== 'other', 'offence', 'necessary', 'Terrorist and other serious offences only.'),
    ...unless(hasOverridingConcern, 'necessary', 'necessary'),
    ...unless(isSpecificCase, 'specific', 'specific'),
    ...unless(isGiven(groundsOfContribution), 'contribution', 'contribution'),
    ...unless(key !== 'none', 'key', 'key'),
    ...unless(isGiven(fileNumber), 'file-number', 'log', 'The log needs the national file number.'),
  ];
}

function priorCheckFaults({ by, priorCheck }: LawEnforcementRequest): readonly UnmetCondition[] {
  // Europol has a condition of its own: its systems.
  if (by === 'europol-designated-unit' || priorCheck.kind === 'cir-reply') return [];
  const { nationalDatabases, otherStates, whyUseless } = priorCheck;
  const reason = otherStates === 'useless' ? 'The request states why the prior check is useless.' : undefined;
  return [
    ...unless(nationalDatabases, 'prior-check', 'prior-check', 'National databases are searched first.'),
    ...unless(
      otherStates === 'searched' ||
        otherStates === 'not-available' ||
        (otherStates === 'useless' && isGiven(whyUseless)),
      'prior-check',
      'prior-check',
      reason,
    ),
  ];
}

function personFaults({
  childAge,
  childIsSuspectWithGrounds,
}: LawEnforcementRequest): readonly UnmetCondition[] {
  const isChild = childAge !== undefined && childAge < CHILD_AGE.value;
  return unless(!isChild || childIsSuspectWithGrounds === true, 'child', 'child');
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}
