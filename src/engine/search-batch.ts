/**
 * Several searches at once over everything a search thread holds.
 *
 * 1. Each segment is run once for all probes that have to be compared with it; tails are searched by a loop.
 *    A search with one probe asks for the best rows only; one with several needs every score, as the best person by
 *    ten fingers need not be near the top with any of them.
 * 2. Best cosines give upper bounds of persons; persons are scored exactly, with all their references, until the next
 *    bound cannot enter the list (`rank-persons.ts`).
 * 3. Where the best rows do not prove the list (erased rows, many rows of few persons), the search is done again with
 *    every score. The answer is that of comparing every reference exactly; only the way there is shorter.
 */
import {
  type ComparedPosition,
  comparePerson,
  type PreparedProbe,
  prepareProbe,
} from '../matching/compare-person.js';
import { decide, identificationThresholds } from '../matching/decision.js';
import { positionScores } from '../matching/position-scores.js';
import type { ReferenceTemplate } from '../matching/template.js';
import type { Candidate, GallerySearch } from '../workflows/ports.js';
import type { GalleryContent } from './gallery-content.js';
import type { HeldPerson, HeldReference } from './held-reference.js';
import type { Partition } from './partition.js';
import { boundOfCosine, boundPersons, NOT_COMPARED } from './person-bounds.js';
import { type RankedPerson, rankPersons } from './rank-persons.js';
import type { SealedSegment } from './sealed-segment.js';
import type { WorkerAnswer } from './search-worker-protocol.js';

/** Rows asked of each segment per candidate wanted: a person may have several references, and some are erased. */
const TOP_ROWS_PER_CANDIDATE = 4;
const TOP_ROWS_MIN = 64;

type ScoredReference = ReferenceTemplate & Pick<HeldReference, 'templateId'>;

/** One search while it is worked on. */
type OpenSearch = {
  readonly search: GallerySearch;
  readonly probes: readonly PreparedProbe[];
  /** Per probe: where it has to be compared. */
  readonly partitions: readonly (readonly Partition[])[];
  /** Per probe: best cosine of every person so far, by person number. */
  readonly bestCosines: readonly Float32Array[];
  /** No row that was not reported has a higher cosine; minus infinity where all were. */
  unseenCosine: number;
  /** Numbers of the persons of rows reported by tails and as best rows; asking for every row does not fill it. */
  readonly seen: Set<number>;
};

export async function searchBatch(
  content: GalleryContent,
  searches: readonly GallerySearch[],
  options: { readonly batchViewsMax: number },
): Promise<readonly WorkerAnswer[]> {
  const open = searches.map((search) => openSearch(content, search));
  const narrow = open.filter(({ probes }) => probes.length === 1);
  await compareTopRows(narrow, options.batchViewsMax);
  const ranked = new Map(narrow.map((each) => [each, rank(each, personsSeen(content, each))]));
  const wide = open.filter((each) => ranked.get(each)?.isProven !== true);
  await compareAllRows(wide, options.batchViewsMax);
  for (const each of wide) ranked.set(each, rank(each, content.persons));
  return open.map((each) => answer(each, ranked.get(each)!.ranked));
}

function openSearch(content: GalleryContent, search: GallerySearch): OpenSearch {
  const probes = search.probes.filter(({ views }) => views.length > 0).map(prepareProbe);
  return {
    search,
    probes,
    partitions: probes.map((probe) => content.comparableWith(probe, search.systems)),
    bestCosines: probes.map(() => new Float32Array(content.persons.length).fill(NOT_COMPARED)),
    unseenCosine: Number.NEGATIVE_INFINITY,
    seen: new Set(),
  };
}

async function compareTopRows(searches: readonly OpenSearch[], batchViewsMax: number): Promise<void> {
  for (const each of searches) compareTails(each);
  const rowsOf = ({ search }: OpenSearch) =>
    Math.max(TOP_ROWS_MIN, TOP_ROWS_PER_CANDIDATE * search.candidatesMax);
  for (const { segment, visits } of visitsBySegment(searches, batchViewsMax)) {
    const k = Math.max(...visits.map(({ of }) => rowsOf(of)));
    const tops = await segment.topRows(probesOf(visits), k);
    visits.forEach(({ of, probeIndex }, index) => {
      const { scores, rows } = tops[index]!;
      const best = of.bestCosines[probeIndex]!;
      for (let at = 0; at < rows.length; at++) {
        raise(best, segment, rows[at]!, scores[at]!);
        of.seen.add(segment.persons[rows[at]!]!);
      }
      if (rows.length < segment.rowCount) of.unseenCosine = Math.max(of.unseenCosine, scores.at(-1)!);
    });
  }
}

