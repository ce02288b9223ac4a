import { RowProducts } from '../matching/row-products.js';
import { GROUP_ROWS } from '../matching/segment-block-nodes.js';
import type { GalleryContent } from './gallery-content.js';
import { leastOfLargest } from './least-of-largest.js';
import { excludedPersons, type OpenSearch } from './open-search.js';
import { type BoundedPersons, boundOfCosine, PersonBounds } from './person-bounds.js';
import { type Ranking, rankPersons, type ScoredPerson } from './rank-persons.js';
import { NOBODY } from './reference-columns.js';
import type { RowPages } from './row-pages.js';
import { type ScoredReference, scorePerson } from './score-person.js';
import type { SealedSegment } from './sealed-segment.js';
import type { BatchOptions } from './search-batch.js';
import { UnusableSegment } from './segment-header.js';
import type { Tail } from './tail.js';
import { probesOf, visitsOf } from './visits.js';

/** Groups and rows of tails looked at first, beyond the persons wanted: some persons have several references. */
const FIRST_LOOK = 16;

/** Where the first look does not prove the list, the next one goes so many times as far. */
const FURTHER = 4;

/** So many groups take as long to read and score as a run that scores every row. */
const GROUPS_MAX = 2_048;

/** What the runs said about one search. Scores are cosines, at most the error of the graph off. */
type Found = {
  /** The best score of each group of rows. */
  readonly segments: { readonly store: SealedSegment; readonly groupScores: Float32Array }[];
  /** The score of every row. */
  readonly tails: { readonly store: Tail; readonly scores: Float32Array }[];
};

/** Best cosine by number of the person. */
type BestCosines = Map<number, number>;

/** One for a thread: searches take their turns. */
const products = new RowProducts();
const cosines = new Float64Array(GROUP_ROWS);

/**
 * Searches with one probe, by the rows of the best groups of all segments together. Without those whose list that does
 * not prove.
 */
export async function compareTopRows(
  content: GalleryContent,
  searches: readonly OpenSearch[],
  options: BatchOptions,
): Promise<readonly (readonly [OpenSearch, Ranking<ScoredReference>])[]> {
  const found = new Map(searches.map((each): [OpenSearch, Found] => [each, { segments: [], tails: [] }]));
  const visits = visitsOf(searches, options.batchViewsMax);
  for (const { store, visits: group } of visits.segments) {
    const all = await store.groupScores(probesOf(group));
    group.forEach(({ of }, index) => {
      found.get(of)!.segments.push({ store, groupScores: all[index]! });
    });
  }
  for (const { store, visits: group } of visits.tails) {
    const all = await store.scores(probesOf(group), options.tailSession);
    group.forEach(({ of }, index) => {
      found.get(of)!.tails.push({ store, scores: all[index]! });
    });
  }
  return searches.flatMap((each): [OpenSearch, Ranking<ScoredReference>][] => {
    const ranking = rankFound(content, each, found.get(each)!, options.cosineError);
    return ranking === undefined ? [] : [[each, ranking]];
  });
}

/** Whether so long a list can be proven by the best groups of rows; scoring every row is the shorter way to a longer one. */
export function isShortList(candidatesMax: number): boolean {
  return candidatesMax + FIRST_LOOK <= GROUPS_MAX;
}

/** Looks further until the list is proven; `undefined` where scoring every row is the shorter way. */
function rankFound(
  content: GalleryContent,
  open: OpenSearch,
  found: Found,
  cosineError: number,
): Ranking<ScoredReference> | undefined {
  const scored = new Map<number, ScoredPerson<ScoredReference> | undefined>();
  const score = (person: number) => {
    if (!scored.has(person)) scored.set(person, scorePerson(content, person, open));
    return scored.get(person);
  };
  const lists = [
    ...found.segments.map(({ groupScores }) => groupScores),
    ...found.tails.map(({ scores }) => scores),
  ];
  for (let wanted = open.search.candidatesMax + FIRST_LOOK; wanted <= GROUPS_MAX; wanted *= FURTHER) {
    // No row that is not looked at has more, but for the error of the graph.
    const unseenCosine = leastOfLargest(lists, wanted);
    const best = bestCosines(content, open, found, { floor: unseenCosine, cosineError });
    const ranking = rankPersons<ScoredReference>(boundFound(content, open, best, cosineError), {
      count: open.search.candidatesMax,
      threshold: open.thresholds.match,
      unseenBound:
        unseenCosine === Number.NEGATIVE_INFINITY
          ? unseenCosine
          : boundOfCosine(open.probes[0]!, unseenCosine + cosineError),
      score,
    });
    if (ranking.isProven) return ranking;
  }
  return undefined;
}

/** Of everybody a row of whom has at least `floor`. Throws `UnusableSegment`. */
function bestCosines(
  content: GalleryContent,
  open: OpenSearch,
  found: Found,
  { floor, cosineError }: { readonly floor: number; readonly cosineError: number },
): BestCosines {
  const best: BestCosines = new Map();
  const take = (rows: RowPages, row: number, cosine: number) => {
    const slot = rows.slotOf(row);
    if (open.allowed !== undefined && open.allowed[content.references.originOf(slot)] !== 1) return;
    const person = content.references.personOf(slot);
    if (person !== NOBODY && cosine > (best.get(person) ?? Number.NEGATIVE_INFINITY))
      best.set(person, cosine);
  };
  products.setViews(open.probes[0]!);
  for (const { store, groupScores } of found.segments) {
    for (let group = 0; group < groupScores.length; group++) {
      if (groupScores[group]! < floor) continue;
      const rowCount = store.readGroup(group, products.rows);
      products.cosines(rowCount, cosines);
      let largest = Number.NEGATIVE_INFINITY;
      for (let row = 0; row < rowCount; row++) {
        const cosine = cosines[row]!;
        if (cosine > largest) largest = cosine;
        if (cosine >= floor) take(store.rows, group * GROUP_ROWS + row, cosine);
      }
      requireSame(groupScores[group]!, largest, cosineError);
    }
  }
  for (const { store, scores } of found.tails) {
    for (let row = 0; row < scores.length; row++)
      if (scores[row]! >= floor) take(store.rows, row, scores[row]!);
  }
  return best;
}

/** What the graph says of a group and what its rows say: where that differs, nobody knows which rows are the best. */
function requireSame(groupScore: number, largest: number, cosineError: number): void {
  if (!(Math.abs(groupScore - largest) <= cosineError))
    throw new UnusableSegment('damaged', 'rows of a gallery segment are not those its graph was made from');
}

function boundFound(
  content: GalleryContent,
  { probes, search }: OpenSearch,
  best: BestCosines,
  cosineError: number,
): BoundedPersons {
  const excluded = excludedPersons(content, search);
  const persons = Uint32Array.from(
    [...best.keys()].filter((person) => !excluded.has(person)).sort((a, b) => a - b),
  );
  const cosinesOf = Float32Array.from(persons, (person) => best.get(person)!);
  const bounds = new PersonBounds(probes, cosineError);
  const upperBounds = Float64Array.from(persons, (person, at) =>
    bounds.bound([cosinesOf], at, content.persons.hasLooseBounds(person)),
  );
  return { count: persons.length, persons, upperBounds };
}
