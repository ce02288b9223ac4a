import type { MonthlyHit } from '../../domain/eurodac/monthly-statistics.js';
import type { SequenceLink } from '../../domain/eurodac/sequences.js';
import type { EurodacComparison, EurodacHit } from '../../domain/eurodac/stored-comparison.js';
import type { StoredLawEnforcementRequest } from '../../domain/eurodac/stored-law-enforcement-request.js';
import type { StoredNotice } from '../../domain/eurodac/stored-notice.js';
import type { OpenTransmission } from '../../domain/eurodac/transmission-case.js';
import type { EncounterId, OperationId, SubjectId } from '../../domain/ids.js';
import type { Sql } from './persistence.js';

/** Comparisons of biometrics with Eurodac and their hits: references, states and days. */
export type EurodacComparisons = {
  open(tx: Sql, comparison: EurodacComparison): Promise<void>;
  /** Holds stored data sets against their erasure until the transaction ends; which of them are there still. */
  hold(tx: Sql, dataSetIds: readonly EncounterId[]): Promise<readonly EncounterId[]>;
  /** Writes what came of it, once. */
  close(
    tx: Sql,
    comparisonId: OperationId,
    ending: Required<Pick<EurodacComparison, 'completedAt' | 'outcome' | 'overflow'>> & {
      readonly reason?: string;
    },
    hits: readonly EurodacHit[],
  ): Promise<void>;
  read(
    sql: Sql,
    comparisonId: OperationId,
  ): Promise<{ readonly comparison: EurodacComparison; readonly hits: readonly EurodacHit[] } | undefined>;
  /** Whose two data sets it joins, or the stored one's alone, in the order in which they are locked; none of one that is gone. */
  subjectsOfHit(sql: Sql, hitId: string): Promise<readonly SubjectId[]>;
  /** Reads and locks the hit until the transaction ends. */
  lockHit(
    tx: Sql,
    hitId: string,
  ): Promise<{ readonly hit: EurodacHit; readonly comparison: EurodacComparison } | undefined>;
  /** `because`: why a conclusion about it was taken back. */
  keepHit(tx: Sql, hit: EurodacHit, expertId?: string, because?: string): Promise<void>;
  /** What came of a search that was not justified: its hits, and that there were any. */
  eraseHits(tx: Sql, comparisonId: OperationId, reason: string): Promise<void>;
  /** Everybody these subjects are one person with, themselves too, and the hits between them; at most about so many. */
  connected(
    sql: Sql,
    from: readonly SubjectId[],
    subjectsMax: number,
  ): Promise<{ readonly subjectIds: readonly SubjectId[]; readonly links: readonly SequenceLink[] }>;
  /** Of whom a state has a data set of this number. */
  subjectsOfReference(
    sql: Sql,
    reference: { readonly memberState: string; readonly referenceNumber: string },
  ): Promise<readonly SubjectId[]>;
  /** `month`: YYYY-MM. */
  hitsOfMonth(sql: Sql, month: string): Promise<readonly MonthlyHit[]>;
  /** Of whom a data set was transmitted in the month, or something was reported. */
  activeSubjects(sql: Sql, month: string): Promise<readonly SubjectId[]>;
  /** False hits of biometrics that are not stored, not reported yet: they hang on no subject. Due first, first. */
  falseUnstored(
    sql: Sql,
    page: { readonly memberState: string; readonly limit: number },
  ): Promise<readonly EurodacHit[]>;
  /** False hits not reported yet, and comparisons not made yet, of data sets of this subject. */
  owed(
    sql: Sql,
    subjectId: SubjectId,
  ): Promise<{
    readonly falseHits: readonly EurodacHit[];
    readonly comparisons: readonly EurodacComparison[];
  }>;
};

