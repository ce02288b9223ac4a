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
  /** Reads and locks the hit until the transaction ends. */
  lockHit(
    tx: Sql,
    hitId: string,
  ): Promise<{ readonly hit: EurodacHit; readonly comparison: EurodacComparison } | undefined>;
  keepHit(tx: Sql, hit: EurodacHit, expertId?: string): Promise<void>;
  /** What came of a search that was not justified. */
  eraseHits(tx: Sql, comparisonId: OperationId): Promise<void>;
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
  send(tx: Sql, notices: readonly StoredNotice[]): Promise<void>;
  settle(
    tx: Sql,
    encounterId: EncounterId,
    obligations: readonly StoredNotice['obliges'][],
    at: string,
  ): Promise<void>;
  /** Those a state has not followed yet, the one due first first. */
  page(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly StoredNotice[]>;
  markRead(tx: Sql, noticeIds: readonly string[], at: string): Promise<void>;
  ofSubject(sql: Sql, subjectId: SubjectId): Promise<readonly StoredNotice[]>;
};

export type EurodacTransmissions = {
  /** False where the state has a case of this number. */
  open(tx: Sql, transmission: OpenTransmission): Promise<boolean>;
  lock(tx: Sql, caseId: string, memberState: string): Promise<OpenTransmission | undefined>;
  keep(tx: Sql, transmission: OpenTransmission): Promise<void>;
  /** The data set of this number has arrived; nothing where there is no case. */
  close(
    tx: Sql,
    arrived: {
      readonly memberState: string;
      readonly referenceNumber: string;
      readonly transmittedAt: string;
    },
  ): Promise<void>;
  /** Open ones of a state, in no order of time. */
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
};
