/**
 * Written by `npm run bench -- calibration` (bench/identification-accuracy/calibrate.ts), not by hand.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 *   1 view of a probe
 * Fitted on 6942 impressions of 3194 synthetic fingers that no training saw: 24079924 non-mated
 * and 8940 mated pairs, each by both stages; seed 1. Images: models/training/finger_images.py --impressions 3, --fingers 800 --seed 911 and --impressions 2, --fingers 2400 --seed 913 (fit), --impressions 3, --fingers 320 --seed 912 (test).
 * Cost of the log likelihood ratios in bits (Cllr) on 320 other fingers, 95 % interval over fingers:
 *   embeddingAlone: 0.1622
 *   both: 0.0361 (0.0237 .. 0.0536)
 *   bothWithoutQuality: 0.0357 (0.0213 .. 0.0566)
 *   bothLeast: 0.0310
 */
import type { Knot } from './interpolate-knots.js';

/** -ln FMR against the cosine of two embeddings. */
export const EMBEDDING_CHANCE: readonly Knot[] = [
  [-1, 0],
  [-0.0513, 0.36],
  [-0.0066, 0.69],
  [0.0427, 1.2],
  [0.0757, 1.61],
  [0.1266, 2.3],
  [0.1736, 3],
  [0.2312, 3.91],
  [0.2711, 4.61],
  [0.3348, 5.81],
  [0.3873, 6.91],
  [0.44, 8.11],
  [0.4862, 9.21],
  [0.5326, 10.41],
  [0.5744, 11.51],
  [0.6259, 12.72],
  [1, 18.42],
];

/** Log likelihood ratio against the cosine. */
export const EMBEDDING_RATIO: readonly Knot[] = [
  [-0.1741, -10.33],
  [-0.0848, -6.09],
  [-0.0636, -5.4],
  [-0.0288, -4.45],
  [0.0048, -3.62],
  [0.0296, -3.37],
  [0.0582, -3.33],
  [0.0761, -2.84],
  [0.0983, -2.04],
  [0.1183, -1.84],
  [0.1362, -1.29],
  [0.1821, -0.5],
  [0.2304, 0.36],
  [0.2794, 1.43],
  [0.3411, 2.88],
  [0.3867, 4],
  [0.4228, 5],
  [0.4535, 5.78],
  [0.4816, 6.52],
  [0.5086, 7.14],
  [0.5347, 7.82],
  [0.5591, 8.55],
  [0.5815, 9.28],
  [0.6033, 9.84],
  [0.6261, 10.22],
  [0.6514, 10.86],
  [0.6785, 11.17],
  [0.7199, 12.61],
  [0.8156, 18.23],
];

/** -ln FMR against the score of the minutiae. */
export const MINUTIAE_CHANCE: readonly Knot[] = [
  [0, 0],
  [7.667, 3.91],
  [8.589, 4.61],
  [9.758, 5.81],
  [10.651, 6.91],
  [11.556, 8.11],
  [12.325, 9.21],
  [13.147, 10.41],
  [13.859, 11.51],
  [14.579, 12.72],
  [25.544, 30],
];

/** What is added of the embedding's -ln FMR to that of the minutiae, from logistic regression; the sum indexes the next two. */
export const EMBEDDING_SHARE = 1;

/** The most that is believed of an embedding's -ln FMR; beyond it the minutiae decide. */
export const EMBEDDING_NATS_MAX = 2.3;

/** -ln FMR of both stages against that sum. */
export const BOTH_CHANCE: readonly Knot[] = [
  [0, 0],
  [0.379, 0.36],
  [0.743, 0.69],
  [1.311, 1.2],
  [1.8, 1.61],
  [2.3, 2],
  [4.834, 3.91],
  [5.833, 4.61],
  [7.122, 5.81],
  [8.268, 6.91],
  [9.542, 8.11],
  [10.693, 9.21],
  [11.973, 10.41],
  [13.157, 11.51],
  [14.382, 12.72],
  [21.283, 18.42],
];

/** Log likelihood ratio of both stages against that sum. */
export const BOTH_RATIO: readonly Knot[] = [
  [0.332, -10.44],
  [0.546, -5.56],
  [1.059, -5.19],
  [1.735, -4.96],
  [2.134, -4.27],
  [4.202, -3.48],
  [6.008, -2.05],
  [6.875, -0.78],
  [11.455, 1.95],
  [20.573, 10.53],
  [29.99, 17.58],
  [32.3, 20.75],
];

/** What log likelihood ratios are multiplied with, against the quality of the worse sample. */
export const QUALITY_WEIGHTS: readonly Knot[] = [
  [17.5, 0.78],
  [42.5, 0.82],
  [57.5, 0.82],
  [72.5, 0.92],
  [90.5, 1],
];
