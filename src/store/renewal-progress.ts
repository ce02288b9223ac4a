/** Counts, for each system, of references that earlier models made: one row for each kind of biometrics. */
import type { TemplateId } from '../domain/ids.js';
import type { Modality } from '../domain/positions.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import { LIMITS } from '../platform/limits.js';
import type { Sql } from '../workflows/ports/persistence.js';
import type { CurrentVersions, RenewalProgress } from '../workflows/ports/template-renewals.js';
import { IS_STALE, OTHER_VERSION, pageOf, parametersOf, versionsOf } from './stale-templates.js';

/** `page`: references one statement looks at. */
export function createRenewalProgress(page: number = LIMITS.staleTemplatesPage): RenewalProgress {
  return {
    async keep(sql, versions, signal) {
      const { modality, templateVersion, secondStage } = versions;
      const counted = await count(sql, versions, { page, signal });
      await sql.query(
        `insert into hub.renewal_progress
           (system, modality, template_version, second_stage, remaining, refused)
         select named.system, $1, $2, $3, named.remaining, named.refused
         from unnest($4::text[], $5::integer[], $6::integer[]) named (system, remaining, refused)
         on conflict (system, modality) do update set template_version = excluded.template_version,
           second_stage = excluded.second_stage, remaining = excluded.remaining, refused = excluded.refused`,
        [
          modality,
          templateVersion,
          secondStage ?? null,
          SYSTEMS,
          SYSTEMS.map((system) => counted[system].remaining),
          SYSTEMS.map((system) => counted[system].refused),
        ],
      );
      return SYSTEMS.reduce((sum, system) => sum + counted[system].stale, 0);
    },
    async read(sql) {
      const rows = await sql.query<ProgressRow>(
        'select system, modality, template_version, second_stage, remaining, refused from hub.renewal_progress',
      );
      return rows.map(({ template_version: templateVersion, second_stage: secondStage, ...counted }) => ({
        ...counted,
        templateVersion,
        ...(secondStage === null ? {} : { secondStage }),
      }));
    },
    async refusals(sql, system, subjectId) {
      const rows = await sql.query<{ template_id: TemplateId; renewal_refused: string }>(
        `select template_id, renewal_refused from hub.templates
         where system = $1 and subject_id = $2 and renewal_refused is not null`,
        [system, subjectId],
      );
      return new Map(rows.map((row) => [row.template_id, versionsOf(row.renewal_refused)]));
    },
  };
}

type Counted = { stale: number; remaining: number; refused: number };

async function count(
  sql: Sql,
  versions: CurrentVersions,
  { page, signal }: { readonly page: number; readonly signal: AbortSignal },
): Promise<Readonly<Record<SystemId, Counted>>> {
  const all = Object.fromEntries(
    SYSTEMS.map((system): [SystemId, Counted] => [system, { stale: 0, remaining: 0, refused: 0 }]),
  ) as Record<SystemId, Counted>;
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const rows: readonly CountRow[] = await sql.query<CountRow>(COUNT, [
      ...parametersOf(versions),
      after,
      page,
    ]);
    const [first] = rows;
    if (first === undefined) return all;
    for (const { system, stale, remaining, refused } of rows) {
      if (system === null) continue;
      all[system].stale += stale;
      all[system].remaining += remaining;
      all[system].refused += refused;
    }
    after = first.page_end;
  }
}

/** To be renewed, and of another model in one of its stages. */
const IS_OF_OTHERS = `${IS_STALE} and (${OTHER_VERSION} or minutiae.template_version is not null)`;

type ProgressRow = {
  readonly system: SystemId;
  readonly modality: Modality;
  readonly template_version: string;
  readonly second_stage: string | null;
  readonly remaining: number;
  readonly refused: number;
};

type CountRow = Readonly<Counted> & { readonly page_end: string; readonly system: SystemId | null };

/** One row at least while the page is not empty. */
const COUNT = `
  with ${pageOf('$5')}, counted as (
    select template.system, count(*) filter (where ${IS_STALE})::integer as stale,
      count(*) filter (where ${IS_OF_OTHERS})::integer as remaining,
      count(*) filter (where ${OTHER_VERSION} and template.renewal_refused = $2)::integer as refused
    from page template left join hub.template_minutiae minutiae using (template_id)
    where template.position = any($1::text[])
    group by template.system
  )
  select page_end.page_end, counted.* from page_end left join counted on true`;