export type EurodacNotices = {
  /** One that is open already is not sent again. */
  send(tx: Sql, notices: readonly StoredNotice[]): Promise<void>;
  /** They are about another person after all, as a hit was found false. */
  settleThese(
    tx: Sql,
    noticeIds: readonly string[],
    by: { readonly hitId: string; readonly at: string },
  ): Promise<void>;
  /** Those that ended when this hit was found false. */
  endedBy(sql: Sql, hitId: string): Promise<readonly StoredNotice[]>;
  /** These are open again, as it was not; due by then. */
  reopen(tx: Sql, noticeIds: readonly string[], dueAt: string): Promise<void>;
  /** What obliges a state to nothing ends with its reading, some time ago (RFC 3339): an answer may have been lost. */
  settleInformed(
    tx: Sql,
    memberState: string,
    when: { readonly readBefore: string; readonly at: string },
  ): Promise<void>;
  /** Says which those were. */
  settle(
    tx: Sql,
    encounterId: EncounterId,
    obligations: readonly StoredNotice['obliges'][],
    at: string,
  ): Promise<readonly Pick<StoredNotice, 'obliges' | 'status'>[]>;
  /**
   * What a data set's state said before and does not say any more: all of this status, or those that name another state than
   * it names now; says about whom.
   */
  settleOutdated(
    tx: Sql,
    outdated: Pick<StoredNotice, 'from' | 'status' | 'statusMemberState'> & {
      readonly subjectIds: readonly SubjectId[];
      readonly origin: EncounterId;
      readonly at: string;
    },
  ): Promise<readonly SubjectId[]>;
  /** Those a state has not followed yet, the one due first first; from there again where `after` was erased meanwhile. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredNotice[]>;
  markRead(tx: Sql, noticeIds: readonly string[], at: string): Promise<void>;
  /** Those about data sets of these, not followed yet. */
  ofSubjects(sql: Sql, subjectIds: readonly SubjectId[]): Promise<readonly StoredNotice[]>;
};

export type EurodacTransmissions = {
  /** False where the state has a case of this number. */
  open(tx: Sql, transmission: OpenTransmission): Promise<boolean>;
  lock(tx: Sql, caseId: string, memberState: string): Promise<OpenTransmission | undefined>;
  keep(tx: Sql, transmission: OpenTransmission): Promise<void>;
  /**
   * The biometrics of this number have arrived; nothing where there is no case, or none of the collection named. The case goes
   * with the data set they came with, if they are stored.
   */
  close(
    tx: Sql,
    arrived: {
      readonly memberState: string;
      readonly referenceNumber: string;
      readonly collection?: OpenTransmission['about']['collection'];
      readonly encounterId?: EncounterId;
      readonly transmittedAt: string;
    },
  ): Promise<void>;
  /** A data set of this number is there, if only without fingerprints: a case that waits for them goes with it. */
  tie(
    tx: Sql,
    dataSet: {
      readonly memberState: string;
      readonly referenceNumber: string;
      readonly encounterId: EncounterId;
    },
  ): Promise<void>;
  /** Open ones of a state that nothing has ended, in no order of time. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly OpenTransmission[]>;
};

/** Requests of law enforcement; what they state is sealed. */
export type EurodacRequests = {
  insert(tx: Sql, request: StoredLawEnforcementRequest): Promise<void>;
  read(sql: Sql, requestId: string): Promise<StoredLawEnforcementRequest | undefined>;
  lock(tx: Sql, requestId: string): Promise<StoredLawEnforcementRequest | undefined>;
  /** Everything but what it states. */
  keep(tx: Sql, request: StoredLawEnforcementRequest): Promise<void>;
  /** Those that wait for the verifying authority of a state, oldest first. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredLawEnforcementRequest[]>;
};

export type EurodacProcedures = {
  readonly comparisons: EurodacComparisons;
  readonly notices: EurodacNotices;
  readonly transmissions: EurodacTransmissions;
  readonly requests: EurodacRequests;
  /** What hangs on no data set, is older than `before` (RFC 3339) and owed by nobody, requests in any case; says how many. */
  eraseOld(sql: Sql, page: { readonly before: string; readonly limit: number }): Promise<number>;
};
