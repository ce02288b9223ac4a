/** The automated queries of applications for long-stay visas and residence permits: who answered, and the hits. */
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { LongStayHit } from '../../domain/law/vis-query-table.js';
import type {
  AnsweredSources,
  LongStayQueries,
  StoredFileHit,
} from '../../workflows/ports/long-stay-queries.js';

type HitRow = {
  readonly hit_id: string;
  readonly subject_id: SubjectId;
  readonly application_id: EncounterId;
  readonly hit: LongStayHit;
  readonly member_state: string | null;
  readonly verdict: StoredFileHit['verdict'];
};

type SourcesRow = {
  readonly answered: AnsweredSources['answered'];
  readonly answered_in_part: AnsweredSources['answeredInPart'];
  readonly not_answered: AnsweredSources['notAnswered'];
};

export function createLongStayQueries(): LongStayQueries {
  return {
    async keep(tx, { subjectId, applicationId, queriedAt, answered, answeredInPart, notAnswered, hits }) {
      await tx.query(QUERIED, [applicationId, queriedAt, answered, answeredInPart, notAnswered]);
      if (hits.length === 0) return;
      await tx.query(INSERT_HITS, [
        subjectId,
        applicationId,
        hits.map(({ hitId }) => hitId),
        hits.map(({ hit }) => hit),
        hits.map(({ memberState }) => memberState ?? null),
      ]);
    },
    async sources(sql, applicationId) {
      const [row] = await sql.query<SourcesRow>(
        'select answered, answered_in_part, not_answered from vis.queries where application_id = $1',
        [applicationId],
      );
      return (
        row && {
          answered: row.answered,
          answeredInPart: row.answered_in_part,
          notAnswered: row.not_answered,
        }
      );
    },
    hits: async (sql, applicationId) =>
      (
        await sql.query<HitRow>(`${SELECT_HIT} where application_id = $1 order by hit, hit_id`, [
          applicationId,
        ])
      ).map(toHit),
    async hit(sql, hitId) {
      const [row] = await sql.query<HitRow>(`${SELECT_HIT} where hit_id = $1`, [hitId]);
      return row && toHit(row);
    },
    async judge(tx, { hitId, verdict }) {
      if (verdict === 'false') await tx.query('delete from vis.hits where hit_id = $1', [hitId]);
      else await tx.query('update vis.hits set verdict = $2 where hit_id = $1', [hitId, verdict]);
    },
  };
}

function toHit(row: HitRow): StoredFileHit {
  return {
    hitId: row.hit_id,
    subjectId: row.subject_id,
    applicationId: row.application_id,
    hit: row.hit,
    verdict: row.verdict,
    ...(row.member_state === null ? {} : { memberState: row.member_state }),
  };
}

const QUERIED = `
  insert into vis.queries (application_id, queried_at, answered, answered_in_part, not_answered)
  values ($1, $2, $3, $4, $5)
  on conflict (application_id) do update set queried_at = excluded.queried_at, answered = excluded.answered,
    answered_in_part = excluded.answered_in_part, not_answered = excluded.not_answered`;

const INSERT_HITS = `
  insert into vis.hits (subject_id, application_id, hit_id, hit, member_state)
  select $1, $2, each.* from unnest($3::uuid[], $4::text[], $5::text[]) as each`;

const SELECT_HIT = 'select hit_id, subject_id, application_id, hit, member_state, verdict from vis.hits';
