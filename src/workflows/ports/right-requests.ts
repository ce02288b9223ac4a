import type { LinkId, SubjectId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { RightKind, RightOutcome, RightRequest } from '../../domain/rights/right-request.js';
import type { SystemId } from '../../domain/systems.js';
import type { Sql } from './persistence.js';

export type KeptRightRequest = RightRequest & {
  readonly subjectId?: SubjectId;
  readonly linkId?: LinkId;
  readonly reason?: string;
  /** What identifies the person and what is asked; erased with the conclusion. */
  readonly details?: string;
  /** Why a restriction ended. */
  readonly liftReason?: string;
};

export type RightCount = {
  readonly kind: RightKind;
  readonly outcome: RightOutcome | 'open';
  readonly count: number;
};

export type RightRequests = {
  insert(tx: Sql, request: KeptRightRequest): Promise<void>;
  read(
    sql: Sql,
    requestId: string,
    options?: { readonly lock?: boolean },
  ): Promise<KeptRightRequest | undefined>;
  /** Those a state received or is responsible for, oldest first. */
  page(
    sql: Sql,
    page: {
      readonly memberState: string;
      readonly isOpen: boolean;
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly KeptRightRequest[]>;
  /** Writes what changed of a locked request; a concluded one loses its details. */
  update(tx: Sql, request: KeptRightRequest): Promise<void>;
  /** Requests made to a state in a year. */
  counts(
    sql: Sql,
    of: { readonly memberState: string; readonly year: number },
  ): Promise<readonly RightCount[]>;
};

/** Data whose processing is restricted. A mark ends with the data, or when it is lifted. */
export type Restrictions = {
  mark(
    tx: Sql,
    restriction: {
      readonly requestId: string;
      readonly system: SystemId;
      readonly subjectId: SubjectId;
      readonly since: LocalDate;
    },
  ): Promise<void>;
  lift(tx: Sql, requestId: string): Promise<void>;
  /** The first day of the oldest restriction of each of these subjects that has one. */
  since(
    sql: Sql,
    system: SystemId,
    subjectIds: readonly SubjectId[],
  ): Promise<ReadonlyMap<SubjectId, LocalDate>>;
};
