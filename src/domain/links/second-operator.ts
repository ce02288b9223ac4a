/**
 * Whether one operator's conclusion about a yellow link is enough. The regulations ask one authority for it; an installation
 * may ask for a second operator of that authority for some colours, and operators who differ for a third, who decides.
 */
import { SECOND_OPERATOR_ROW } from '../law/link-duty-table.js';
import type { VerificationConclusion } from '../law/link-table.js';

/** Colours a conclusion can give. */
export const CONCLUDED_COLOURS = ['white', 'green', 'red'] as const;
export type ConcludedColour = (typeof CONCLUDED_COLOURS)[number];

/** What a yellow link waits for once somebody has concluded: a second operator, or a third where two differ. */
export const VERIFICATION_STATES = ['awaits-second-operator', 'disputed'] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

/** What an operator concluded while more than one is needed. */
export type ProposedConclusion = {
  readonly authorityId: string;
  readonly operatorId: string;
  readonly conclusion: VerificationConclusion;
};

/**
 * Part an operator had: `alone` where one is enough; `dissenting` is the second of two who differ, `decider` the third;
 * `reporting` is of another authority, which found the link wrong.
 */
export type DecisionRole = 'alone' | 'first' | 'second' | 'dissenting' | 'decider' | 'reporting';

/** No operator is named; the operator has concluded before; operators of another authority have begun. */
export const OPERATOR_HINDRANCES = ['operator-missing', 'same-operator', 'other-authority'] as const;
export type OperatorHindrance = (typeof OPERATOR_HINDRANCES)[number];

export type OperatorRuling =
  /** The link gets the colour of this conclusion. */
  | { readonly kind: 'decided'; readonly role: 'alone' | 'second' | 'decider' }
  /** The conclusion is kept and the link stays yellow. */
  | { readonly kind: 'kept'; readonly role: 'first' | 'dissenting'; readonly state: VerificationState }
  | { readonly kind: 'refused'; readonly because: OperatorHindrance };

/** `proposals` are those that stand, in the order in which they were made. */
export function ruleOnOperator(
  proposals: readonly ProposedConclusion[],
  concluded: {
    readonly authorityId: string;
    readonly operatorId: string | undefined;
    readonly conclusion: VerificationConclusion;
    readonly colour: ConcludedColour;
  },
  colours: readonly ConcludedColour[],
): OperatorRuling {
  const [first, dissenting] = proposals;
  if (!first && !colours.includes(concluded.colour)) return { kind: 'decided', role: 'alone' };
  const because = hindrance(proposals, concluded);
  if (because !== undefined) return { kind: 'refused', because };
  if (!first) return { kind: 'kept', role: 'first', state: 'awaits-second-operator' };
  if (dissenting) return { kind: 'decided', role: 'decider' };
  if (first.conclusion === concluded.conclusion) return { kind: 'decided', role: 'second' };
  return { kind: 'kept', role: 'dissenting', state: 'disputed' };
}

/** Why an operator may not conclude about a link with these proposals; `undefined` where nothing hinders. */
export function hindrance(
  proposals: readonly ProposedConclusion[],
  { authorityId, operatorId }: { readonly authorityId: string; readonly operatorId?: string | undefined },
): OperatorHindrance | undefined {
  if (proposals.some((each) => each.authorityId !== authorityId)) return 'other-authority';
  if (operatorId === undefined) return 'operator-missing';
  return proposals.some((each) => each.operatorId === operatorId) ? 'same-operator' : undefined;
}

/** `undefined` where nobody has concluded. */
export function verificationState(proposalCount: number): VerificationState | undefined {
  if (proposalCount === 0) return undefined;
  return proposalCount === 1 ? 'awaits-second-operator' : 'disputed';
}

/** The rule and where it comes from, for whoever is told to wait. */
export const SECOND_OPERATOR_RULE = `${SECOND_OPERATOR_ROW.rule} (${SECOND_OPERATOR_ROW.citation})`;

export function isConcludedColour(text: string): text is ConcludedColour {
  return (CONCLUDED_COLOURS as readonly string[]).includes(text);
}
