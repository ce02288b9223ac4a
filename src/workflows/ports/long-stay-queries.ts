/** What the file of an application for a long-stay visa or residence permit holds of its automated queries. */
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { LongStaySource } from '../../domain/law/vis-query-table.js';
import type { FileHit } from '../../domain/vis/automated-queries.js';
import type { Sql } from './persistence.js';

export type StoredFileHit = FileHit & {
  readonly hitId: string;
  readonly subjectId: SubjectId;
  /** The encounter of the application. */
  readonly applicationId: EncounterId;
  readonly verdict: 'unverified' | 'confirmed';
};

export type AnsweredSources = {
  readonly answered: readonly LongStaySource[];
  /** Some of these have shown a part of what they have: they are not asked for it again. */
  readonly answeredInPart: readonly LongStaySource[];
  readonly notAnswered: readonly LongStaySource[];
};

export type LongStayQueries = {
  /** Replaces which sources answered; adds the hits. */
  keep(
    tx: Sql,
    queries: AnsweredSources & {
      readonly subjectId: SubjectId;
      readonly applicationId: EncounterId;
      /** RFC 3339 in UTC. */
      readonly queriedAt: string;
      readonly hits: readonly (FileHit & { readonly hitId: string })[];
    },
  ): Promise<void>;
  /** `undefined` where nothing was asked yet. */
  sources(sql: Sql, applicationId: EncounterId): Promise<AnsweredSources | undefined>;
  hits(sql: Sql, applicationId: EncounterId): Promise<readonly StoredFileHit[]>;
  hit(sql: Sql, hitId: string): Promise<StoredFileHit | undefined>;
  /** A false hit is erased. */
  judge(tx: Sql, judged: { readonly hitId: string; readonly verdict: 'false' | 'confirmed' }): Promise<void>;
};
