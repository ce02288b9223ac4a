/**
 * Written by `npm run bench -- calibration` (bench/identification-accuracy/calibrate.ts), not by hand.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 *   1 view of a probe
 * Fitted on 6942 impressions of 3194 synthetic fingers that no training saw: 24079924 non-mated pairs of
 * embeddings, 1000000 non-mated and 8940 mated pairs of both stages; seed 1. Images: models/training/finger_images.py --impressions 3, --fingers 800 --seed 911 and --impressions 2, --fingers 2400 --seed 913 (fit), --impressions 3, --fingers 320 --seed 912 (test); --pairs 700000,150000,150000.
 * Cost of the log likelihood ratios in bits (Cllr) on 320 other fingers, 95 % interval over fingers:
 *   embeddingAlone: 0.1622
 *   both: 0.0380 (0.0251 .. 0.0560)
 *   bothWithoutQuality: 0.0378 (0.0228 .. 0.0584)
 *   bothLeast: 0.0345
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
  [7.655, 3.91],
  [8.591, 4.61],
  [9.772, 5.81],
  [10.665, 6.91],
  [11.575, 8.11],
  [12.347, 9.21],
  [28.743, 30],
];

/** What is added of the embedding's -ln FMR to that of the minutiae, from logistic regression; the sum indexes the next two. */
export const EMBEDDING_SHARE = 1;

/** The most that is believed of an embedding's -ln FMR; beyond it the minutiae decide. */
export const EMBEDDING_NATS_MAX = 2.3;

/** -ln FMR of both stages against that sum. */
export const BOTH_CHANCE: readonly Knot[] = [
  [0, 0],
  [0.378, 0.36],
  [0.74, 0.69],
  [1.31, 1.2],
  [1.795, 1.61],
  [2.3, 2],
  [4.827, 3.91],
  [5.835, 4.61],
  [7.138, 5.81],
  [8.263, 6.91],
  [9.496, 8.11],
  [10.632, 9.21],
  [20.422, 18.42],
];

/** Log likelihood ratio of both stages against that sum. */
export const BOTH_RATIO: readonly Knot[] = [
  [0.33, -9.99],
  [0.528, -5.65],
  [1.165, -5.32],
  [2.059, -4.11],
  [3.476, -3.45],
  [9.673, -0.21],
  [18.805, 9.57],
  [28.527, 17.63],
  [32.3, 20.5],
];

/** What log likelihood ratios are multiplied with, against the quality of the worse sample. */
export const QUALITY_WEIGHTS: readonly Knot[] = [
  [17.5, 0.78],
  [42.5, 0.83],
  [57.5, 0.83],
  [72.5, 0.94],
  [90.5, 1],
];
