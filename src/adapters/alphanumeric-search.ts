/**
 * Who of one system's table answers a query by identity or by document. By document and by equal name at most
 * `LIMITS.systemHitsMax + 1` subjects are read: one more than may be answered is enough to know that there are too many.
 */
import type { DocumentQuery, IdentityData, IdentityQuery } from '../domain/identity-data.js';
import type { SubjectId } from '../domain/ids.js';
import { LIMITS } from '../platform/limits.js';
import type { Sql } from '../workflows/ports/persistence.js';
import { documentNumberForm, fullNameForms, nameForms } from './search-forms.js';
import { isSimilarName } from './similar-name.js';

export type SearchAnswer = {
  readonly subjectIds: readonly SubjectId[];
  /** True where the search gave up before it had seen everything. */
  readonly overflow: boolean;
};

export async function searchByDocument(
  sql: Sql,
  table: string,
  { number, issuingCountry }: DocumentQuery,
): Promise<SearchAnswer> {
  const numberForm = documentNumberForm(number);
  if (numberForm === undefined) return NOBODY;
  const rows = await sql.query<SubjectRow>(
    `select distinct subject_id
     from ${table}
     where document_number_form = $1 and document_issuing_country = $2
     order by subject_id
     limit $3`,
    [numberForm, issuingCountry, LIMITS.systemHitsMax + 1],
  );
  return limited(rows.map(({ subject_id }) => subject_id));
}

/** Those whose name agrees in form, then, where a date of birth narrows them down, those whose name is similar. */
export async function searchByIdentity(sql: Sql, table: string, query: IdentityQuery): Promise<SearchAnswer> {
  const equal = await findEqualNames(sql, table, query);
  if (query.dateOfBirth === undefined || equal.overflow) return equal;
  const similar = await findSimilarNames(sql, table, query);
  const answer = limited([...new Set([...equal.subjectIds, ...similar.subjectIds])]);
  return { ...answer, overflow: answer.overflow || similar.overflow };
}

type SubjectRow = { readonly subject_id: SubjectId };

const NOBODY: SearchAnswer = { subjectIds: [], overflow: false };

function limited(subjectIds: readonly SubjectId[]): SearchAnswer {
  return { subjectIds, overflow: subjectIds.length > LIMITS.systemHitsMax };
}

async function findEqualNames(sql: Sql, table: string, query: IdentityQuery): Promise<SearchAnswer> {
  const { surname, givenName, dateOfBirth, nationality } = query;
  const rows = await sql.query<SubjectRow>(
    `select distinct subject_id
     from ${table}
     where (
         surname_forms && $1::text[] and ($2::text[] is null or given_name_forms && $2::text[])
         or surname_forms && $3::text[]
       )
       and ($4::date is null or date_of_birth = $4::date or ${isWithinKnown('$4')})
       and ($5::text is null or $5 = any(nationalities))
     order by subject_id
     limit $6`,
    [
      nameForms(surname),
      givenName === undefined ? null : nameForms(givenName),
      givenName === undefined ? [] : fullNameForms(surname, givenName),
      dateOfBirth ?? null,
      nationality ?? null,
      LIMITS.systemHitsMax + 1,
    ],
  );
  return limited(rows.map(({ subject_id }) => subject_id));
}

/** A date of birth that is not wholly known agrees with every day of what is known of it. */
function isWithinKnown(parameter: string): string {
  return `date_of_birth_known is not null and case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth) = date_trunc('year', ${parameter}::date)
    when 'year-and-month' then date_trunc('month', date_of_birth) = date_trunc('month', ${parameter}::date)
    else true end`;
}

type NameRow = SubjectRow & {
  readonly surnames: readonly string[];
  readonly given_names: readonly string[];
  readonly other_names: readonly string[] | null;
};

/** SQL finds who was born that day, the rules of the domain judge the names: too few to be worth an index of their own. */
async function findSimilarNames(sql: Sql, table: string, query: IdentityQuery): Promise<SearchAnswer> {
  const rows = await sql.query<NameRow>(
    `select subject_id, surnames, given_names, other_names
     from ${table}
     where (date_of_birth = $1::date or ${isWithinKnown('$1')}) and ($2::text is null or $2 = any(nationalities))
     order by subject_id
     limit $3`,
    [query.dateOfBirth, query.nationality ?? null, LIMITS.systemSimilarRowsMax + 1],
  );
  const similar = rows.filter((row) => isSimilarName(query, namesOf(row)));
  return {
    subjectIds: [...new Set(similar.map(({ subject_id }) => subject_id))],
    overflow: rows.length > LIMITS.systemSimilarRowsMax,
  };
}

function namesOf(row: NameRow): Pick<IdentityData, 'surnames' | 'givenNames' | 'otherNames'> {
  return { surnames: row.surnames, givenNames: row.given_names, otherNames: row.other_names ?? [] };
}
