/**
 * Written by `fit-rank-evidence` (bench/identification-accuracy), not by hand.
 *
 * Chain: fingerprint-foreground@456eeafbc2ef
 *   fingerprint-pose@0416a62bf461
 *   fingerprint-embedding@a53c0b733fe9
 *   fingerprint-fusion@020a4782294b
 *   fingerprint-minutiae@057d25ac2e45
 * Logistic regression at 7 nats, which 1896 of 445600 strangers reach whom 2228 searches of one synthetic finger among
 * 3514 put first. Images: models/training/finger_images.py --fingers 2400 --impressions 2 --seed 913 (searching), and the sets of the calibration (enrolled only).
 */

/** What of ln(N / r) counts for place r of N. */
export const PLACE_SHARE = 0.86;

/** Nats: how much more often than others strangers of the first places have a score, wherever they stand. */
export const PLACE_COST = 1.01;
