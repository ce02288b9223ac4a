/**
 * Comparisons of biometrics with Eurodac and the hits they gave. Rows hold references, states and days, never data of
 * persons; they go with either of their data sets.
 */
import type { FoundBy, HitState } from '../domain/eurodac/hit-verification.js';
import { isLinking, type SequenceLink } from '../domain/eurodac/sequences.js';
import type { EurodacComparison, EurodacHit } from '../domain/eurodac/stored-comparison.js';
import type { EncounterId, OperationId, SubjectId } from '../domain/ids.js';
import type { LocalDate } from '../domain/local-date.js';
import type { EurodacComparisons } from '../workflows/ports/eurodac.js';
import type { Sql } from '../workflows/ports/persistence.js';

export function createEurodacComparisons(): EurodacComparisons {
  return {
    async open(tx, comparison) {
      await tx.query(
        `insert into eurodac.comparisons (comparison_id, collection, member_state, reference_number, encounter_id,
           subject_id, request_id, compared_on, wants_own, is_urgent, asked_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          comparison.comparisonId,
          comparison.collection,
          comparison.memberState,
          comparison.referenceNumber ?? null,
          comparison.incoming?.encounterId ?? null,
          comparison.incoming?.subjectId ?? null,
          comparison.requestId ?? null,
          comparison.comparedOn,
          comparison.wantsOwn,
          comparison.isUrgent,
          comparison.askedAt,
          comparison.dueAt,
        ],
      );
    },
    async hold(tx, dataSetIds) {
      const rows = await tx.query<{ readonly encounter_id: EncounterId }>(
        'select encounter_id from hub.encounters where encounter_id = any($1) order by encounter_id for key share',
        [dataSetIds],
      );
      return rows.map(({ encounter_id }) => encounter_id);
    },
    async close(tx, comparisonId, ending, hits) {
      await tx.query(
        `update eurodac.comparisons set completed_at = $2, outcome = $3, reason = $4, overflow = $5
         where comparison_id = $1`,
        [comparisonId, ending.completedAt, ending.outcome, ending.reason ?? null, ending.overflow],
      );
      for (const [place, hit] of hits.entries()) await insertHit(tx, hit, place);
    },
    async read(sql, comparisonId) {
      const [row] = await sql.query<ComparisonRow>(`${COMPARISON} where comparison_id = $1`, [comparisonId]);
      if (!row) return undefined;
      const hits = await sql.query<HitRow>(`${HIT} where comparison_id = $1 order by place`, [comparisonId]);
      return { comparison: toComparison(row), hits: hits.map(toHit) };
    },
    async subjectsOfHit(sql, hitId) {
      const rows = await sql.query<{ readonly id: SubjectId }>(
        `select distinct subject.id
         from eurodac.hits, unnest(array[subject_id, incoming_subject_id]) as subject(id)
         where hit_id = $1 and subject.id is not null order by subject.id`,
        [hitId],
      );
      return rows.map(({ id }) => id);
    },
    async lockHit(tx, hitId) {
      const [row] = await tx.query<HitRow>(`${HIT} where hit_id = $1 for update`, [hitId]);
      if (!row) return undefined;
      const [comparison] = await tx.query<ComparisonRow>(`${COMPARISON} where comparison_id = $1`, [
        row.comparison_id,
      ]);
      return comparison && { hit: toHit(row), comparison: toComparison(comparison) };
    },
    async keepHit(tx, { hitId, state }, expertId, because) {
      const { on, reportBy, isLate, expertise } = { ...state } as Partial<AnyState>;
      await tx.query(
        `update eurodac.hits set state = $2, expertise = $3, concluded_on = $4, report_by = coalesce($5, report_by),
           is_late = $6, expert_id = coalesce($7, expert_id), reopened_because = coalesce($8, reopened_because)
         where hit_id = $1`,
        [
          hitId,
          state.kind,
          expertise ?? null,
          on ?? null,
          reportBy ?? null,
          isLate ?? null,
          expertId ?? null,
          because ?? null,
        ],
      );
    },
    async eraseHits(tx, comparisonId, reason) {
      await tx.query('delete from eurodac.hits where comparison_id = $1', [comparisonId]);
      await tx.query(
        `update eurodac.comparisons set outcome = 'not-compared', reason = $2, overflow = false
         where comparison_id = $1 and completed_at is not null`,
        [comparisonId, reason],
      );
    },
    connected,
    async subjectsOfReference(sql, { memberState, referenceNumber }) {
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(
        `select distinct subject_id from eurodac.records
         where reference_number = $2 and member_state = $1 limit 20`,
        [memberState, referenceNumber],
      );
      return rows.map(({ subject_id }) => subject_id);
    },
    async hitsOfMonth(sql, month) {
      const rows = await sql.query<{
        readonly collection: EurodacComparison['collection'];
        readonly category: EurodacHit['category'];
        readonly on: LocalDate;
      }>(
        `select collection, category, to_char(found_at at time zone 'UTC', 'YYYY-MM-DD') as on
         from eurodac.hits join eurodac.comparisons using (comparison_id)
         where found_at >= ($1 || '-01')::date and found_at < ($1 || '-01')::date + interval '1 month'
           and collection <> 'law-enforcement' and state not in ('false', 'reported')`,
        [month],
      );
      return rows.map(({ collection, category, on }) => ({
        incoming: collection as Exclude<typeof collection, 'law-enforcement'>,
        stored: category,
        on,
      }));
    },
    async activeSubjects(sql, month) {
      const rows = await sql.query<{ readonly subject_id: SubjectId }>(ACTIVE, [month]);
      return rows.map(({ subject_id }) => subject_id);
    },
    async falseUnstored(sql, { memberState, limit }) {
      const rows = await sql.query<HitRow>(
        `${HIT} where state = 'false' and incoming_encounter_id is null and exists (
           select from eurodac.comparisons as compared
           where compared.comparison_id = hits.comparison_id and compared.member_state = $1
             and compared.request_id is null
         ) order by report_by, hit_id limit $2`,
        [memberState, limit],
      );
      return rows.map(toHit);
    },
    async owed(sql, subjectId) {
      const hits = await sql.query<HitRow>(
        `${HIT} where incoming_subject_id = $1 and state = 'false' order by hit_id`,
        [subjectId],
      );
      const comparisons = await sql.query<ComparisonRow>(
        `${COMPARISON} where subject_id = $1 and completed_at is null order by comparison_id`,
        [subjectId],
      );
      return { falseHits: hits.map(toHit), comparisons: comparisons.map(toComparison) };
    },
  };
}

type AnyState = {
  readonly on: LocalDate;
  readonly reportBy: LocalDate;
  readonly isLate: boolean;
  readonly expertise: 'fingerprint' | 'face';
};

async function insertHit(tx: Sql, hit: EurodacHit, place: number): Promise<void> {
  await tx.query(
    `insert into eurodac.hits (hit_id, comparison_id, incoming_encounter_id, incoming_subject_id, encounter_id,
       subject_id, member_state, category, found_by, found_at, place)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (comparison_id, encounter_id) do nothing`,
    [
      hit.hitId,
      hit.comparisonId,
      hit.incoming?.encounterId ?? null,
      hit.incoming?.subjectId ?? null,
      hit.stored.encounterId,
      hit.stored.subjectId,
      hit.memberState,
      hit.category,
      hit.foundBy,
      hit.foundAt,
      place,
    ],
  );
}

/** Step by step, so that a person with many data sets costs a statement for each distance and no more. */
async function connected(
  sql: Sql,
  from: readonly SubjectId[],
  subjectsMax: number,
): ReturnType<EurodacComparisons['connected']> {
  const known = new Set(from);
  const links = new Map<string, SequenceLink>();
  let frontier: readonly SubjectId[] = from;
  while (frontier.length > 0 && known.size <= subjectsMax) {
    const rows = await sql.query<HitRow>(
      `${HIT} where incoming_subject_id is not null and (subject_id = any($1) or incoming_subject_id = any($1))`,
      [frontier],
    );
    const next = new Set<SubjectId>();
    for (const row of rows) {
      const link = toLink(row);
      links.set(row.hit_id, link);
      if (!isLinking(link)) continue;
      for (const subjectId of [row.subject_id, row.incoming_subject_id!]) {
        if (!known.has(subjectId)) next.add(subjectId);
      }
    }
    for (const subjectId of next) known.add(subjectId);
    frontier = [...next];
  }
  return { subjectIds: [...known], links: [...links.values()] };
}

function toLink(row: HitRow): SequenceLink {
  const isFalse = row.state === 'false' || row.state === 'reported';
  return {
    between: [row.incoming_encounter_id!, row.encounter_id],
    foundBy: FOUND_BY[row.found_by],
    verification: isFalse ? 'false' : row.state === 'confirmed' ? 'confirmed' : 'unverified',
  };
}

const FOUND_BY: Readonly<Record<FoundBy, readonly ('fingerprint' | 'face')[]>> = {
  fingerprint: ['fingerprint'],
  'fingerprint-and-face': ['fingerprint', 'face'],
  face: ['face'],
  alphanumeric: [],
};

const INSTANT = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;
const DAY = (column: string) => `to_char(${column}, 'YYYY-MM-DD') as ${column}`;

type ComparisonRow = {
  readonly comparison_id: OperationId;
  readonly collection: EurodacComparison['collection'];
  readonly member_state: string;
  readonly reference_number: string | null;
  readonly encounter_id: EncounterId | null;
  readonly subject_id: SubjectId | null;
  readonly request_id: string | null;
  readonly compared_on: LocalDate;
  readonly wants_own: boolean;
  readonly is_urgent: boolean;
  readonly asked_at: string;
  readonly due_at: string;
  readonly completed_at: string | null;
  readonly outcome: NonNullable<EurodacComparison['outcome']> | null;
  readonly reason: string | null;
  readonly overflow: boolean;
};

const COMPARISON = `
  select comparison_id, collection, member_state, reference_number, encounter_id, subject_id, request_id,
    ${DAY('compared_on')}, wants_own, is_urgent, ${INSTANT('asked_at')}, ${INSTANT('due_at')},
    ${INSTANT('completed_at')}, outcome, reason, overflow
  from eurodac.comparisons`;

function toComparison(row: ComparisonRow): EurodacComparison {
  return {
    comparisonId: row.comparison_id,
    collection: row.collection,
    memberState: row.member_state,
    ...(row.reference_number === null ? {} : { referenceNumber: row.reference_number }),
    ...(row.encounter_id === null
      ? {}
      : { incoming: { encounterId: row.encounter_id, subjectId: row.subject_id! } }),
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    comparedOn: row.compared_on,
    wantsOwn: row.wants_own,
    isUrgent: row.is_urgent,
    askedAt: row.asked_at,
    dueAt: row.due_at,
    ...(row.completed_at === null ? {} : { completedAt: row.completed_at }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    overflow: row.overflow,
  };
}

type HitRow = {
  readonly hit_id: string;
  readonly comparison_id: OperationId;
  readonly incoming_encounter_id: EncounterId | null;
  readonly incoming_subject_id: SubjectId | null;
  readonly encounter_id: EncounterId;
  readonly subject_id: SubjectId;
  readonly member_state: string;
  readonly category: EurodacHit['category'];
  readonly found_by: FoundBy;
  readonly found_at: string;
  readonly state: HitState['kind'];
  readonly expertise: 'fingerprint' | 'face' | null;
  readonly concluded_on: LocalDate | null;
  readonly report_by: LocalDate | null;
  readonly is_late: boolean | null;
};

const HIT = `
  select hit_id, comparison_id, incoming_encounter_id, incoming_subject_id, encounter_id, subject_id, member_state,
    category, found_by, ${INSTANT('found_at')}, state, expertise, ${DAY('concluded_on')}, ${DAY('report_by')}, is_late
  from eurodac.hits`;

function toHit(row: HitRow): EurodacHit {
  return {
    hitId: row.hit_id,
    comparisonId: row.comparison_id,
    ...(row.incoming_encounter_id === null
      ? {}
      : { incoming: { encounterId: row.incoming_encounter_id, subjectId: row.incoming_subject_id! } }),
    stored: { encounterId: row.encounter_id, subjectId: row.subject_id },
    memberState: row.member_state,
    category: row.category,
    foundBy: row.found_by,
    foundAt: row.found_at,
    state: toState(row),
    ...(row.report_by === null || row.state === 'false' ? {} : { firstReportBy: row.report_by }),
  };
}

function toState(row: HitRow): HitState {
  const { state: kind, found_by: foundBy } = row;
  switch (kind) {
    case 'returned':
      return { kind, foundBy };
    case 'with-expert':
      return { kind, foundBy, expertise: row.expertise! };
    case 'confirmed':
      return { kind, on: row.concluded_on! };
    case 'false':
      return { kind, on: row.concluded_on!, reportBy: row.report_by! };
    case 'reported':
      return { kind, on: row.concluded_on!, isLate: row.is_late! };
  }
}

/** Of whom a data set was transmitted in the month, or something was reported. */
const ACTIVE = `
  select subject_id from eurodac.records
  where kind = 'data-set' and transmitted_at is not null and substr(transmitted_at, 1, 7) = $1
  union
  select subject_id from eurodac.records
  where kind = 'data-set' and transmitted_at is null
    and encounter_at >= ($1 || '-01T00:00:00Z')::timestamptz
    and encounter_at < (($1 || '-01')::date + interval '1 month') at time zone 'UTC'
  union
  select subject_id from eurodac.records
  where status_date >= ($1 || '-01')::date and status_date < ($1 || '-01')::date + interval '1 month'`;