async function compareAllRows(searches: readonly OpenSearch[], batchViewsMax: number): Promise<void> {
  for (const each of searches) {
    each.unseenCosine = Number.NEGATIVE_INFINITY;
    compareTails(each);
  }
  for (const { segment, visits } of visitsBySegment(searches, batchViewsMax)) {
    const all = await segment.allScores(probesOf(visits));
    visits.forEach(({ of, probeIndex }, index) => {
      const best = of.bestCosines[probeIndex]!;
      for (let row = 0; row < segment.rowCount; row++) raise(best, segment, row, all[index]![row]!);
    });
  }
}

function compareTails({ probes, partitions, bestCosines, seen }: OpenSearch): void {
  probes.forEach((probe, probeIndex) => {
    const best = bestCosines[probeIndex]!;
    for (const { tail } of partitions[probeIndex]!) {
      const scores = tail.scores(probe);
      for (let row = 0; row < scores.length; row++) {
        const { number } = tail.references[row]!.person;
        if (scores[row]! > best[number]!) best[number] = scores[row]!;
        seen.add(number);
      }
    }
  });
}

function raise(best: Float32Array, segment: SealedSegment, row: number, score: number): void {
  const person = segment.persons[row]!;
  if (score > best[person]! && segment.references[row] !== undefined) best[person] = score;
}

type Visit = { readonly of: OpenSearch; readonly probeIndex: number };

/** Which probes visit which segment, in groups of at most `batchViewsMax` views (one probe may have more). */
function visitsBySegment(searches: readonly OpenSearch[], batchViewsMax: number) {
  const bySegment = new Map<SealedSegment, Visit[]>();
  for (const of of searches) {
    of.partitions.forEach((partitions, probeIndex) => {
      for (const segment of partitions.flatMap(({ segments }) => segments)) {
        const visits = bySegment.get(segment);
        if (visits === undefined) bySegment.set(segment, [{ of, probeIndex }]);
        else visits.push({ of, probeIndex });
      }
    });
  }
  return [...bySegment].flatMap(([segment, visits]) =>
    groupsOf(visits, batchViewsMax).map((group) => ({ segment, visits: group })),
  );
}

function groupsOf(visits: readonly Visit[], batchViewsMax: number): readonly (readonly Visit[])[] {
  const viewsMax = Math.max(...visits.map(({ of, probeIndex }) => of.probes[probeIndex]!.views.length));
  const size = Math.max(1, Math.floor(batchViewsMax / viewsMax));
  return Array.from({ length: Math.ceil(visits.length / size) }, (_, index) =>
    visits.slice(index * size, (index + 1) * size),
  );
}

function probesOf(visits: readonly Visit[]): readonly PreparedProbe[] {
  return visits.map(({ of, probeIndex }) => of.probes[probeIndex]!);
}

function* personsSeen(content: GalleryContent, { seen }: OpenSearch): Iterable<HeldPerson> {
  for (const number of seen) yield content.persons[number]!;
}

function rank({ probes, bestCosines, search, unseenCosine }: OpenSearch, persons: Iterable<HeldPerson>) {
  return rankPersons<ScoredReference>(boundPersons(persons, probes, bestCosines), {
    count: Math.max(1, search.candidatesMax),
    unseenBound:
      unseenCosine === Number.NEGATIVE_INFINITY ? unseenCosine : boundOfCosine(probes[0]!, unseenCosine),
    score: (person) => comparePerson(probes, embeddedReferences(person, probes)),
  });
}

/** What a person has that some probe can be compared with, with embeddings read from where they lie. */
function embeddedReferences(person: HeldPerson, probes: readonly PreparedProbe[]): ScoredReference[] {
  return person.references
    .filter(({ position, templateVersion }) =>
      probes.some((probe) => probe.templateVersion === templateVersion && probe.comparable.has(position)),
    )
    .map(({ templateId, position, templateVersion, quality, rows, row }) => ({
      templateId,
      position,
      templateVersion,
      quality,
      embedding: rows.readRow(row).slice(),
    }));
}

function answer(open: OpenSearch, ranked: readonly RankedPerson<ScoredReference>[]): WorkerAnswer {
  const { search, probes, partitions } = open;
  const thresholds = identificationThresholds({
    comparisons: Math.max(0, ...partitions.map(sumOfLive)),
    falsePositiveIdentificationRate: search.falsePositiveIdentificationRate,
  });
  return {
    referencesCompared: sumOfLive([...new Set(partitions.flat())]),
    threshold: thresholds.match,
    candidates: ranked.map(
      ({ person, fusedScore, positions }, index): Candidate => ({
        system: person.system,
        subjectId: person.subjectId,
        rank: index + 1,
        similarityScore: fusedScore,
        decision: decide(fusedScore, thresholds),
        positions: positionScores(probes, positions as readonly ComparedPosition<ScoredReference>[]),
      }),
    ),
  };
}

function sumOfLive(partitions: readonly Partition[]): number {
  return partitions.reduce((sum, { liveCount }) => sum + liveCount, 0);
}
