import type { AuthorityClass, Requester } from '../../domain/authorities.js';
import type { LinkId, SubjectId } from '../../domain/ids.js';
import type { LinkColour, PairRelation, VerificationConclusion } from '../../domain/law/link-table.js';
import type { DecisionRole, ProposedConclusion } from '../../domain/links/second-operator.js';
import type { SystemId } from '../../domain/systems.js';
import type { Sql } from './persistence.js';

/** What one system holds of one person, by reference. */
export type DataSetReference = { readonly system: SystemId; readonly subjectId: SubjectId };

/** Who has to verify a link ((EU) 2019/817 Art 29, 34(d)): any of the classes in the state. */
export type ResponsibleAuthority = {
  readonly memberState: string;
  readonly authorityClasses: readonly AuthorityClass[];
};

/** One link of the multiple-identity detector: two data sets of two systems, in the order of `SYSTEMS`. */
export type IdentityLink = {
  /** Also the single identification number of Art 34(c). */
  readonly linkId: LinkId;
  readonly dataSets: readonly [DataSetReference, DataSetReference];
  readonly colour: LinkColour;
  /** `manual` once an authority has concluded. */
  readonly origin: 'automatic' | 'manual';
  readonly relation: PairRelation;
  /** The provision the colour rests on. */
  readonly citation: string;
  readonly responsible: ResponsibleAuthority;
  /** Where the person is at the border: when the verification should have ended (Art 29(4)). */
  readonly verifyBy?: string;
  /** Of one that is yellow until a second operator has concluded about its correction: the colour an authority had given it. */
  readonly reopenedFrom?: Exclude<LinkColour, 'yellow'>;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type DetectedLink = Pick<
  IdentityLink,
  'dataSets' | 'relation' | 'citation' | 'responsible' | 'verifyBy'
> & {
  /** The rules of similarity that made the identity data similar, for the comparison log. */
  readonly similarBy?: readonly string[];
  /** Used where the pair has no link yet. */
  readonly linkId: LinkId;
  readonly colour: 'white' | 'yellow';
};

export type IdentityLinks = {
  /**
   * Writes what detection found about a pair. A link whose data relate as before stays as it is, with the colour an
   * authority gave it; otherwise it is judged anew (Art 28(2), 48(6)). A red one stays until an authority corrects it, and a
   * white one that an authority removed is not made again while the data relate as they did.
   */
  keep(tx: Sql, detected: DetectedLink): Promise<'detected' | 'changed' | 'unchanged'>;
  /** Removes the link of a pair that no longer match; nothing where there is none, or a red one. Says whether one went. */
  remove(tx: Sql, pair: IdentityLink['dataSets']): Promise<boolean>;
  read(sql: Sql, linkId: LinkId): Promise<IdentityLink | undefined>;
  /** Those that there are, in no order. */
  readMany(sql: Sql, linkIds: readonly LinkId[]): Promise<readonly IdentityLink[]>;
  /** Reads and locks the link until the transaction ends. */
  lock(tx: Sql, linkId: LinkId): Promise<IdentityLink | undefined>;
  /** The same by the two it links; `undefined` where they have none. */
  lockPair(tx: Sql, pair: IdentityLink['dataSets']): Promise<IdentityLink | undefined>;
  /** Every link that touches one of these data sets. */
  ofDataSets(sql: Sql, dataSets: readonly DataSetReference[]): Promise<readonly IdentityLink[]>;
  /** Links that are yellow or were reported as wrong, oldest first, from after `after`; from the first where that has gone. */
  toVerify(
    sql: Sql,
    page: {
      readonly authorityClass: AuthorityClass;
      /** Left out for an authority that is responsible in every state. */
      readonly memberState?: string;
      readonly after?: LinkId;
      readonly limit: number;
    },
  ): Promise<readonly IdentityLink[]>;
  /** Writes the conclusion of an authority about a locked link; yellow where it has to be verified anew. */
  verify(
    tx: Sql,
    link: IdentityLink,
    verified: {
      readonly colour: LinkColour;
      readonly citation: string;
      readonly conclusion: VerificationConclusion;
      readonly requester: Requester;
      /** `verified` where absent. */
      readonly event?: 'verified' | 'corrected';
      readonly isLate?: boolean;
      readonly personPresent?: boolean;
    },
  ): Promise<IdentityLink>;
  /** Removes a locked link because an authority found it wrong, whatever its colour; what data alone made white lastingly. */
  removeAs(tx: Sql, link: IdentityLink, requester: Requester): Promise<void>;
  /** What became of a link so far, oldest first (Art 34(e)); gone after a year. */
  history(sql: Sql, linkId: LinkId): Promise<readonly LinkEvent[]>;
  /** Once for each link, system and state. */
  notice(tx: Sql, notice: Omit<LinkNotice, 'createdAt'>): Promise<void>;
  /** Newest first. */
  notices(
    sql: Sql,
    page: { readonly authorityClass: AuthorityClass; readonly memberState: string; readonly limit: number },
  ): Promise<readonly LinkNotice[]>;
};

export type LinkDecision = {
  readonly decisionId: string;
  readonly linkId: LinkId;
  readonly authorityId: string;
  /** Official who decided; absent where one operator is enough and the token names none. */
  readonly operatorId?: string;
  readonly role: DecisionRole;
  readonly conclusion: VerificationConclusion;
  /** EES: as the operator stated it (Art 29(4)). */
  readonly personPresent?: boolean;
  /** Of the request that made it. */
  readonly idempotencyKey?: string;
  /** In the words of who decided: sealed. */
  readonly reason?: string;
};

/** What an operator concluded about a link that stays yellow until another has. It falls when the link changes or goes. */
export type LinkProposal = ProposedConclusion &
  Pick<LinkDecision, 'personPresent' | 'idempotencyKey' | 'reason'> & { readonly proposedAt: string };

/** What another authority found wrong about a link. It stands until the responsible one has concluded. */
export type LinkReport = Pick<LinkDecision, 'authorityId' | 'conclusion' | 'reason'> & {
  readonly reportedAt: string;
};

/** Who concluded what about a link, and why. */
export type LinkDecisions = {
  /** The roles `first` and `dissenting` are proposals until the link gets its colour; `reporting` is a report that stands. */
  keep(tx: Sql, decision: LinkDecision): Promise<void>;
  /** Those that stand, oldest first: two at most. */
  proposals(sql: Sql, linkId: LinkId): Promise<readonly LinkProposal[]>;
  /** Reports that stand, oldest first: one of each authority. */
  reports(sql: Sql, linkId: LinkId): Promise<readonly LinkReport[]>;
  /** Those of these links of which a report stands. */
  reported(sql: Sql, linkIds: readonly LinkId[]): Promise<ReadonlySet<LinkId>>;
  /** How many proposals stand for each of these links; a link without any is left out. */
  proposalCounts(sql: Sql, linkIds: readonly LinkId[]): Promise<ReadonlyMap<LinkId, number>>;
  /** The proposals of a link that is about to get its colour become part of its record. Before the colour is written. */
  settle(tx: Sql, decided: Pick<LinkDecision, 'linkId' | 'conclusion'>): Promise<void>;
  /** Whether this very request has been carried out before; not where its conclusion was overruled. */
  wasMade(
    sql: Sql,
    request: Required<Pick<LinkDecision, 'linkId' | 'authorityId' | 'conclusion' | 'idempotencyKey'>>,
  ): Promise<boolean>;
  /** Whether the authority has concluded anything about the link under this key, also before the link became yellow again. */
  isKeyUsed(
    sql: Sql,
    request: Required<Pick<LinkDecision, 'linkId' | 'authorityId' | 'idempotencyKey'>>,
  ): Promise<boolean>;
};

export type LinkEvent = {
  readonly event: 'detected' | 'changed' | 'removed' | 'verified' | 'corrected';
  readonly occurredAt: string;
  readonly colour: LinkColour;
  readonly citation: string;
  /** Rules that made the identity data similar. */
  readonly similarBy: readonly string[];
  readonly conclusion?: VerificationConclusion;
  /** State whose authority concluded. */
  readonly memberState?: string;
  readonly isLate?: boolean;
};

/** That a red link touches what an authority entered (Art 32(6)). */
export type LinkNotice = {
  readonly noticeId: string;
  readonly linkId: LinkId;
  /** System of the data set that is the authority's. */
  readonly system: SystemId;
  readonly memberState: string;
  readonly authorityClasses: readonly AuthorityClass[];
  readonly createdAt: string;
};

/** How persons reach an authority; empty where the installation was not told. */
export type AuthorityContacts = readonly {
  readonly authorityClass: AuthorityClass;
  readonly name: string;
  readonly email?: string;
  readonly telephone?: string;
  readonly address?: string;
  readonly url?: string;
}[];
