import type {
  ComparedOfSystem,
  GalleryAnswer,
  GallerySearch,
  ReferencesNotCompared,
  SearchTail,
  ShardAnswer,
  ShardNotCompared,
} from '../workflows/ports/gallery.js';
import { compareCandidates } from './candidate-order.js';
import { decideCandidate, identificationThresholds } from './decision.js';
import { sumCompared } from './sum-compared.js';

/**
 * One answer out of those of shards, each of which holds all references of some persons: candidates, ranks, decisions
 * and threshold are those of one gallery that holds what all of them hold. A fused score belongs to one person and is
 * the same wherever that person lies; the threshold rests on how many references each probe was compared with, so the
 * shards' own thresholds and decisions are dropped and made again from the sums.
 *
 * The second stage is done by each shard, for its own best: what it left out is counted over all of them.
 *
 * Shards are asked for one candidate more than `candidatesMax`: then whoever is at or above the threshold and not listed
 * here stands in some shard's list, and the overflow is exact. The snapshot names that of every shard; a shard that is missing is named without one.
 */
export function mergeGalleryAnswers(
  answers: readonly ShardAnswer[],
  search: Pick<GallerySearch, 'candidatesMax' | 'falsePositiveIdentificationRate'>,
  missing: readonly ShardNotCompared[],
): GalleryAnswer {
  const parts = [...answers].sort((a, b) => a.shard - b.shard);
  const comparisons = sumPerProbe(parts.map(({ answer }) => answer.comparisons));
  const thresholds = identificationThresholds({
    comparisons: Math.max(0, ...comparisons),
    falsePositiveIdentificationRate: search.falsePositiveIdentificationRate,
    tails: tailsOf(parts),
  });
  const shardsNotCompared = notCompared(parts, missing);
  const referencesNotCompared = sumByReason(parts);
  const ofSystems = sumOfSystems(parts);
  const secondStage = sumOfSecondStages(parts);
  const mirrored = mergeMirrored(parts, search, missing);
  const candidates = parts
    .flatMap(({ answer }) => answer.candidates)
    .map((candidate) => ({ ...candidate, fusedScore: candidate.similarityScore }))
    .sort(compareCandidates)
    .map(({ fusedScore, ...candidate }, index) => ({
      ...candidate,
      rank: index + 1,
      decision: decideCandidate(candidate, thresholds),
    }));
  return {
    snapshot: snapshotOf(parts, missing),
    complete: missing.length === 0 && parts.every(({ answer }) => answer.complete),
    referencesCompared: parts.reduce((sum, { answer }) => sum + answer.referencesCompared, 0),
    comparisons,
    threshold: thresholds.match,
    candidates: candidates.slice(0, search.candidatesMax),
    overflow: candidates.slice(search.candidatesMax).some(({ decision }) => decision === 'match'),
    ...(referencesNotCompared.length === 0 ? {} : { referencesNotCompared }),
    ...(ofSystems === undefined ? {} : { ofSystems }),
    ...(shardsNotCompared.length === 0 ? {} : { shardsNotCompared }),
    ...(secondStage === undefined ? {} : { secondStage }),
    ...(mirrored === undefined ? {} : { mirrored }),
  };
}

/** What the mirror images found in all shards: an answer of its own, under a threshold of its own, with everybody who is in it. */
function mergeMirrored(
  parts: readonly ShardAnswer[],
  { falsePositiveIdentificationRate }: Pick<GallerySearch, 'falsePositiveIdentificationRate'>,
  missing: readonly ShardNotCompared[],
): GalleryAnswer | undefined {
  const mirrored = parts.flatMap(({ shard, answer }) =>
    answer.mirrored ? [{ shard, answer: answer.mirrored }] : [],
  );
  if (mirrored.length === 0) return undefined;
  const candidatesMax = mirrored.reduce((sum, { answer }) => sum + answer.candidates.length, 0);
  return mergeGalleryAnswers(mirrored, { candidatesMax, falsePositiveIdentificationRate }, missing);
}

/** Of all shards or of none: a shard without one has strangers too. */
function tailsOf(parts: readonly ShardAnswer[]): readonly SearchTail[] {
  const tails = parts.flatMap(({ answer: { tail } }) => tail ?? []);
  return tails.length === parts.length ? tails : [];
}

/** Each shard compares its own best again. */
function sumOfSecondStages(parts: readonly ShardAnswer[]): GalleryAnswer['secondStage'] {
  const stages = parts.flatMap(({ answer }) => answer.secondStage ?? []);
  if (stages.length === 0) return undefined;
  const personsLate = stages.reduce((sum, stage) => sum + (stage.personsLate ?? 0), 0);
  return {
    ...(personsLate === 0 ? {} : { personsLate }),
    personsCompared: stages.reduce((sum, { personsCompared }) => sum + personsCompared, 0),
    personsNotCompared: stages.reduce((sum, { personsNotCompared }) => sum + personsNotCompared, 0),
  };
}

function sumPerProbe(counts: readonly (readonly number[])[]): readonly number[] {
  const probeCount = Math.max(0, ...counts.map(({ length }) => length));
  return Array.from({ length: probeCount }, (_, probe) =>
    counts.reduce((sum, ofShard) => sum + (ofShard[probe] ?? 0), 0),
  );
}

function sumByReason(parts: readonly ShardAnswer[]): readonly ReferencesNotCompared[] {
  const all = parts.flatMap(({ answer }) => answer.referencesNotCompared ?? []);
  const reasons = [...new Set(all.map(({ reason }) => reason))].sort();
  return reasons.map((reason) => ({
    reason,
    references: all.reduce((sum, each) => (each.reason === reason ? sum + each.references : sum), 0),
  }));
}

/** Of all shards or of none: what one of an earlier release left out nobody could assign. */
function sumOfSystems(parts: readonly ShardAnswer[]): readonly ComparedOfSystem[] | undefined {
  if (parts.length === 0 || parts.some(({ answer }) => answer.ofSystems === undefined)) return undefined;
  return sumCompared(parts.flatMap(({ answer }) => answer.ofSystems!));
}

/** Shards without an answer, and what shards say of themselves that answered while they were being loaded. */
function notCompared(
  parts: readonly ShardAnswer[],
  missing: readonly ShardNotCompared[],
): readonly ShardNotCompared[] {
  return [...parts.flatMap(({ answer }) => answer.shardsNotCompared ?? []), ...missing].sort(
    (a, b) => a.shard - b.shard,
  );
}

function snapshotOf(parts: readonly ShardAnswer[], missing: readonly ShardNotCompared[]): string {
  const names = [
    ...parts.map(({ shard, answer }) => ({ shard, name: answer.snapshot })),
    ...missing.map(({ shard }) => ({ shard, name: 'missing' })),
  ];
  return names
    .sort((a, b) => a.shard - b.shard)
    .map(({ shard, name }) => `${shard}:${name}`)
    .join(',');
}
