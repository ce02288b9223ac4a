import { type DescribedMinutiae, onSkin } from './describe-minutiae.js';
import { minutiaSimilarities } from './minutia-similarities.js';
import { fitMovement, type Movement, movementOf, movePoint } from './movement.js';

export type MinutiaeComparison = {
  /** 0 and up; grows with the number and the quality of the pairs, and with their share of the common area. */
  readonly score: number;
  /** Indices into the two templates, pair by pair, for drawing. */
  readonly pairs: readonly { readonly probe: number; readonly reference: number }[];
};

/**
 * Compares two impressions. The most similar pairs of minutiae each propose a rigid movement of the probe; under it
 * minutiae pair up where they are mutually nearest; the best proposals are fitted again to their own pairs, which takes
 * up the skin's distortion. Score: the square of the pairs' summed weights over the geometric mean of the minutiae that
 * each side has on the other's skin, so that a small overlap is no fault and a few chance pairs count little.
 *
 * The same templates give the same score on every machine, as only IEEE 754 operations and V8's own sine are used.
 */
export function compareMinutiae(probe: DescribedMinutiae, reference: DescribedMinutiae): MinutiaeComparison {
  if (probe.count === 0 || reference.count === 0) return { score: 0, pairs: [] };
  const similarities = minutiaSimilarities(probe, reference);
  const proposals = mostSimilar(similarities, reference.count).map((pair) => {
    const movement = movementOf(probe, pair.probe, reference, pair.reference);
    return { movement, ...pairUp(probe, reference, similarities, movement) };
  });
  proposals.sort((a, b) => b.weight - a.weight);
  let best: Alignment | undefined;
  let bestScore = 0;
  for (const proposal of proposals.slice(0, REFITTED)) {
    let alignment: Alignment = proposal;
    for (let round = 0; round <= REFIT_ROUNDS; round++) {
      const score = scoreOf(probe, reference, alignment);
      if (score > bestScore) {
        best = alignment;
        bestScore = score;
      }
      if (round === REFIT_ROUNDS || alignment.pairs.length < 2) break;
      const movement = fitMovement(probe, reference, alignment.pairs);
      alignment = { movement, ...pairUp(probe, reference, similarities, movement) };
    }
  }
  return { score: bestScore, pairs: (best?.pairs ?? []).map((pair) => sourcePair(probe, reference, pair)) };
}

const PROPOSALS = 60;
const REFITTED = 8;
const REFIT_ROUNDS = 1;
/** Farthest that a pair may lie apart after the movement: 0.76 mm, what skin gives way under pressure. */
const REACH_PIXELS = 15;
const REACH_RADIANS = 0.4;
/** Fewer minutiae than this on the common skin count as this many: a tiny overlap proves nothing. */
const LEAST_OVERLAP = 8;

type Pair = { readonly probe: number; readonly reference: number };
type Pairing = { readonly pairs: readonly Pair[]; readonly weight: number };
type Alignment = Pairing & { readonly movement: Movement };

/** The pairs of the highest similarities, best first; equal ones in the order of their indices. */
function mostSimilar(similarities: Float64Array, columns: number): Pair[] {
  const kept: number[] = [];
  for (let index = 0; index < similarities.length; index++) {
    const similarity = similarities[index]!;
    if (similarity <= 0) continue;
    if (kept.length === PROPOSALS && similarity <= similarities[kept[PROPOSALS - 1]!]!) continue;
    let place = kept.length;
    while (place > 0 && similarities[kept[place - 1]!]! < similarity) place--;
    kept.splice(place, 0, index);
    if (kept.length > PROPOSALS) kept.pop();
  }
  return kept.map((index) => ({ probe: Math.floor(index / columns), reference: index % columns }));
}

function pairUp(
  probe: DescribedMinutiae,
  reference: DescribedMinutiae,
  similarities: Float64Array,
  movement: Movement,
): Pairing {
  const nearestOfProbe = new Int16Array(probe.count).fill(-1);
  const nearestOfReference = new Int16Array(reference.count).fill(-1);
  const distanceOfReference = new Float64Array(reference.count).fill(Number.POSITIVE_INFINITY);
  const distanceOfProbe = new Float64Array(probe.count);
  for (let p = 0; p < probe.count; p++) {
    const { x, y } = movePoint(movement, probe.x[p]!, probe.y[p]!);
    const angle = probe.angle[p]! + movement.turn;
    let nearest = REACH_PIXELS * REACH_PIXELS;
    for (let r = firstFrom(reference.x, x - REACH_PIXELS); r < reference.count; r++) {
      const dx = reference.x[r]! - x;
      if (dx > REACH_PIXELS) break;
      const dy = reference.y[r]! - y;
      const distance = dx * dx + dy * dy;
      if (distance >= REACH_PIXELS * REACH_PIXELS) continue;
      if (Math.cos(reference.angle[r]! - angle) < LEAST_COSINE) continue;
      if (distance < nearest) {
        nearest = distance;
        nearestOfProbe[p] = r;
      }
      if (distance < distanceOfReference[r]!) {
        distanceOfReference[r] = distance;
        nearestOfReference[r] = p;
      }
    }
    distanceOfProbe[p] = nearest;
  }
  const pairs: Pair[] = [];
  let weight = 0;
  for (let p = 0; p < probe.count; p++) {
    const r = nearestOfProbe[p]!;
    if (r < 0 || nearestOfReference[r] !== p) continue;
    const closeness = 1 - (0.5 * Math.sqrt(distanceOfProbe[p]!)) / REACH_PIXELS;
    weight += closeness * Math.max(0, similarities[p * reference.count + r]!);
    pairs.push({ probe: p, reference: r });
  }
  return { pairs, weight };
}

const LEAST_COSINE = Math.cos(REACH_RADIANS);

/** Index of the first of ascending values that is not below `least`. */
function firstFrom(values: Float64Array, least: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function scoreOf(probe: DescribedMinutiae, reference: DescribedMinutiae, alignment: Alignment): number {
  const { turn, cosine, sine, fromX, fromY, toX, toY } = alignment.movement;
  const back = { turn: -turn, cosine, sine: -sine, fromX: toX, fromY: toY, toX: fromX, toY: fromY };
  const common =
    Math.max(LEAST_OVERLAP, overlap(probe, reference, alignment.movement)) *
    Math.max(LEAST_OVERLAP, overlap(reference, probe, back));
  return (alignment.weight * alignment.weight) / Math.sqrt(common);
}

/** Minutiae of `from` that the movement puts on the skin of `onto`. */
function overlap(from: DescribedMinutiae, onto: DescribedMinutiae, movement: Movement): number {
  let count = 0;
  for (let index = 0; index < from.count; index++) {
    const { x, y } = movePoint(movement, from.x[index]!, from.y[index]!);
    if (onSkin(onto.template, x, y)) count++;
  }
  return count;
}

function sourcePair(probe: DescribedMinutiae, reference: DescribedMinutiae, pair: Pair): Pair {
  return { probe: probe.source[pair.probe]!, reference: reference.source[pair.reference]! };
}
