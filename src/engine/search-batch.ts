/**
 * Several searches at once over everything a search thread holds.
 *
 * 1. Each segment and each tail is run once for all probes that have to be compared with it. A search with one probe
 *    asks for the best of each group of rows and scores the rows of the best groups; one with several needs every
 *    score, as the best person by ten fingers need not be near the top with any of them, and so does a list of thousands.
 * 2. Best cosines give upper bounds of persons; persons are scored exactly, with all their references, until the next
 *    bound can neither enter the list nor be an overflow (`rank-persons.ts`).
 *    A list of thousands takes its time, and gives others a turn in between.
 * 3. Where the best groups do not prove the list (erased rows, excluded persons and origins, many rows of few persons),
 *    more of them are looked at, and in the end the search is done again with every score. The answer is that of
 *    comparing every reference exactly; only the way is shorter.
 */
import type { ChosenPosition } from '../matching/compare-person.js';
import { decide } from '../matching/decision.js';
import { positionScores } from '../matching/position-scores.js';
import { LIMITS } from '../platform/limits.js';
import type { Candidate, GallerySearch } from '../workflows/ports/gallery.js';
import { compareAllRows, wideGroups } from './compare-all-rows.js';
import { compareTopRows, isShortList } from './compare-top-rows.js';
import type { GalleryContent } from './gallery-content.js';
import { type OpenSearch, openSearch } from './open-search.js';
import type { Ranking } from './rank-persons.js';
import type { ScoredReference } from './score-person.js';
import type { WorkerAnswer } from './search-worker-protocol.js';
import type { TailSession } from './tail-session.js';

export type BatchOptions = {
  readonly tailSession: TailSession;
  /** Most that a cosine of a segment is off. */
  readonly cosineError: number;
  /** Views of one run. */
  readonly batchViewsMax: number;
  /** Memory for the best cosines of everybody, of searches that need them at once. */
  readonly personScoresBytesMax: number;
  /**
   * Called now and then while a long list is made. What it awaits may change `content`: such a list is of the references there were, with
   * some of what came since and without some of what is gone since.
   */
  readonly turn: () => Promise<void>;
  /** Whether somebody still waits for the answer: one that is given up meanwhile is left at its next turn, or not begun. */
  readonly isWanted: (search: GallerySearch) => boolean;
};

/**
 * Answers as they are found, with the index of the search: short lists first, so that nobody waits for the long one of another. None
 * of a long list that is given up. The state of the gallery is added by who knows it.
 */
export async function* searchBatch(
  content: GalleryContent,
  searches: readonly GallerySearch[],
  options: BatchOptions,
): AsyncGenerator<readonly [index: number, answer: WorkerAnswer]> {
  const open = searches.map((search) => openSearch(content, search));
  for await (const [each, ranking] of rankAll(content, open, options)) {
    const found = await answer(each, ranking, options);
    if (found !== undefined) yield [open.indexOf(each), found];
  }
}

async function* rankAll(
  content: GalleryContent,
  open: readonly OpenSearch[],
  options: BatchOptions,
): AsyncGenerator<readonly [OpenSearch, Ranking<ScoredReference>]> {
  const narrow = open.filter(
    ({ probes, search }) => probes.length === 1 && isShortList(search.candidatesMax),
  );
  const rankings = await compareTopRows(content, narrow, options);
  yield* rankings;
  const isRanked = new Set(rankings.map(([each]) => each));
  const wide = open
    .filter((each) => !isRanked.has(each))
    .sort((a, b) => a.search.candidatesMax - b.search.candidatesMax);
  for (const group of wideGroups(content, wide, options.personScoresBytesMax)) {
    const wanted = group.filter(({ search }) => options.isWanted(search));
    if (wanted.length > 0) yield* compareAllRows(content, wanted, options);
  }
}

/** `undefined` where it is given up. */
async function answer(
  {
    search,
    probes,
    comparisons,
    referencesCompared,
    referencesOfOtherVersions,
    ofSystems,
    thresholds,
  }: OpenSearch,
  { ranked, overflow }: Ranking<ScoredReference>,
  { turn, isWanted }: BatchOptions,
): Promise<WorkerAnswer | undefined> {
  const candidates: Candidate[] = [];
  for (const { system, subjectId, fusedScore, positions } of ranked) {
    candidates.push({
      system,
      subjectId,
      rank: candidates.length + 1,
      similarityScore: fusedScore,
      decision: decide(fusedScore, thresholds),
      positions: positionScores(probes, positions as readonly ChosenPosition<ScoredReference>[]),
    });
    if (candidates.length % LIMITS.candidatesOfPart !== 0) continue;
    await turn();
    if (!isWanted(search)) return undefined;
  }
  return {
    referencesCompared,
    comparisons,
    ...(referencesOfOtherVersions === 0
      ? {}
      : {
          referencesNotCompared: [
            { reason: 'template-version' as const, references: referencesOfOtherVersions },
          ],
        }),
    ofSystems,
    threshold: thresholds.match,
    overflow,
    candidates,
  };
}
