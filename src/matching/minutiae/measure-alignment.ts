import { NO_RIDGES, RIDGE_CELL_PIXELS } from '../../domain/minutiae-template.js';
import type { MinutiaPair } from './align-minutiae.js';
import { type DescribedMinutiae, onSkin } from './describe-minutiae.js';
import { fitMovement, type Movement, movePoint, reverse } from './movement.js';
import { cosineOfTurn, DIRECTION_COSINES, DIRECTION_SINES, sineOfTurn } from './turn-tables.js';

/** What can be seen once two impressions lie on one another; `weigh-alignment.ts` says what it is worth. */
export type AlignmentMeasures = {
  /** For each pair, how far the minutia lies from where the other pairs put it; pixels. */
  readonly apart: Float64Array;
  /** For each pair, how far its direction is from where the other pairs turn it; 0 to 2, twice the sine of half the angle. */
  readonly turned: Float64Array;
  /** Pairs of equal type. */
  readonly sameType: number;
  /** Minutiae of either side without a pair on the other's skin, each as much as its quality, 0 to 1. */
  readonly unpaired: number;
  /** One less the mean cosine of twice the angle between the ridges where both have skin, 0 to 2; 1 where nowhere. */
  readonly ridgesApart: number;
};

/** Fewer pairs always fit one another. */
export const LEAST_PAIRS = 3;

/**
 * Skin stretches, but smoothly: each pair is held against a movement fitted to the others, near ones most. Pairs of one
 * finger agree so within the error of the places found; chance pairs, each found on its own within reach, do not.
 *
 * `pairs` are indices into the places of both sides, `LEAST_PAIRS` at least. Only additions, multiplications, divisions
 * and square roots: the same everywhere.
 */
export function measureAlignment(
  probe: DescribedMinutiae,
  reference: DescribedMinutiae,
  pairs: readonly MinutiaPair[],
): AlignmentMeasures {
  const movement = fitMovement(probe, reference, pairs);
  const apart = new Float64Array(pairs.length);
  const turned = new Float64Array(pairs.length);
  pairs.forEach((_, index) => {
    const local = localMovement(probe, reference, { pairs, index, movement });
    const { probe: p, reference: r } = pairs[index]!;
    const { x, y } = movePoint(local, probe.x[p]!, probe.y[p]!);
    const [dx, dy] = [reference.x[r]! - x, reference.y[r]! - y];
    apart[index] = Math.sqrt(dx * dx + dy * dy);
    turned[index] = chordBetween(local, probe.direction[p]!, reference.direction[r]!);
  });
  const ofProbe = unpairedOn(reference, probe, { movement, paired: pairs.map((pair) => pair.probe) });
  const ofReference = unpairedOn(probe, reference, {
    movement: reverse(movement),
    paired: pairs.map((pair) => pair.reference),
  });
  return {
    apart,
    turned,
    sameType: pairs.filter(
      (pair) =>
        probe.template.type[probe.source[pair.probe]!] ===
        reference.template.type[reference.source[pair.reference]!],
    ).length,
    unpaired: ofProbe + ofReference,
    ridgesApart: 1 - ridgeAgreement(probe, reference, movement),
  };
}

/** At this distance a pair counts a quarter of what one at the very place would. */
const NEIGHBOURHOOD_PIXELS = 45;
/** What every pair counts, however far. */
const FAR_SHARE = 0.03;
/** The turn of all pairs together counts as if each pair had one at this distance that follows it, squared pixels. */
const COMMON_TURN = 400;

type PairOfMany = {
  readonly pairs: readonly MinutiaPair[];
  readonly index: number;
  readonly movement: Movement;
};

