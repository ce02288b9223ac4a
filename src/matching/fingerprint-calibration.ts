/**
 * Written by `npm run bench -- calibration` (bench/identification-accuracy/calibrate.ts), not by hand.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 *   1 view of a probe
 * Fitted on 2061 impressions of 713 synthetic fingers that no training saw: 507656 non-mated pairs of
 * embeddings, 29077 non-mated and 3974 mated pairs of both stages; seed 1. Images: models/training/finger_images.py --fingers 1600 --seed 901 (fit), 902 (test), the first of each; --pairs 12000.
 * Cost of the log likelihood ratios in bits (Cllr) on 720 other fingers, 95 % interval over fingers:
 *   embeddingAlone: 0.1830
 *   both: 0.0765 (0.0666 .. 0.0889)
 *   bothWithoutQuality: 0.0795 (0.0665 .. 0.0957)
 *   bothLeast: 0.0732
 */
import type { Knot } from './interpolate-knots.js';

/** -ln FMR against the cosine of two embeddings. */
export const EMBEDDING_CHANCE: readonly Knot[] = [
  [-1, 0],
  [-0.0506, 0.36],
  [-0.0062, 0.69],
  [0.0426, 1.2],
  [0.0755, 1.61],
  [0.1258, 2.3],
  [0.1727, 3],
  [0.2294, 3.91],
  [0.2695, 4.61],
  [0.3353, 5.81],
  [0.3892, 6.91],
  [0.4553, 8.11],
  [0.5189, 9.21],
  [1, 18.42],
];

/** Log likelihood ratio against the cosine. */
export const EMBEDDING_RATIO: readonly Knot[] = [
  [-0.2707, -9.01],
  [-0.0819, -5.43],
  [-0.0116, -4.59],
  [0.0445, -3.26],
  [0.0979, -3.21],
  [0.127, -1.61],
  [0.1447, -0.72],
  [0.1807, -0.61],
  [0.2357, 0.6],
  [0.2838, 1.81],
  [0.336, 2.85],
  [0.3785, 3.97],
  [0.4167, 4.76],
  [0.4517, 5.67],
  [0.4813, 6.3],
  [0.5088, 6.55],
  [0.5578, 7.94],
  [0.6266, 8.53],
  [0.6739, 8.75],
  [0.7131, 10.81],
  [0.8136, 14.37],
];

/** -ln FMR against the score of the minutiae. */
export const MINUTIAE_CHANCE: readonly Knot[] = [
  [0, 0],
  [1.073, 0.36],
  [1.399, 0.69],
  [1.841, 1.2],
  [2.181, 1.61],
  [2.722, 2.3],
  [3.203, 3],
  [3.791, 3.91],
  [4.214, 4.61],
  [5.024, 5.81],
  [5.791, 6.91],
  [21.047, 30],
];

/** What is added of the embedding's -ln FMR to that of the minutiae, from logistic regression; the sum indexes the next two. */
export const EMBEDDING_SHARE = 1.31;

/** The most that is believed of an embedding's -ln FMR; beyond it the minutiae decide. */
export const EMBEDDING_NATS_MAX = 4.6;

/** -ln FMR of both stages against that sum. */
export const BOTH_CHANCE: readonly Knot[] = [
  [0, 0],
  [1.301, 0.36],
  [1.901, 0.69],
  [2.777, 1.2],
  [3.479, 1.61],
  [4.73, 2.3],
  [5.975, 3],
  [7.435, 3.91],
  [8.469, 4.61],
  [9.991, 5.81],
  [11.343, 6.91],
  [12.538, 8.11],
  [25.862, 18.42],
];

/** Log likelihood ratio of both stages against that sum. */
export const BOTH_RATIO: readonly Knot[] = [
  [0.976, -6.61],
  [1.89, -5.37],
  [3.107, -4.77],
  [4.601, -3.28],
  [5.671, -2.12],
  [6.374, -1.45],
  [7.065, -0.85],
  [7.875, -0.42],
  [8.568, 0.15],
  [9.518, 0.88],
  [11.492, 2.73],
  [13.736, 5.35],
  [15.612, 7.43],
  [17.192, 8.8],
  [26.754, 14.44],
  [36.026, 15.69],
];

/** What log likelihood ratios are multiplied with, against the quality of the worse sample. */
export const QUALITY_WEIGHTS: readonly Knot[] = [
  [17.5, 0.52],
  [42.5, 0.7],
  [57.5, 0.86],
  [72.5, 1],
];
