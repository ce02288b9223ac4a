import { BoundTables } from './bound-tables.js';
import type { GalleryContent } from './gallery-content.js';
import { excludedPersons, type OpenSearch } from './open-search.js';
import { type BoundedPersons, NOT_COMPARED } from './person-bounds.js';
import { type Ranking, rankInSteps } from './rank-persons.js';
import { NOBODY } from './reference-columns.js';
import type { RowPages } from './row-pages.js';
import { type ScoredReference, scorePerson } from './score-person.js';
import type { BatchOptions } from './search-batch.js';
import { probesOf, type Visited, visitsOf } from './visits.js';

/** Searches in groups whose best cosines of everybody fit into `bytesMax`, at least one in each. */
export function wideGroups(
  content: GalleryContent,
  searches: readonly OpenSearch[],
  bytesMax: number,
): readonly (readonly OpenSearch[])[] {
  const groups: OpenSearch[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of searches) {
    const more = 4 * content.persons.count * each.probes.length;
    if (bytes + more > bytesMax) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(each);
    bytes += more;
  }
  return groups;
}

/** Searches by the score of every row there is; each is given as soon as it is ranked, unless it is given up before. */
export async function* compareAllRows(
  content: GalleryContent,
  searches: readonly OpenSearch[],
  options: BatchOptions,
): AsyncGenerator<readonly [OpenSearch, Ranking<ScoredReference>]> {
  const best = new Map(
    searches.map((each): [OpenSearch, readonly Float32Array[]] => [
      each,
      each.probes.map(() => new Float32Array(content.persons.count).fill(NOT_COMPARED)),
    ]),
  );
  const raise = ({ store, visits }: Visited<{ readonly rows: RowPages }>, all: readonly Float32Array[]) => {
    visits.forEach(({ of, probeIndex }, index) => {
      const scores = all[index]!;
      if (of.allowed !== undefined) clearOthers(content, store.rows, scores, of.allowed);
      raiseAll(content, store.rows, scores, best.get(of)![probeIndex]!);
    });
  };
  const visits = visitsOf(searches, options.batchViewsMax);
  for (const each of visits.segments) raise(each, await each.store.allScores(probesOf(each.visits)));
  for (const each of visits.tails)
    raise(each, await each.store.scores(probesOf(each.visits), options.tailSession));
  const room = {
    persons: new Uint32Array(content.persons.count),
    upperBounds: new Float64Array(content.persons.count),
  };
  for (const each of searches) {
    if (!options.isWanted(each.search)) continue;
    const steps = rank(content, each, best.get(each)!, { ...room, cosineError: options.cosineError });
    let step = steps.next();
    while (step.done !== true) {
      await options.turn();
      if (!options.isWanted(each.search)) break;
      step = steps.next();
    }
    if (step.done === true) yield [each, step.value];
  }
}

function raiseAll(content: GalleryContent, rows: RowPages, scores: Float32Array, best: Float32Array): void {
  for (let index = 0; index < rows.pages.length; index++) {
    const persons = content.references.personsOfPage(rows.pages[index]!);
    const firstRow = rows.firstRows[index]!;
    const count = rows.rowsOfPage(index);
    for (let offset = 0; offset < count; offset++) {
      const person = persons[offset]!;
      const score = scores[firstRow + offset]!;
      if (person !== NOBODY && score > best[person]!) best[person] = score;
    }
  }
}

/** Rows of other origins count for nobody. */
function clearOthers(
  content: GalleryContent,
  rows: RowPages,
  scores: Float32Array,
  allowed: Uint8Array,
): void {
  for (let index = 0; index < rows.pages.length; index++) {
    const origins = content.references.originsOfPage(rows.pages[index]!);
    const firstRow = rows.firstRows[index]!;
    const count = rows.rowsOfPage(index);
    for (let offset = 0; offset < count; offset++)
      if (allowed[origins[offset]!] !== 1) scores[firstRow + offset] = NOT_COMPARED;
  }
}

type Room = Omit<BoundedPersons, 'count'> & { readonly cosineError: number };

function rank(content: GalleryContent, open: OpenSearch, bestCosines: readonly Float32Array[], room: Room) {
  return rankInSteps<ScoredReference>(boundAll(content, open, bestCosines, room), {
    count: open.search.candidatesMax,
    threshold: open.thresholds.match,
    unseenBound: Number.NEGATIVE_INFINITY,
    score: (person) => scorePerson(content, person, open),
  });
}

function boundAll(
  content: GalleryContent,
  { probes, search }: OpenSearch,
  bestCosines: readonly Float32Array[],
  { persons, upperBounds, cosineError }: Room,
): BoundedPersons {
  const bounds = new BoundTables(probes, cosineError);
  // Looked up now, as who is excluded may have come since the search was opened.
  const excluded = excludedPersons(content, search);
  let count = 0;
  // Not more than there were when rows were compared.
  for (let person = 0; person < persons.length; person++) {
    const bound = bounds.bound(bestCosines, person, content.persons.hasLooseBounds(person));
    if (bound === Number.NEGATIVE_INFINITY || (excluded.size > 0 && excluded.has(person))) continue;
    persons[count] = person;
    upperBounds[count++] = bound;
  }
  return { count, persons, upperBounds };
}
