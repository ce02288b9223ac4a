import type { GalleryContent } from './gallery-content.js';
import { largestIndices } from './largest-indices.js';
import type { OpenSearch } from './open-search.js';
import { type BoundedPersons, boundOfCosine, PersonBounds } from './person-bounds.js';
import { type Ranking, rankPersons } from './rank-persons.js';
import { NOBODY } from './reference-columns.js';
import type { AllowedOrigins } from './reference-origins.js';
import type { RowPages } from './row-pages.js';
import { type ScoredReference, scorePerson } from './score-person.js';
import type { BatchOptions } from './search-batch.js';
import { probesOf, type Visit, visitsOf } from './visits.js';

/** Rows asked of each segment per candidate wanted: a person may have several references, and some are erased. */
const TOP_ROWS_PER_CANDIDATE = 4;
const TOP_ROWS_MIN = 64;

/** What the best rows say about one search. */
type Found = {
  /** Best cosine by number of the person. */
  readonly best: Map<number, number>;
  /** No row that was not reported has a higher cosine; minus infinity where all were. */
  unseenCosine: number;
};

/** Searches with one probe, by the best rows of each segment and tail. */
export async function compareTopRows(
  content: GalleryContent,
  searches: readonly OpenSearch[],
  options: BatchOptions,
): Promise<readonly (readonly [OpenSearch, Ranking<ScoredReference>])[]> {
  const found = new Map(
    searches.map((each): [OpenSearch, Found] => [
      each,
      { best: new Map(), unseenCosine: Number.NEGATIVE_INFINITY },
    ]),
  );
  const visits = visitsOf(searches, options.batchViewsMax);
  for (const { store, visits: group } of visits.segments) {
    const tops = await store.topRows(probesOf(group), rowsWanted(group));
    group.forEach(({ of }, index) => {
      take(content, store.rows, tops[index]!, { found: found.get(of)!, allowed: of.allowed });
    });
  }
  for (const { store, visits: group } of visits.tails) {
    const all = await store.scores(probesOf(group), options.tailSession);
    group.forEach(({ of }, index) => {
      const rows = largestIndices(all[index]!, store.rowCount, rowsWanted(group));
      take(
        content,
        store.rows,
        { rows, scores: rows.map((row) => all[index]![row]!) },
        { found: found.get(of)!, allowed: of.allowed },
      );
    });
  }
  return searches.map((each) => [each, rank(content, each, found.get(each)!, options.cosineError)]);
}

function rowsWanted(visits: readonly Visit[]): number {
  const candidatesMax = Math.max(...visits.map(({ of }) => of.search.candidatesMax));
  return Math.max(TOP_ROWS_MIN, TOP_ROWS_PER_CANDIDATE * candidatesMax);
}

function take(
  content: GalleryContent,
  store: RowPages,
  { rows, scores }: { readonly rows: ArrayLike<number>; readonly scores: ArrayLike<number> },
  { found, allowed }: { readonly found: Found; readonly allowed: AllowedOrigins },
): void {
  for (let at = 0; at < rows.length; at++) {
    const slot = store.slotOf(rows[at]!);
    if (allowed !== undefined && allowed[content.references.originOf(slot)] !== 1) continue;
    const person = content.references.personOf(slot);
    if (person !== NOBODY && scores[at]! > (found.best.get(person) ?? Number.NEGATIVE_INFINITY))
      found.best.set(person, scores[at]!);
  }
  if (rows.length < store.rowCount)
    found.unseenCosine = Math.max(found.unseenCosine, scores[scores.length - 1]!);
}

function rank(content: GalleryContent, open: OpenSearch, { best, unseenCosine }: Found, cosineError: number) {
  const { probes, search, thresholds } = open;
  return rankPersons<ScoredReference>(boundFound(content, open, best, cosineError), {
    count: search.candidatesMax,
    threshold: thresholds.match,
    unseenBound:
      unseenCosine === Number.NEGATIVE_INFINITY
        ? unseenCosine
        : boundOfCosine(probes[0]!, unseenCosine + cosineError),
    score: (person) => scorePerson(content, person, open),
  });
}

function boundFound(
  content: GalleryContent,
  { probes, excluded }: OpenSearch,
  best: ReadonlyMap<number, number>,
  cosineError: number,
): BoundedPersons {
  const persons = Uint32Array.from(
    [...best.keys()].filter((person) => !excluded.has(person)).sort((a, b) => a - b),
  );
  const cosines = Float32Array.from(persons, (person) => best.get(person)!);
  const bounds = new PersonBounds(probes, cosineError);
  const upperBounds = Float64Array.from(persons, (person, at) =>
    bounds.bound([cosines], at, content.persons.hasLooseBounds(person)),
  );
  return { count: persons.length, persons, upperBounds };
}
