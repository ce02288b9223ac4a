import { interpolateKnots } from '../interpolate-knots.js';
import {
  DIRECTION_WEIGHTS,
  LEAST_EVIDENCE,
  PLACE_WEIGHTS,
  RIDGES_WEIGHTS,
  SAME_TYPE_WEIGHT,
  UNPAIRED_WEIGHT,
} from './alignment-weights.js';
import type { AlignmentMeasures } from './measure-alignment.js';

/**
 * Evidence that two impressions which lie on one another are of one finger: what each pair adds by how well it fits the
 * others, less what minutiae without a pair cost where both have skin, and how well the ridges agree. Weights are those of
 * a logistic regression on held-out synthetic fingers (`alignment-weights.ts`), so differences of scores are about log odds.
 *
 * 0 and up; half of all strangers have 0. A small overlap in which everything fits proves little, however little speaks against it:
 * no pair counts more than `EVIDENCE_PER_PAIR`, and those that the movement is made of nothing.
 */
export function weighAlignment(measures: AlignmentMeasures): number {
  const { apart, turned, sameType, unpaired, ridgesApart } = measures;
  let evidence = -LEAST_EVIDENCE;
  for (let pair = 0; pair < apart.length; pair++) {
    evidence += interpolateKnots(PLACE_WEIGHTS, apart[pair]!);
    evidence += interpolateKnots(DIRECTION_WEIGHTS, turned[pair]!);
  }
  evidence += SAME_TYPE_WEIGHT * sameType + UNPAIRED_WEIGHT * unpaired;
  evidence += interpolateKnots(RIDGES_WEIGHTS, ridgesApart);
  return Math.max(0, Math.min(evidence, EVIDENCE_PER_PAIR * (apart.length - PAIRS_OF_MOVEMENT)));
}

/** Two pairs lie on one another under some movement whoever's they are. */
const PAIRS_OF_MOVEMENT = 2;
/**
 * That a minutia of a stranger lies within 3 px and 10 degrees of a given place has, at 30 minutiae in 100 mm2, a chance of about
 * one in a hundred, 4.8 nats; less, as there are about six to choose from.
 */
const EVIDENCE_PER_PAIR = 3;
