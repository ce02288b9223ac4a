/**
 * Makes the forms names and documents are searched by anew, in rows that were written when the hub made them otherwise. A
 * walk over each table by its key, in small steps with the place kept, so that it goes on after a stop and disturbs nobody.
 * Rows written meanwhile have the new forms already; one process walks a table at a time.
 */
import type { IdentityData } from '../domain/identity-data.js';
import { SYSTEMS, type SystemId } from '../domain/systems.js';
import type { Sql, UnitOfWork } from '../workflows/ports/persistence.js';
import { documentNumberForm, givenNameForms, SEARCH_FORMS_VERSION, surnameForms } from './search-forms.js';

type Walk = { readonly after: string | null };

type NameRow = {
  readonly encounter_id: string;
  readonly surnames: readonly string[];
  readonly given_names: readonly string[];
  readonly other_names: readonly string[] | null;
  readonly document_number: string | null;
  readonly surname_forms: readonly string[];
  readonly given_name_forms: readonly string[];
  readonly document_number_form: string | null;
};

/** Looks at up to `limit` rows of each table that is not done; returns how many it looked at. Call until it is 0. */
export function createRefreshSearchForms(
  { unitOfWork }: { readonly unitOfWork: UnitOfWork },
  tables: ReadonlyMap<SystemId, string>,
  version = SEARCH_FORMS_VERSION,
) {
  return async (limit: number): Promise<number> => {
    let seen = 0;
    for (const system of SYSTEMS) {
      const table = tables.get(system);
      if (table === undefined) continue;
      seen += await unitOfWork.transaction((tx) => walk(tx, { system, table, version, limit }));
    }
    return seen;
  };
}

type Step = {
  readonly system: SystemId;
  readonly table: string;
  readonly version: number;
  readonly limit: number;
};

async function walk(tx: Sql, { system, table, version, limit }: Step): Promise<number> {
  const place = await takePlace(tx, system, version);
  if (!place) return 0;
  const rows = await tx.query<NameRow>(
    `select encounter_id, surnames, given_names, other_names, document_number, surname_forms, given_name_forms,
       document_number_form
     from ${table} where $1::uuid is null or encounter_id > $1 order by encounter_id limit $2 for no key update`,
    [place.after, limit],
  );
  for (const row of rows) await refresh(tx, table, row);
  await tx.query('update hub.search_form_walks set after = $2, is_done = $3 where system = $1', [
    system,
    rows.at(-1)?.encounter_id ?? place.after,
    rows.length < limit,
  ]);
  return rows.length;
}

/** `undefined` where the walk of this version is done, or somebody else's. An older version's is begun anew. */
async function takePlace(tx: Sql, system: SystemId, version: number): Promise<Walk | undefined> {
  await tx.query(
    `insert into hub.search_form_walks (system, forms_version) values ($1, $2)
     on conflict (system) do update set forms_version = excluded.forms_version, after = null, is_done = false
       where search_form_walks.forms_version < excluded.forms_version`,
    [system, version],
  );
  const [place] = await tx.query<Walk>(
    `select after from hub.search_form_walks
     where system = $1 and forms_version = $2 and not is_done for update skip locked`,
    [system, version],
  );
  return place;
}

async function refresh(tx: Sql, table: string, row: NameRow): Promise<void> {
  const names: Pick<IdentityData, 'surnames' | 'givenNames' | 'otherNames'> = {
    surnames: row.surnames,
    givenNames: row.given_names,
    ...(row.other_names === null ? {} : { otherNames: row.other_names }),
  };
  const surname = surnameForms(names);
  const givenName = givenNameForms(names);
  const number = row.document_number === null ? null : (documentNumberForm(row.document_number) ?? null);
  const isSame =
    surname.join('\n') === row.surname_forms.join('\n') &&
    givenName.join('\n') === row.given_name_forms.join('\n') &&
    number === row.document_number_form;
  if (isSame) return;
  await tx.query(
    `update ${table} set surname_forms = $2, given_name_forms = $3, document_number_form = $4 where encounter_id = $1`,
    [row.encounter_id, surname, givenName, number],
  );
}
