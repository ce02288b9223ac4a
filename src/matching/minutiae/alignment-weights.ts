/**
 * Written by `fit-alignment-weights` (bench/identification-accuracy), not by hand; but the places of the knots are chosen.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 * Logistic regression on 2242 mated and 106878 non-mated comparisons of 2320 impressions of 800 synthetic fingers
 * that no training saw; seed 1. Images: models/training/finger_images.py --fingers 800 --impressions 3 --seed 911; --pairs 40000.
 */
import type { Knot } from '../interpolate-knots.js';

/** What a pair adds, against the pixels between it and where the other pairs put it. */
export const PLACE_WEIGHTS: readonly Knot[] = [
  [3, 0.936],
  [7, 0.227],
  [11, -0.348],
];

/** What it adds besides, against twice the sine of half the angle between it and where they turn it. */
export const DIRECTION_WEIGHTS: readonly Knot[] = [
  [0.08, 0.069],
  [0.17, 0.057],
  [0.28, -0.118],
  [0.4, -0.629],
];

/** What it adds where both minutiae are of one type. */
export const SAME_TYPE_WEIGHT = 0.165;

/** What a minutia of full quality adds that has no pair and lies on the other's skin. */
export const UNPAIRED_WEIGHT = -0.483;

/** What the ridges add, against one less the mean cosine of twice the angle between them. */
export const RIDGES_WEIGHTS: readonly Knot[] = [
  [0.01, -5.569],
  [0.03, -6.891],
  [0.06, -7.069],
  [0.12, -6.508],
];

/** What a block of common skin adds, against how constant its ridge waves are shifted; a part of a block as much of it. */
export const COHERENCE_WEIGHTS: readonly Knot[] = [
  [0.1, -0.106],
  [0.3, -0.254],
  [0.5, -0.033],
  [0.7, 0.155],
  [0.85, 0.3],
  [1, 0.874],
];

/** Half of the strangers drawn from all have no more; it is where scores begin. */
export const LEAST_EVIDENCE = -14.941;
