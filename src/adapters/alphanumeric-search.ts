/**
 * Who of one system's table answers a query by identity or by document. By document and by equal name at most
 * `LIMITS.systemHitsMax + 1` subjects are read: one more than may be answered is enough to know that there are too many.
 */
import type {
  DateOfBirthKnown,
  DocumentQuery,
  IdentityData,
  IdentityQuery,
} from '../domain/identity-data.js';
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

export function searchByDocument(sql: Sql, table: string, query: DocumentQuery): Promise<SearchAnswer> {
  return findByDocument(sql, table, query);
}

async function findByDocument(
  sql: Sql,
  table: string,
  { number, issuingCountry }: DocumentQuery,
  after?: SubjectId,
): Promise<SearchAnswer> {
  const numberForm = documentNumberForm(number);
  if (numberForm === undefined) return NOBODY;
  const rows = await sql.query<SubjectRow>(
    `select distinct subject_id
     from ${table}
     where document_number_form = $1 and document_issuing_country = $2 and ($4::uuid is null or subject_id > $4)
     order by subject_id
     limit $3`,
    [numberForm, issuingCountry, LIMITS.systemHitsMax + 1, after ?? null],
  );
  return limited(rows.map(({ subject_id }) => subject_id));
}

/** Those whose name agrees in form, then, where a date of birth narrows them down, those whose name is similar. */
export async function searchByIdentity(sql: Sql, table: string, query: IdentityQuery): Promise<SearchAnswer> {
  const equal = await findEqualNames(sql, table, query);
  if (!seeksSimilar(query) || equal.overflow) return equal;
  const similar = await findSimilarNames(sql, table, query);
  const answer = limited([...new Set([...equal.subjectIds, ...similar.subjectIds])]);
  return { ...answer, overflow: answer.overflow || similar.overflow };
}

/**
 * Everybody the same rules find, in the order of their identifiers: for what must reach each of them, where a part that is
 * left out would be missed by nobody. Where they are more than `subjectsMax` it ends with the page that shows it.
 */
export async function searchEverybody(
  sql: Sql,
  table: string,
  { identity, document }: { readonly identity?: IdentityQuery; readonly document?: DocumentQuery },
  subjectsMax = Number.POSITIVE_INFINITY,
): Promise<readonly SubjectId[]> {
  const found = new Set<SubjectId>();
  const collect = async (search: (after: SubjectId | undefined) => Promise<SearchPage>) => {
    let after: SubjectId | undefined;
    do {
      const page = await search(after);
      for (const subjectId of page.subjectIds) found.add(subjectId);
      after = page.next;
    } while (after !== undefined && found.size <= subjectsMax);
  };
  if (document) await collect((after) => pageOf(findByDocument(sql, table, document, after)));
  if (identity) await collect((after) => pageOf(findEqualNames(sql, table, identity, after)));
  if (identity && seeksSimilar(identity)) {
    await collect((after) => findSimilarNames(sql, table, identity, after));
  }
  return [...found].sort();
}

function seeksSimilar({ dateOfBirth, isNameEqual = false }: IdentityQuery): boolean {
  return dateOfBirth !== undefined && !isNameEqual;
}

async function pageOf(search: Promise<SearchAnswer>): Promise<SearchPage> {
  const answer = await search;
  const last = answer.subjectIds.at(-1);
  return { ...answer, ...(answer.overflow && last ? { next: last } : {}) };
}

/** `next`: whom the next page begins behind; absent on the last. */
type SearchPage = SearchAnswer & { readonly next?: SubjectId };

type SubjectRow = { readonly subject_id: SubjectId };

const NOBODY: SearchAnswer = { subjectIds: [], overflow: false };

function limited(subjectIds: readonly SubjectId[]): SearchAnswer {
  return { subjectIds, overflow: subjectIds.length > LIMITS.systemHitsMax };
}

/**
 * Found by an index of names and then put in order, where a date of birth narrows them down: on its way through everybody in
 * order, which is taken for shorter, a search that finds fewer than the limit reads the whole table.
 */
