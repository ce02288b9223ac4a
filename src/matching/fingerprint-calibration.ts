/**
 * Written by `npm run bench -- calibration` (bench/identification-accuracy/calibrate.ts), not by hand.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 *   1 view of a probe
 * Fitted on 2320 impressions of 800 synthetic fingers that no training saw: 2687798 non-mated pairs of
 * embeddings, 86878 non-mated and 4484 mated pairs of both stages; seed 1. Images: models/training/finger_images.py --impressions 3, --fingers 800 --seed 911 (fit), --fingers 320 --seed 912 (test); --pairs 30000 --embedding-nats-max 2.3.
 * Cost of the log likelihood ratios in bits (Cllr) on 320 other fingers, 95 % interval over fingers:
 *   embeddingAlone: 0.1629
 *   both: 0.0479 (0.0302 .. 0.0746)
 *   bothWithoutQuality: 0.0480 (0.0301 .. 0.0750)
 *   bothLeast: 0.0430
 */
import type { Knot } from './interpolate-knots.js';

/** -ln FMR against the cosine of two embeddings. */
export const EMBEDDING_CHANCE: readonly Knot[] = [
  [-1, 0],
  [-0.051, 0.36],
  [-0.0062, 0.69],
  [0.0431, 1.2],
  [0.0761, 1.61],
  [0.127, 2.3],
  [0.1735, 3],
  [0.2305, 3.91],
  [0.27, 4.61],
  [0.3323, 5.81],
  [0.3843, 6.91],
  [0.4349, 8.11],
  [0.4788, 9.21],
  [0.5186, 10.41],
  [1, 18.42],
];

/** Log likelihood ratio against the cosine. */
export const EMBEDDING_RATIO: readonly Knot[] = [
  [-0.1366, -9.71],
  [-0.0572, -5.4],
  [-0.0284, -4.71],
  [-0.0062, -4.71],
  [0.0051, -4.02],
  [0.0232, -3.62],
  [0.0509, -3.46],
  [0.0766, -2.64],
  [0.0988, -1.83],
  [0.1185, -1.66],
  [0.1363, -1.38],
  [0.1819, -0.54],
  [0.2316, 0.38],
  [0.28, 1.52],
  [0.3385, 2.9],
  [0.3828, 4],
  [0.4176, 5],
  [0.4482, 5.65],
  [0.4765, 6.61],
  [0.5026, 7.05],
  [0.5276, 7.98],
  [0.5509, 8.82],
  [0.5731, 9.17],
  [0.6182, 10.7],
  [0.6682, 11.11],
  [0.6972, 11.8],
  [0.7904, 16.08],
];

/** -ln FMR against the score of the minutiae. */
export const MINUTIAE_CHANCE: readonly Knot[] = [
  [0, 0],
  [0.105, 0.69],
  [3, 1.2],
  [4.292, 1.61],
  [6, 2.3],
  [6.937, 3],
  [8.322, 3.91],
  [9, 4.61],
  [10.353, 5.81],
  [11.571, 6.91],
  [37.399, 30],
];

/** What is added of the embedding's -ln FMR to that of the minutiae, from logistic regression; the sum indexes the next two. */
export const EMBEDDING_SHARE = 1;

/** The most that is believed of an embedding's -ln FMR; beyond it the minutiae decide. */
export const EMBEDDING_NATS_MAX = 2.3;

/** -ln FMR of both stages against that sum. */
export const BOTH_CHANCE: readonly Knot[] = [
  [0, 0],
  [0.925, 0.36],
  [1.6, 0.69],
  [2.3, 1.2],
  [2.729, 1.61],
  [3.495, 2.3],
  [4.224, 3],
  [5.186, 3.91],
  [5.935, 4.61],
  [7.291, 5.81],
  [8.429, 6.91],
  [20.872, 18.42],
];

/** Log likelihood ratio of both stages against that sum. */
export const BOTH_RATIO: readonly Knot[] = [
  [0.893, -10.25],
  [2.106, -9.97],
  [2.617, -4.91],
  [3.137, -3.82],
  [3.399, -3.41],
  [3.97, -3.29],
  [5.319, -2.35],
  [8.526, 0.63],
  [13.306, 6.68],
  [25.072, 15.77],
  [32.3, 17.96],
];

/** What log likelihood ratios are multiplied with, against the quality of the worse sample. */
export const QUALITY_WEIGHTS: readonly Knot[] = [
  [17.5, 0.82],
  [42.5, 1],
];