/** Least squares over all pairs but one, weighed by how near they are to it; places are taken from that one. */
function localMovement(
  from: DescribedMinutiae,
  to: DescribedMinutiae,
  { pairs, index, movement }: PairOfMany,
): Movement {
  const { probe, reference } = pairs[index]!;
  const [originX, originY] = [from.x[probe]!, from.y[probe]!];
  const [goalX, goalY] = [to.x[reference]!, to.y[reference]!];
  let [sum, fromX, fromY, toX, toY, along, across] = [0, 0, 0, 0, 0, 0, 0];
  for (let other = 0; other < pairs.length; other++) {
    if (other === index) continue;
    const pair = pairs[other]!;
    const ax = from.x[pair.probe]! - originX;
    const ay = from.y[pair.probe]! - originY;
    const bx = to.x[pair.reference]! - goalX;
    const by = to.y[pair.reference]! - goalY;
    const nearness = 1 / (1 + (ax * ax + ay * ay) / (NEIGHBOURHOOD_PIXELS * NEIGHBOURHOOD_PIXELS));
    const weight = nearness * nearness + FAR_SHARE;
    sum += weight;
    fromX += weight * ax;
    fromY += weight * ay;
    toX += weight * bx;
    toY += weight * by;
    along += weight * (ax * bx + ay * by);
    across += weight * (ay * bx - ax * by);
  }
  fromX /= sum;
  fromY /= sum;
  toX /= sum;
  toY /= sum;
  along += sum * (COMMON_TURN * movement.cosine - fromX * toX - fromY * toY);
  across += sum * (COMMON_TURN * movement.sine - fromY * toX + fromX * toY);
  const length = Math.sqrt(along * along + across * across);
  return {
    cosine: length === 0 ? 1 : along / length,
    sine: length === 0 ? 0 : across / length,
    fromX: originX + fromX,
    fromY: originY + fromY,
    toX: goalX + toX,
    toY: goalY + toY,
  };
}

function chordBetween(
  { cosine, sine }: Movement,
  probeDirection: number,
  referenceDirection: number,
): number {
  const [ownX, ownY] = [DIRECTION_COSINES[probeDirection]!, DIRECTION_SINES[probeDirection]!];
  const acrossX = ownX * cosine - ownY * sine - DIRECTION_COSINES[referenceDirection]!;
  const acrossY = ownY * cosine + ownX * sine - DIRECTION_SINES[referenceDirection]!;
  return Math.sqrt(acrossX * acrossX + acrossY * acrossY);
}

/** Quality of the minutiae without a pair that the movement puts on the other's skin. */
function unpairedOn(
  onto: DescribedMinutiae,
  from: DescribedMinutiae,
  { movement, paired }: { readonly movement: Movement; readonly paired: readonly number[] },
): number {
  const isPaired = new Uint8Array(from.count);
  for (const index of paired) isPaired[index] = 1;
  let unpaired = 0;
  for (let index = 0; index < from.count; index++) {
    if (isPaired[index] === 1) continue;
    const { x, y } = movePoint(movement, from.x[index]!, from.y[index]!);
    if (onSkin(onto.template, x, y)) unpaired += from.template.quality[from.source[index]!]! / 100;
  }
  return unpaired;
}

/** Orientations are 255ths of half a turn: of twice their difference, -254 to 254, cosine and sine. */
const HALF_TURN_PARTS = 255;
const DIFFERENCE_COSINES = Float64Array.from({ length: 509 }, (_, index) => cosineOfTurn(index - 254, 255));
const DIFFERENCE_SINES = Float64Array.from({ length: 509 }, (_, index) => sineOfTurn(index - 254, 255));

function ridgeAgreement(probe: DescribedMinutiae, reference: DescribedMinutiae, movement: Movement): number {
  const { cosine, sine, fromX, fromY, toX, toY } = movement;
  const [own, other] = [probe.template.ridges, reference.template.ridges];
  const doubleCosine = cosine * cosine - sine * sine;
  const doubleSine = 2 * cosine * sine;
  const middle = (RIDGE_CELL_PIXELS - 1) / 2;
  let [cells, sum] = [0, 0];
  for (let row = 0; row < own.rows; row++) {
    const dy = RIDGE_CELL_PIXELS * row + middle - fromY;
    for (let column = 0; column < own.columns; column++) {
      const ofProbe = own.orientation[row * own.columns + column]!;
      if (ofProbe === NO_RIDGES) continue;
      const dx = RIDGE_CELL_PIXELS * column + middle - fromX;
      const atColumn = Math.floor((toX + cosine * dx + sine * dy + 0.5) / RIDGE_CELL_PIXELS);
      const atRow = Math.floor((toY - sine * dx + cosine * dy + 0.5) / RIDGE_CELL_PIXELS);
      if (atColumn < 0 || atRow < 0 || atColumn >= other.columns || atRow >= other.rows) continue;
      const ofReference = other.orientation[atRow * other.columns + atColumn]!;
      if (ofReference === NO_RIDGES) continue;
      const difference = ofProbe - ofReference + HALF_TURN_PARTS - 1;
      cells++;
      sum += DIFFERENCE_COSINES[difference]! * doubleCosine - DIFFERENCE_SINES[difference]! * doubleSine;
    }
  }
  return cells === 0 ? 0 : sum / cells;
}
