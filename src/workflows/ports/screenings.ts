import type { LocalDate } from '../../domain/local-date.js';
import type { ScreeningCase } from '../../domain/screening/screening-case.js';
import type { OpinionSource, ScreeningOpinion } from '../../domain/screening/screening-opinion.js';
import type { Sql } from './persistence.js';

export type Screenings = {
  insert(tx: Sql, screening: ScreeningCase): Promise<void>;
  read(sql: Sql, caseId: string, options?: { readonly lock?: boolean }): Promise<ScreeningCase | undefined>;
  /** Writes a locked case. */
  update(tx: Sql, screening: ScreeningCase): Promise<void>;
  /** The nearest deadline first. */
  page(
    sql: Sql,
    page: {
      readonly memberState?: string;
      readonly isOpen: boolean;
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly ScreeningCase[]>;
  /** Open cases whose time has passed, locked; what another process works on is left out. */
  overdue(
    tx: Sql,
    page: { readonly today: LocalDate; readonly limit: number },
  ): Promise<readonly ScreeningCase[]>;
  /** Open cases with a search or transmission that is not taken in yet, locked. */
  pending(tx: Sql, page: { readonly limit: number }): Promise<readonly ScreeningCase[]>;
  /** Erases cases whose time of keeping has ended; returns how many. */
  eraseExpired(tx: Sql, page: { readonly today: LocalDate; readonly limit: number }): Promise<number>;
  /** Minors in open cases whom the same person has in care as the minor of this case. */
  countInCare(sql: Sql, screening: ScreeningCase): Promise<number>;
  insertOpinion(tx: Sql, opinion: ScreeningOpinion): Promise<void>;
  lockOpinion(tx: Sql, opinionId: string): Promise<ScreeningOpinion | undefined>;
  answerOpinion(tx: Sql, opinion: ScreeningOpinion): Promise<void>;
  opinionsOf(sql: Sql, caseId: string): Promise<readonly ScreeningOpinion[]>;
  /** Not answered, and with time left on `today`; the nearest deadline first. */
  opinionsAsked(
    sql: Sql,
    page: {
      readonly sources: readonly OpinionSource[];
      readonly askedState: string;
      readonly today: LocalDate;
      readonly limit: number;
    },
  ): Promise<readonly ScreeningOpinion[]>;
};
