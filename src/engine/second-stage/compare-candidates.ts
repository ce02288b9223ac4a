/**
 * The second stage of a search. Whom it takes: in the order of the first stage, everybody whose fused score reaches the
 * bound where chance alone brings as many as it takes at most (`depthOf`). Further down the first stage speaks against them.
 * How many that is depends on how sure the first stage is, which is how many fingers it saw, and on whether somebody
 * waits. Who is left out although above the bound is counted. What was compared
 * is decided by both stages, all else by the first, which may not call it a match (`decideCandidate`); both keep the bound
 * on false positives (`matching/pair-evidence.ts`), so they stand in one list.
 *
 * The same answer of the first stage and the same templates give the same answer, unless time runs out, which is said.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { modalityOf } from '../../domain/positions.js';
import { compareCandidates } from '../../matching/candidate-order.js';
import {
  decideCandidate,
  identificationThresholds,
  isComparedByRidges,
  type Thresholds,
} from '../../matching/decision.js';
import { rankEvidence } from '../../matching/rank-evidence.js';
import { fitSearchTail } from '../../matching/search-tail.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { createLimitedRoom } from '../../platform/limited-room.js';
import { LIMITS } from '../../platform/limits.js';
import type { Candidate, GalleryAnswer, PositionScore, SearchTail } from '../../workflows/ports/gallery.js';
import type {
  MinutiaeScore,
  NoMinutiaeReason,
  SecondStage,
  SecondStageFacts,
  SecondStageSearch,
} from '../../workflows/ports/second-stage.js';
import { compareInSlices, type SliceOptions } from './compare-in-slices.js';
import { referencesOf, withinPairs, withoutFurther } from './further-references.js';
import type { MinutiaePool } from './minutiae-pool.js';

export function createSecondStage(pool: MinutiaePool, sliceOptions: SliceOptions = {}): SecondStage {
  const room = createLimitedRoom(LIMITS.deepSearchesMax);
  return {
    wanted: ({ candidatesMax, ...search }) =>
      hasMinutiae(search.probes)
        ? {
            // One more than it takes: it shows that there are more.
            candidatesMax: Math.max(candidatesMax, depthOf(search).taken + 1),
            furtherReferencesMax: LIMITS.secondStageFurtherReferencesMax,
          }
        : { candidatesMax },
    inTurn: (search, work, signal) => (isDeep(search) ? room.within(work, signal) : work()),
    async compare(answer, search, signal) {
      if (!hasMinutiae(search.probes)) return answer;
      const selected = selectedOf(answer, search);
      const { probes, minutiaeOf, latencyClass } = search;
      const ofClassMs = latencyClass === 'bulk' ? LIMITS.secondStageBulkMs : LIMITS.secondStageMs;
      const limitMs = search.secondStageMs ?? ofClassMs;
      const options = { ...sliceOptions, probes, minutiaeOf, limitMs, signal };
      const compared = await compareInSlices(pool, selected, options);
      const references = selected.map(({ positions: [position] }) =>
        position === undefined ? 1 : referencesOf(position).length,
      );
      const placed = withRankEvidence({ compared, references }, answer, search);
      const facts = factsOf(answer, compared, search);
      // Each of both is some 20 ms with thousands.
      await nextTurn();
      const others = answer.candidates.slice(selected.length).map(notSelected);
      return rankAnew(answer, [...placed, ...others], { ...search, facts });
    },
  };
}

type Search = Parameters<SecondStage['compare']>[1];

function hasMinutiae(probes: readonly ProbeTemplate[]): boolean {
  return probes.some(({ minutiae }) => minutiae !== undefined);
}

/** Its lists are of thousands, and take their time. */
function isDeep(search: SecondStageSearch): boolean {
  return hasMinutiae(search.probes) && depthOf(search).taken > LIMITS.secondStagePersonsMax;
}

/**
 * `persons`: how far down of the first stage a mate is looked for. `taken`: how many persons the limits allow for,
 * whoever they are.
 */
function depthOf({ probes, latencyClass, secondStagePersons }: SecondStageSearch): {
  readonly persons: number;
  readonly taken: number;
} {
  if (secondStagePersons !== undefined) return { persons: secondStagePersons, taken: secondStagePersons };
  const fingers = probes.filter(({ minutiae }) => minutiae !== undefined).length;
  if (latencyClass === 'bulk' && fingers <= LIMITS.secondStageWeakFingersMax) {
    const persons = Math.floor(LIMITS.secondStageBulkPairsMax / fingers);
    return { persons, taken: persons };
  }
  const taken = Math.min(LIMITS.secondStagePersonsMax, Math.floor(LIMITS.secondStagePairsMax / fingers));
  return { persons: LIMITS.secondStagePersonsMax, taken };
}

/** The first so many candidates; the order of the first stage is that of their scores. */
function selectedOf(answer: GalleryAnswer, search: SecondStageSearch): readonly Candidate[] {
  const { taken } = depthOf(search);
  const selected = answer.candidates.slice(0, taken).filter(isAboveBound(answer, search));
  // As many again as there would be without them, if everybody took part.
  return withinPairs(selected, taken * search.probes.length);
}