async function findEqualNames(
  sql: Sql,
  table: string,
  query: IdentityQuery,
  after?: SubjectId,
): Promise<SearchAnswer> {
  const { surname, givenName, dateOfBirth, nationality, otherNames = [] } = query;
  const rows = await sql.query<SubjectRow>(
    `with named as ${dateOfBirth === undefined ? 'not materialized' : 'materialized'} (
       select subject_id
       from ${table}
       where (
           surname_forms && $1::text[] and ($2::text[] is null or given_name_forms && $2::text[])
           or surname_forms && $3::text[]
         )
         and ($4::date is null or date_of_birth = $4::date or ${withinKnown('$4').join(' or ')})
         and ($5::text is null or $5 = any(nationalities))
         and ($7::uuid is null or subject_id > $7)
     )
     select distinct subject_id from named order by subject_id limit $6`,
    [
      nameForms(surname, ...otherNames),
      givenName === undefined ? null : nameForms(givenName, ...otherNames),
      givenName === undefined ? [] : fullNameForms(surname, givenName),
      dateOfBirth ?? null,
      nationality ?? null,
      LIMITS.systemHitsMax + 1,
      after ?? null,
    ],
  );
  return limited(rows.map(({ subject_id }) => subject_id));
}

/** A date of birth that is not wholly known agrees with every day of what is known of it: a condition for each part. */
function withinKnown(parameter: string): readonly string[] {
  const day = `${parameter}::date::timestamp`;
  return [
    isKnownSince('year', `date_trunc('year', ${day})`),
    isKnownSince('year-and-month', `date_trunc('month', ${day})`),
    isKnownSince('none', `timestamp '-infinity'`),
  ];
}

function isKnownSince(known: DateOfBirthKnown, since: string): string {
  return `date_of_birth_known = '${known}' and ${KNOWN_SINCE} = ${since}`;
}

/** Word for word as in the index `records_birthday_in_part`, which nothing else is found by. */
const KNOWN_SINCE = `
  case date_of_birth_known
    when 'year' then date_trunc('year', date_of_birth::timestamp)
    when 'year-and-month' then date_trunc('month', date_of_birth::timestamp)
    else timestamp '-infinity' end`;

type NameRow = SubjectRow & {
  readonly surnames: readonly string[];
  readonly given_names: readonly string[];
  readonly other_names: readonly string[] | null;
};

/**
 * SQL finds who was born that day, the rules of the domain judge the names: too few to be worth an index of their own. The day
 * and each part of a date that may be known are read for themselves, each in the order of an index from where the page
 * begins: joined by `or` every page would read the whole birthday, or the whole table, again.
 */
async function findSimilarNames(
  sql: Sql,
  table: string,
  query: IdentityQuery,
  after?: SubjectId,
): Promise<SearchPage> {
  const bornThatDay = [
    'date_of_birth = $1::date',
    ...withinKnown('$1').map((part) => `${part} and date_of_birth <> $1::date`),
  ];
  const rows = await sql.query<NameRow>(
    `select subject_id, surnames, given_names, other_names
     from (${bornThatDay.map((condition) => `(${namesWhere(table, condition)})`).join(' union all ')}) as born_that_day
     order by subject_id
     limit $3`,
    [query.dateOfBirth, query.nationality ?? null, LIMITS.systemSimilarRowsMax + 1, after ?? BEFORE_ANYBODY],
  );
  return {
    subjectIds: similarOf(rows, query),
    overflow: rows.length > LIMITS.systemSimilarRowsMax,
    ...nextOf(rows),
  };
}

function namesWhere(table: string, condition: string): string {
  return `
    select subject_id, surnames, given_names, other_names
    from ${table}
    where ${condition} and ($2::text is null or $2 = any(nationalities)) and subject_id > $4::uuid
    order by subject_id
    limit $3`;
}

/** A bound that is always there, as an index is read from one; no identifier is all zeros. */
const BEFORE_ANYBODY = '00000000-0000-0000-0000-000000000000';

/** The same names are judged once: rows are records, and somebody who crosses often has many. */
function similarOf(rows: readonly NameRow[], query: IdentityQuery): readonly SubjectId[] {
  const judged = new Map<string, boolean>();
  const similar = rows.filter((row) => {
    const key = JSON.stringify([row.surnames, row.given_names, row.other_names]);
    const isSimilar = judged.get(key) ?? isSimilarName(query, namesOf(row));
    judged.set(key, isSimilar);
    return isSimilar;
  });
  return [...new Set(similar.map(({ subject_id }) => subject_id))];
}

/** Behind the last person of whom every row is on this page. */
function nextOf(rows: readonly SubjectRow[]): Pick<SearchPage, 'next'> {
  if (rows.length <= LIMITS.systemSimilarRowsMax) return {};
  const last = rows.at(-1)!.subject_id;
  return { next: rows.findLast(({ subject_id }) => subject_id !== last)?.subject_id ?? last };
}

function namesOf(row: NameRow): Pick<IdentityData, 'surnames' | 'givenNames' | 'otherNames'> {
  return { surnames: row.surnames, givenNames: row.given_names, otherNames: row.other_names ?? [] };
}
