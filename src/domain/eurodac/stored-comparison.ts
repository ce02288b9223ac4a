/** One comparison of biometrics with Eurodac and each hit it gave, as both are kept: references and days, no data. */
import type { EncounterId, OperationId, SubjectId } from '../ids.js';
import type { EurodacCategory, EurodacCollection } from '../law/eurodac-category-table.js';
import { COMPARISON_LIMIT_ROWS } from '../law/eurodac-comparison-table.js';
import type { LocalDate } from '../local-date.js';
import type { FoundBy, HitState } from './hit-verification.js';

export type DataSetKey = { readonly encounterId: EncounterId; readonly subjectId: SubjectId };

export type EurodacComparison = {
  /** Also the operation that does it. */
  readonly comparisonId: OperationId;
  readonly collection: EurodacCollection | 'law-enforcement';
  /** State that transmitted the biometrics and receives the hits. */
  readonly memberState: string;
  readonly referenceNumber?: string;
  /** The data set that was transmitted; absent where biometrics are compared and not stored. */
  readonly incoming?: DataSetKey;
  /** The request of law enforcement it answers. */
  readonly requestId?: string;
  readonly comparedOn: LocalDate;
  /** The state asks for its own data too (Art 27(3)). */
  readonly wantsOwn: boolean;
  /** Answered within the hour (Art 38(2)). */
  readonly isUrgent: boolean;
  /** RFC 3339 in UTC, as every instant here. */
  readonly askedAt: string;
  readonly dueAt: string;
  readonly completedAt?: string;
  readonly outcome?: 'hit' | 'no-hit' | 'not-compared';
  /** Why nothing was compared. */
  readonly reason?: string;
  /** More persons at or above the threshold than one answer holds. */
  readonly overflow: boolean;
};

export type EurodacHit = {
  readonly hitId: string;
  readonly comparisonId: OperationId;
  readonly incoming?: DataSetKey;
  /** The stored data set that was hit, its state of origin and category. */
  readonly stored: DataSetKey;
  readonly memberState: string;
  readonly category: EurodacCategory;
  readonly foundBy: FoundBy;
  readonly foundAt: string;
  readonly state: HitState;
  /** By when it was to be reported as it was first found false, where that was taken back. */
  readonly firstReportBy?: LocalDate;
};

/** By when a comparison that is asked for now has to be made. */
export function comparisonDueAt(askedAt: string, isUrgent: boolean): string {
  const { value } = COMPARISON_LIMIT_ROWS[isUrgent ? 'urgent' : 'ordinary'];
  return new Date(Date.parse(askedAt) + value * MS_OF_HOUR).toISOString();
}

const MS_OF_HOUR = 3_600_000;