/** Where a candidate of the first stage is not worth comparing again. */
function isAboveBound(
  { comparisons }: GalleryAnswer,
  search: SecondStageSearch,
): (candidate: Candidate) => boolean {
  const bound = Math.log(Math.max(1, ...comparisons)) - Math.log(depthOf(search).persons);
  return ({ similarityScore }) => similarityScore >= bound;
}

function isFinger({ probePosition }: PositionScore): boolean {
  return modalityOf(probePosition) === 'fingerprint';
}

/** What the place in the first stage adds (`matching/rank-evidence.ts`), to who was compared by the ridges of one finger. */
function withRankEvidence(
  {
    compared,
    references,
  }: { readonly compared: readonly Candidate[]; readonly references: readonly number[] },
  { comparisons }: GalleryAnswer,
  search: SecondStageSearch,
): readonly Candidate[] {
  if (!placesCount(search)) return compared;
  const ofRank = rankEvidence({
    comparisons: Math.max(0, ...comparisons),
    secondStagePersons: depthOf(search).taken,
  });
  return compared.map((candidate, index) => {
    const isCompared = candidate.positions.some(({ minutiae }) => minutiae && isComparedByRidges(minutiae));
    const nats = isCompared ? ofRank(index + 1, references[index]) : 0;
    return nats === 0
      ? candidate
      : { ...candidate, similarityScore: candidate.similarityScore + nats, rankEvidence: nats };
  });
}

function placesCount({ probes }: Pick<SecondStageSearch, 'probes'>): boolean {
  return probes.length === 1;
}

function notSelected(candidate: Candidate): Candidate {
  const minutiae = { kind: 'not-compared', reason: 'not-selected' } as const;
  const { positions, ...rest } = withoutFurther(candidate);
  return {
    ...rest,
    positions: positions.map((position) => (isFinger(position) ? { ...position, minutiae } : position)),
  };
}

function factsOf(
  answer: GalleryAnswer,
  compared: readonly Candidate[],
  search: SecondStageSearch,
): SecondStageFacts {
  const has = (candidate: Candidate, is: (score: MinutiaeScore) => boolean) =>
    candidate.positions.some(({ minutiae }) => minutiae !== undefined && is(minutiae));
  const left = answer.candidates.slice(depthOf(search).taken).filter(isAboveBound(answer, search));
  const leftFor = (reason: NoMinutiaeReason) => (candidate: Candidate) =>
    has(candidate, (score) => score.kind === 'not-compared' && score.reason === reason);
  const late = compared.filter(leftFor('late'));
  const otherVersion = compared.filter((each) => leftFor('minutiae-version')(each) && !late.includes(each));
  return {
    personsCompared: compared.filter((candidate) => has(candidate, ({ kind }) => kind === 'compared')).length,
    personsNotCompared: left.length + late.length + otherVersion.length,
    ...(late.length === 0 ? {} : { personsLate: late.length }),
  };
}

function rankAnew(
  answer: GalleryAnswer,
  candidates: readonly Candidate[],
  options: Pick<Search, 'probes' | 'candidatesMax' | 'falsePositiveIdentificationRate'> & {
    readonly facts: SecondStageFacts;
  },
): GalleryAnswer {
  const tail = placesCount(options) ? undefined : tailOfFirstStage(answer);
  const thresholds: Thresholds = identificationThresholds({
    comparisons: Math.max(0, ...answer.comparisons),
    falsePositiveIdentificationRate: options.falsePositiveIdentificationRate,
    tails: tail === undefined ? [] : [tail],
  });
  // Of the many only what their order needs, as the event loop waits meanwhile.
  const ranked = candidates
    .map((candidate) => {
      const { system, subjectId, similarityScore } = candidate;
      return { system, subjectId, fusedScore: similarityScore, candidate };
    })
    .sort(compareCandidates);
  const decided = ({ candidate }: (typeof ranked)[number]) => decideCandidate(candidate, thresholds);
  const { candidatesMax, facts } = options;
  return {
    ...answer,
    ...(tail === undefined ? {} : { tail }),
    threshold: thresholds.match,
    candidates: ranked
      .slice(0, candidatesMax)
      .map((each, index) => ({ ...each.candidate, rank: index + 1, decision: decided(each) })),
    overflow: answer.overflow || ranked.slice(candidatesMax).some((each) => decided(each) === 'match'),
    secondStage: facts,
  };
}

/**
 * Before what was compared again has other scores. Of as many as an interactive search by one finger asks for: a longer list is no
 * other threshold. Not where places count (`withRankEvidence`), which say the same: with both, searches of one finger among
 * 13,177 returned 2.2 % strangers where 1 % was asked, with places alone 1.4 % (models/fingerprint-embedding.md).
 */
function tailOfFirstStage({ candidates }: GalleryAnswer): SearchTail | undefined {
  const strongest = candidates.slice(0, LIMITS.secondStagePersonsMax + 1);
  return fitSearchTail(strongest.map(({ similarityScore }) => similarityScore));
}
