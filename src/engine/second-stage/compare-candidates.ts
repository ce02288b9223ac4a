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
import { modalityOf } from '../../domain/positions.js';
import { compareCandidates } from '../../matching/candidate-order.js';
import {
  decideCandidate,
  identificationThresholds,
  isComparedByRidges,
  type Thresholds,
} from '../../matching/decision.js';
import { fusePositions } from '../../matching/fusion.js';
import { pairEvidence } from '../../matching/pair-evidence.js';
import { rankEvidence } from '../../matching/rank-evidence.js';
import { fitSearchTail } from '../../matching/search-tail.js';
import type { ProbeTemplate } from '../../matching/template.js';
import { LIMITS } from '../../platform/limits.js';
import type { Candidate, GalleryAnswer, PositionScore, SearchTail } from '../../workflows/ports/gallery.js';
import type {
  MinutiaeScore,
  SecondStage,
  SecondStageFacts,
  SecondStageSearch,
} from '../../workflows/ports/second-stage.js';
import type { MinutiaePool, MinutiaeQuestion } from './minutiae-pool.js';
import { scoreOfResult, whyNotCompared } from './pairs-to-compare.js';

export function createSecondStage(pool: MinutiaePool): SecondStage {
  return {
    personsWanted: ({ candidatesMax, ...search }) =>
      // One more than it takes: it shows that there are more.
      hasMinutiae(search.probes) ? Math.max(candidatesMax, depthOf(search).taken + 1) : candidatesMax,
    templatesWanted: (answer, search) =>
      hasMinutiae(search.probes)
        ? selectedOf(answer, search).flatMap(({ positions }) =>
            positions.filter(isFinger).map(({ templateId }) => templateId),
          )
        : [],
    async compare(answer, search, signal) {
      if (!hasMinutiae(search.probes)) return answer;
      const selected = selectedOf(answer, search);
      const compared = await compareSelected(pool, selected, search, signal);
      const placed = withRankEvidence(compared, answer, search);
      const others = answer.candidates.slice(selected.length).map(notSelected);
      return rankAnew(answer, [...placed, ...others], {
        ...search,
        facts: factsOf(answer, compared, search),
      });
    },
  };
}

type Search = Parameters<SecondStage['compare']>[1];

function hasMinutiae(probes: readonly ProbeTemplate[]): boolean {
  return probes.some(({ minutiae }) => minutiae !== undefined);
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
  return answer.candidates.slice(0, depthOf(search).taken).filter(isAboveBound(answer, search));
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

/** One finger of one candidate that both sides have minutiae of. */
type Pair = { readonly candidate: number; readonly position: number; readonly templateVersion: string };

async function compareSelected(
  pool: MinutiaePool,
  selected: readonly Candidate[],
  search: Search,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const scores = selected.map(({ positions }) => positions.map((): MinutiaeScore | undefined => undefined));
  const { pairs, question } = pairsToCompare(selected, search, scores);
  const results = pairs.length === 0 ? [] : await pool.compare(question, signal);
  pairs.forEach(({ candidate, position, templateVersion }, index) => {
    scores[candidate]![position] = scoreOfResult(results[index], templateVersion);
  });
  return selected.map((candidate, index) => scoredAnew(candidate, scores[index]!));
}

/** Why a pair cannot be compared is written into `scores` at once. */
function pairsToCompare(
  selected: readonly Candidate[],
  { probes, minutiae, latencyClass }: Search,
  scores: readonly (MinutiaeScore | undefined)[][],
): { readonly pairs: readonly Pair[]; readonly question: MinutiaeQuestion } {
  const withViews = probes.filter(({ views }) => views.length > 0);
  const pairs: Pair[] = [];
  const asked: { probe: number; reference: number }[] = [];
  const references: Uint8Array[] = [];
  selected.forEach(({ positions }, candidate) => {
    positions.forEach((scored, position) => {
      if (!isFinger(scored) || scored.probeIndex === undefined) return;
      const sides = {
        probe: withViews[scored.probeIndex]!.minutiae,
        reference: minutiae.get(scored.templateId),
      };
      const reason = whyNotCompared(sides);
      if (reason !== undefined) {
        scores[candidate]![position] = reason;
        return;
      }
      pairs.push({ candidate, position, templateVersion: sides.reference!.templateVersion });
      asked.push({ probe: scored.probeIndex, reference: references.push(sides.reference!.bytes) - 1 });
    });
  });
  const probeBytes = withViews.map((probe) => probe.minutiae?.bytes ?? NO_BYTES);
  return {
    pairs,
    question: {
      probes: probeBytes,
      references,
      pairs: asked,
      limitMs: latencyClass === 'bulk' ? LIMITS.secondStageBulkMs : LIMITS.secondStageMs,
    },
  };
}

const NO_BYTES = new Uint8Array();

function scoredAnew(candidate: Candidate, scores: readonly (MinutiaeScore | undefined)[]): Candidate {
  const positions = candidate.positions.map((position, index) => withMinutiae(position, scores[index]));
  if (!scores.some((score) => score?.kind === 'compared')) {
    return { ...candidate, positions: positions.map(({ position }) => position) };
  }
  return {
    ...candidate,
    similarityScore: fusePositions(positions.map(({ evidence }) => evidence)),
    positions: positions.map(({ position }) => position),
  };
}

/** What the place in the first stage adds (`matching/rank-evidence.ts`), to who was compared by the ridges of one finger. */
function withRankEvidence(
  compared: readonly Candidate[],
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
    const nats = isCompared ? ofRank(index + 1) : 0;
    return nats === 0
      ? candidate
      : { ...candidate, similarityScore: candidate.similarityScore + nats, rankEvidence: nats };
  });
}

function placesCount({ probes }: Pick<SecondStageSearch, 'probes'>): boolean {
  return probes.length === 1;
}

function withMinutiae(position: PositionScore, minutiae: MinutiaeScore | undefined) {
  const { similarityScore, probeQuality, referenceQuality } = position;
  const evidence = pairEvidence({
    modality: modalityOf(position.probePosition),
    similarityScore,
    ...(minutiae === undefined ? {} : { minutiae: minutiae.kind === 'compared' ? minutiae : 'not-compared' }),
    probeQuality,
    referenceQuality,
  });
  const { logLikelihoodRatio } = evidence;
  const scored = minutiae === undefined ? position : { ...position, logLikelihoodRatio, minutiae };
  return { evidence, position: scored };
}

function notSelected(candidate: Candidate): Candidate {
  const minutiae = { kind: 'not-compared', reason: 'not-selected' } as const;
  return {
    ...candidate,
    positions: candidate.positions.map((position) =>
      isFinger(position) ? { ...position, minutiae } : position,
    ),
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
  const late = compared.filter((candidate) =>
    has(candidate, (score) => score.kind === 'not-compared' && score.reason === 'late'),
  );
  return {
    personsCompared: compared.filter((candidate) => has(candidate, ({ kind }) => kind === 'compared')).length,
    personsNotCompared: left.length + late.length,
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
  const ranked = candidates
    .map((candidate) => ({ ...candidate, fusedScore: candidate.similarityScore }))
    .sort(compareCandidates)
    .map(({ fusedScore, ...candidate }, index) => ({
      ...candidate,
      rank: index + 1,
      decision: decideCandidate(candidate, thresholds),
    }));
  const { candidatesMax, facts } = options;
  return {
    ...answer,
    ...(tail === undefined ? {} : { tail }),
    threshold: thresholds.match,
    candidates: ranked.slice(0, candidatesMax),
    overflow: answer.overflow || ranked.slice(candidatesMax).some(({ decision }) => decision === 'match'),
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
