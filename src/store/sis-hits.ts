/** Hits on alerts with what followed them. References, states and moments; they go with their alert. */
import type { HitEvent, HitStep } from '../domain/sis/hit-follow-up.js';
import type { StoredSisHit } from '../domain/sis/stored-hit.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { SisHits } from '../workflows/ports/sis.js';

export function createSisHits(): SisHits {
  return {
    async insert(tx, hit, isObject) {
      await tx.query(
        `insert into sis.hits (hit_id, alert_id, encounter_id, object_alert_id, subject_id, alert_kind, issuing_state,
           executing_state, found_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          hit.hitId,
          hit.alertId,
          isObject ? null : hit.alertId,
          isObject ? hit.alertId : null,
          hit.subjectId ?? null,
          hit.alertKind,
          hit.issuingState,
          hit.executingState,
          hit.foundBy,
        ],
      );
      for (const [place, event] of hit.events.entries()) await insertEvent(tx, hit.hitId, place, event);
    },
    async lock(tx, hitId) {
      const rows = await tx.query<HitRow>(`${HIT} where hit_id = $1 for update`, [hitId]);
      return (await withEvents(tx, rows))[0];
    },
    addEvent: (tx, { hitId, events }, event) => insertEvent(tx, hitId, events.length, event),
    async page(sql, { memberState, after, limit }) {
      const rows = await sql.query<HitRow>(
        `${HIT} where (issuing_state = $1 or executing_state = $1) and ($2::uuid is null or hit_id > $2)
         order by hit_id limit $3`,
        [memberState, after ?? null, limit],
      );
      return withEvents(sql, rows);
    },
    async ofSubject(sql, subjectId) {
      return withEvents(
        sql,
        await sql.query<HitRow>(`${HIT} where subject_id = $1 order by hit_id`, [subjectId]),
      );
    },
  };
}

async function insertEvent(tx: Sql, hitId: string, place: number, { step, at }: HitEvent): Promise<void> {
  await tx.query('insert into sis.hit_events (hit_id, place, step, at) values ($1, $2, $3, $4)', [
    hitId,
    place,
    step,
    at,
  ]);
}

async function withEvents(sql: Sql, rows: readonly HitRow[]): Promise<readonly StoredSisHit[]> {
  if (rows.length === 0) return [];
  const events = await sql.query<{ readonly hit_id: string; readonly step: HitStep; readonly at: string }>(
    'select hit_id, step, at from sis.hit_events where hit_id = any($1) order by hit_id, place',
    [rows.map(({ hit_id }) => hit_id)],
  );
  return rows.map((row) => ({
    hitId: row.hit_id,
    alertId: row.alert_id,
    ...(row.subject_id === null ? {} : { subjectId: row.subject_id }),
    alertKind: row.alert_kind,
    issuingState: row.issuing_state,
    executingState: row.executing_state,
    foundBy: row.found_by,
    events: events.flatMap(({ hit_id, step, at }) => (hit_id === row.hit_id ? [{ step, at }] : [])),
  }));
}

type HitRow = {
  readonly hit_id: string;
  readonly alert_id: string;
  readonly subject_id: string | null;
  readonly alert_kind: StoredSisHit['alertKind'];
  readonly issuing_state: string;
  readonly executing_state: string;
  readonly found_by: string;
};

const HIT = `
  select hit_id, alert_id, subject_id, alert_kind, issuing_state, executing_state, found_by from sis.hits`;
