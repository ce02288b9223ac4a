import type { MinutiaPair } from './align-minutiae.js';
import { compareRidges, type RidgeComparison } from './compare-ridges.js';
import { type DescribedMinutiae, onSkin } from './describe-minutiae.js';
import { movementNear, type PairedPlaces, pairedPlaces } from './local-movement.js';
import { fitMovement, type Movement, movePoint, reverse } from './movement.js';
import { DIRECTION_COSINES, DIRECTION_SINES } from './turn-tables.js';

/** What minutiae show once two impressions lie on one another. */
export type PairMeasures = {
  /** For each pair, how far the minutia lies from where the other pairs put it; pixels. */
  readonly apart: Float64Array;
  /** For each pair, how far its direction is from where the other pairs turn it; 0 to 2, twice the sine of half the angle. */
  readonly turned: Float64Array;
  /** Pairs of equal type. */
  readonly sameType: number;
  /** Minutiae of either side without a pair on the other's skin, each as much as its quality, 0 to 1. */
  readonly unpaired: number;
};

/** That, and what the ridges between them show; `weigh-alignment.ts` says what it is worth. */
export type AlignmentMeasures = PairMeasures & RidgeComparison;

/** Two impressions that `pairs` lay on one another. */
export type Alignment = {
  readonly probe: DescribedMinutiae;
  readonly reference: DescribedMinutiae;
  readonly pairs: readonly MinutiaPair[];
  readonly places: PairedPlaces;
  /** Fitted to all pairs. */
  readonly movement: Movement;
};

/** Fewer pairs always fit one another. */
export const LEAST_PAIRS = 3;

/** `pairs` are indices into the places of both sides, `LEAST_PAIRS` at least. */
export function layOn(
  probe: DescribedMinutiae,
  reference: DescribedMinutiae,
  pairs: readonly MinutiaPair[],
): Alignment {
  const places = pairedPlaces(probe, reference, pairs);
  return { probe, reference, pairs, places, movement: fitMovement(probe, reference, pairs) };
}

/**
 * Skin stretches, but smoothly: each pair is held against a movement fitted to the others, near ones most. Pairs of one
 * finger agree so within the error of the places found; chance pairs, each found on its own within reach, do not.
 *
 * Only additions, multiplications, divisions and square roots: the same everywhere.
 */
export function measurePairs({ probe, reference, pairs, places, movement }: Alignment): PairMeasures {
  const apart = new Float64Array(pairs.length);
  const turned = new Float64Array(pairs.length);
  let sameType = 0;
  pairs.forEach(({ probe: p, reference: r }, index) => {
    const at = { x: probe.x[p]!, y: probe.y[p]!, except: index };
    const local = movementNear(places, at, movement);
    const { x, y } = movePoint(local, at.x, at.y);
    const [dx, dy] = [reference.x[r]! - x, reference.y[r]! - y];
    apart[index] = Math.sqrt(dx * dx + dy * dy);
    turned[index] = chordBetween(local, probe.direction[p]!, reference.direction[r]!);
    if (probe.template.type[probe.source[p]!] === reference.template.type[reference.source[r]!]) sameType++;
  });
  const ofProbe = unpairedOn(reference, probe, { movement, paired: pairs.map((pair) => pair.probe) });
  const ofReference = unpairedOn(probe, reference, {
    movement: reverse(movement),
    paired: pairs.map((pair) => pair.reference),
  });
  return { apart, turned, sameType, unpaired: ofProbe + ofReference };
}

export function measureRidges({ probe, reference, places, movement }: Alignment): RidgeComparison {
  return compareRidges(probe.template.ridges, reference.template.ridges, { places, movement });
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
