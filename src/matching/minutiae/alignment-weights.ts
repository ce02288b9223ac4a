/**
 * Written by `fit-alignment-weights` (bench/identification-accuracy), not by hand; but the places of the knots are chosen.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 * Logistic regression on 4468 mated and 300000 non-mated comparisons of 6942 impressions of 3194 synthetic fingers
 * that no training saw; seed 1. Images: models/training/finger_images.py --impressions 3, --fingers 800 --seed 911 and --impressions 2, --fingers 2400 --seed 913; --pairs 100000.
 */
import type { Knot } from '../interpolate-knots.js';

/** What a pair adds, against the pixels between it and where the other pairs put it. */
export const PLACE_WEIGHTS: readonly Knot[] = [
  [3, 0.851],
  [7, 0.24],
  [11, -0.441],
];

/** What it adds besides, against twice the sine of half the angle between it and where they turn it. */
export const DIRECTION_WEIGHTS: readonly Knot[] = [
  [0.08, -0.027],
  [0.17, 0.001],
  [0.28, -0.168],
  [0.4, -0.381],
];

/** What it adds where both minutiae are of one type. */
export const SAME_TYPE_WEIGHT = 0.212;

/** What a minutia of full quality adds that has no pair and lies on the other's skin. */
export const UNPAIRED_WEIGHT = -0.496;

/** What the ridges add, against one less the mean cosine of twice the angle between them. */
export const RIDGES_WEIGHTS: readonly Knot[] = [
  [0.01, -4.943],
  [0.03, -5.838],
  [0.06, -6.609],
  [0.12, -6.008],
];

/** What a block of common skin adds, against how constant its ridge waves are shifted; a part of a block as much of it. */
export const COHERENCE_WEIGHTS: readonly Knot[] = [
  [0.1, -0.106],
  [0.3, -0.12],
  [0.5, -0.02],
  [0.7, 0.103],
  [0.85, 0.321],
  [1, 0.825],
];

/** Half of the strangers drawn from all have no more; it is where scores begin. */
export const LEAST_EVIDENCE = -14.908;
