import type { MinutiaPlaces } from './minutia-places.js';
import { fitMovement, type Movement, movementOf, movePoint, reverse } from './movement.js';
import { DIRECTION_COSINES, DIRECTION_SINES } from './turn-tables.js';

/** Indices into the minutiae of two sides. */
export type MinutiaPair = { readonly probe: number; readonly reference: number };

/** Pairs are indices into the places of both sides, not into their templates. */
export type MinutiaeAlignment = { readonly score: number; readonly pairs: readonly MinutiaPair[] };

/** One side of a comparison: its minutiae, and where its skin touched. */
export type AlignedSide = {
  readonly places: MinutiaPlaces;
  /** In pixels of this side. */
  readonly isOnSkin: (x: number, y: number) => boolean;
};

/**
 * Minutiae of the probe and their most similar ones in the reference each propose a rigid movement of the probe; under it minutiae pair up where they
 * are mutually nearest; the best proposals are fitted again to their own pairs, which takes up the skin's distortion.
 * Score: the square of the pairs' summed weights over the geometric mean of the minutiae that each side has on the
 * other's skin, so that a small overlap is no fault and a few chance pairs count little.
 *
 * `similarities`: one for each minutia of the probe (rows) with each of the reference, at most 1; 0 and less proposes
 * nothing and weighs nothing. Only additions, multiplications, divisions and square roots: the same everywhere.
 */
export function alignMinutiae(
  probe: AlignedSide,
  reference: AlignedSide,
  similarities: Float64Array,
): MinutiaeAlignment {
  const [from, to] = [probe.places, reference.places];
  const pairing = emptyPairing(from, to, similarities);
  const proposals = mostSimilar(similarities, from.count, to.count).map((pair) => {
    const movement = movementOf(from, pair.probe, to, pair.reference);
    return { movement, weight: pairUp(pairing, movement) };
  });
  proposals.sort((a, b) => b.weight - a.weight);
  let best: readonly MinutiaPair[] = [];
  let bestScore = 0;
  for (const proposal of proposals.slice(0, REFITTED)) {
    let movement = proposal.movement;
    for (let round = 0; round <= REFIT_ROUNDS; round++) {
      const weight = pairUp(pairing, movement);
      const pairs = pairsOf(pairing);
      const score = scoreOf(probe, reference, { movement, weight });
      if (score > bestScore) {
        best = pairs;
        bestScore = score;
      }
      if (pairs.length < 2) break;
      movement = fitMovement(from, to, pairs);
    }
  }
  return { score: bestScore, pairs: best };
}

const PROPOSALS = 20;
const REFITTED = 4;
const REFIT_ROUNDS = 1;
/** Farthest that a pair may lie apart after the movement: 0.76 mm, what skin gives way under pressure. */
const REACH_PIXELS = 15;
/** Cosine of 0.4 radians, the widest that directions of a pair may differ. */
const LEAST_COSINE = 0.9210609940028851;
/** Fewer minutiae than this on the common skin count as this many: a tiny overlap proves nothing. */
const LEAST_OVERLAP = 8;

/** Room for one pairing of the two sides, used again for each movement. */
type Pairing = {
  readonly from: MinutiaPlaces;
  readonly to: MinutiaPlaces;
  readonly similarities: Float64Array;
  /** For each strip of `REACH_PIXELS`, from x = 0 on, the first minutia of the reference that lies in it or after it. */
  readonly firstOfStrip: Int16Array;
  /** Unit vectors of the reference's directions. */
  readonly cosineOfReference: Float64Array;
  readonly sineOfReference: Float64Array;
  /** For each minutia of a side the nearest of the other, -1 where none is in reach, and the square of its distance. */
  readonly nearestOfProbe: Int16Array;
  readonly nearestOfReference: Int16Array;
  readonly squareOfProbe: Float64Array;
  readonly squareOfReference: Float64Array;
};

function emptyPairing(from: MinutiaPlaces, to: MinutiaPlaces, similarities: Float64Array): Pairing {
  return {
    from,
    to,
    similarities,
    firstOfStrip: firstOfStrips(to.x),
    cosineOfReference: lookedUp(DIRECTION_COSINES, to.direction),
    sineOfReference: lookedUp(DIRECTION_SINES, to.direction),
    nearestOfProbe: new Int16Array(from.count),
    nearestOfReference: new Int16Array(to.count),
    squareOfProbe: new Float64Array(from.count),
    squareOfReference: new Float64Array(to.count),
  };
}

function lookedUp(table: Float64Array, directions: Uint8Array): Float64Array {
  const values = new Float64Array(directions.length);
  for (let index = 0; index < directions.length; index++) values[index] = table[directions[index]!]!;
  return values;
}

/**
 * Of each minutia of the probe the most similar one of the reference, the most similar pairs first, each of the reference once;
 * equal ones in the order of their indices. Pairs of neighbours would propose much the same movement again.
 */
function mostSimilar(similarities: Float64Array, rows: number, columns: number): MinutiaPair[] {
  const partner = new Int16Array(rows).fill(-1);
  const highest = new Float64Array(rows);
  for (let p = 0; p < rows; p++) {
    for (let r = 0; r < columns; r++) {
      const similarity = similarities[p * columns + r]!;
      if (similarity <= highest[p]!) continue;
      highest[p] = similarity;
      partner[p] = r;
    }
  }
  const descending = Uint16Array.from(partner.keys()).sort((a, b) => highest[b]! - highest[a]! || a - b);
  const isTaken = new Uint8Array(columns);
  const pairs: MinutiaPair[] = [];
  for (const p of descending) {
    const r = partner[p]!;
    if (r < 0 || pairs.length === PROPOSALS) break;
    if (isTaken[r] === 1) continue;
    isTaken[r] = 1;
    pairs.push({ probe: p, reference: r });
  }
  return pairs;
}

/** Pairs minutiae up under a movement of the probe, and weighs the pairs. */
function pairUp(pairing: Pairing, movement: Movement): number {
  findNearest(pairing, movement);
  const { similarities, nearestOfProbe, nearestOfReference, squareOfProbe } = pairing;
  let weight = 0;
  for (let p = 0; p < nearestOfProbe.length; p++) {
    const r = nearestOfProbe[p]!;
    if (r < 0 || nearestOfReference[r] !== p) continue;
    const closeness = 1 - (0.5 * Math.sqrt(squareOfProbe[p]!)) / REACH_PIXELS;
    weight += closeness * Math.max(0, similarities[p * nearestOfReference.length + r]!);
  }
  return weight;
}

function pairsOf({ nearestOfProbe, nearestOfReference }: Pairing): readonly MinutiaPair[] {
  const pairs: MinutiaPair[] = [];
  for (let p = 0; p < nearestOfProbe.length; p++) {
    const r = nearestOfProbe[p]!;
    if (r >= 0 && nearestOfReference[r] === p) pairs.push({ probe: p, reference: r });
  }
  return pairs;
}

function findNearest(pairing: Pairing, movement: Movement): void {
  const { from, to, nearestOfProbe, nearestOfReference, squareOfProbe, squareOfReference } = pairing;
  const { cosine, sine, fromX, fromY, toX, toY } = movement;
  const { x: probeX, y: probeY, direction: probeDirection } = from;
  const { x: referenceX, y: referenceY } = to;
  const { firstOfStrip, cosineOfReference, sineOfReference } = pairing;
  const lastStrip = firstOfStrip.length - 1;
  nearestOfReference.fill(-1);
  squareOfReference.fill(REACH_PIXELS * REACH_PIXELS);
  for (let p = 0; p < probeX.length; p++) {
    const dx = probeX[p]! - fromX;
    const dy = probeY[p]! - fromY;
    const x = toX + cosine * dx + sine * dy;
    const y = toY - sine * dx + cosine * dy;
    const own = probeDirection[p]!;
    const towardsX = DIRECTION_COSINES[own]! * cosine - DIRECTION_SINES[own]! * sine;
    const towardsY = DIRECTION_SINES[own]! * cosine + DIRECTION_COSINES[own]! * sine;
    let nearest = -1;
    let square = REACH_PIXELS * REACH_PIXELS;
    const strip = Math.floor(x / REACH_PIXELS) - 1;
    for (let r = firstOfStrip[Math.max(0, Math.min(strip, lastStrip))]!; r < referenceX.length; r++) {
      const acrossX = referenceX[r]! - x;
      if (acrossX > REACH_PIXELS) break;
      const acrossY = referenceY[r]! - y;
      const distance = acrossX * acrossX + acrossY * acrossY;
      if (distance >= square && distance >= squareOfReference[r]!) continue;
      if (towardsX * cosineOfReference[r]! + towardsY * sineOfReference[r]! < LEAST_COSINE) continue;
      if (distance < square) {
        square = distance;
        nearest = r;
      }
      if (distance < squareOfReference[r]!) {
        squareOfReference[r] = distance;
        nearestOfReference[r] = p;
      }
    }
    nearestOfProbe[p] = nearest;
    squareOfProbe[p] = square;
  }
}

/** Of ascending places. What lies before x = 0, as in a damaged template, counts to the first strip. */
function firstOfStrips(ascending: Float64Array): Int16Array {
  const strips = Math.floor(Math.max(0, ascending.at(-1) ?? 0) / REACH_PIXELS) + 2;
  const first = new Int16Array(strips);
  for (let strip = 1, index = 0; strip < strips; strip++) {
    while (index < ascending.length && ascending[index]! < strip * REACH_PIXELS) index++;
    first[strip] = index;
  }
  return first;
}

function scoreOf(
  probe: AlignedSide,
  reference: AlignedSide,
  { movement, weight }: { readonly movement: Movement; readonly weight: number },
): number {
  const common =
    Math.max(LEAST_OVERLAP, overlap(probe, reference, movement)) *
    Math.max(LEAST_OVERLAP, overlap(reference, probe, reverse(movement)));
  return (weight * weight) / Math.sqrt(common);
}

/** Minutiae of `from` that the movement puts on the skin of `onto`. */
function overlap({ places }: AlignedSide, onto: AlignedSide, movement: Movement): number {
  let count = 0;
  for (let index = 0; index < places.count; index++) {
    const { x, y } = movePoint(movement, places.x[index]!, places.y[index]!);
    if (onto.isOnSkin(x, y)) count++;
  }
  return count;
}
