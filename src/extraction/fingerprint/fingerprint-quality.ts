/**
 * Quality of a fingerprint sample, 0..100, and what an operator can do about it.
 *
 * quality = 100 x certainty x sqrt(visible): how sure the foreground is of the skin, from 0.5 (nothing) to 0.92 (all), and
 * the area on which ridges can be seen, up to 1.5 cm2. The square root, because the number of minutiae that two impressions
 * share grows with the area of both. Where two fingers overlap, what of them crosses does not count. It orders samples by
 * how well they are recognised (models/fingerprint-minutiae.md); it is not NFIQ 2 (ISO/IEC 29794-4).
 */
import type { CaptureFault } from '../../domain/quality/capture-faults.js';
import type { FingerprintMeasures } from './measure-fingerprint.js';

const FULL_VISIBLE_CM2 = 1.5;
const CERTAINTY_MIN = 0.5;
const CERTAINTY_FULL = 0.92;

export function fingerprintQuality(measures: FingerprintMeasures): number {
  const { visibleCm2, certainty, overlapCm2 } = measures;
  const sure = (certainty - CERTAINTY_MIN) / (CERTAINTY_FULL - CERTAINTY_MIN);
  const crossing = overlapCm2 >= OVERLAP_TOLD_CM2 ? overlapCm2 : 0;
  const visible = Math.max(0, visibleCm2 - crossing) / FULL_VISIBLE_CM2;
  return Math.round(100 * Math.min(1, Math.max(0, sure)) * Math.sqrt(Math.min(1, visible)));
}

/**
 * Five windows of `overlap.ts`, and eight: of 6,284 synthetic single impressions of all difficulties nine have five or more and
 * none has eight, of 320 real ones none has five. What they detect is in models/fingerprint-foreground.md (2026-11-27).
 */
export const OVERLAP_TOLD_CM2 = 0.13;
export const OVERLAP_REFUSED_CM2 = 0.2;

/** Two fingers so much over each other that the template would be of one, of the other, or of both. */
export function areTwoFingers({ overlapCm2 }: FingerprintMeasures): boolean {
  return overlapCm2 >= OVERLAP_REFUSED_CM2;
}

type Rule = { readonly fault: CaptureFault; readonly holds: (measures: FingerprintMeasures) => boolean };

/**
 * Ridges and valleys of one width give a dark share of a half; one in a hundred held-out synthetic
 * impressions lies below 0.36, one above 0.63. Adults' ridges lie 0.35 to 0.60 mm apart, children's from 0.30 on.
 * Half of a plain finger's contact (1.5 cm2) is partial where the edge of the sensor cuts it; alone it is small.
 */
const RULES: readonly Rule[] = [
  { fault: 'too-dry', holds: ({ darkShare }) => darkShare < 0.36 },
  { fault: 'too-wet', holds: ({ darkShare }) => darkShare > 0.63 },
  { fault: 'too-small', holds: ({ skinCm2 }) => skinCm2 < 0.75 },
  { fault: 'too-partial', holds: ({ cutShare }) => cutShare > 0.25 },
  { fault: 'no-ridge-structure', holds: ({ visibleCm2, skinCm2 }) => visibleCm2 < 0.4 * skinCm2 },
  { fault: 'resolution-suspect', holds: ({ periodUm }) => periodUm < 300 || periodUm > 600 },
  { fault: 'polarity-suspect', holds: ({ surroundings }) => surroundings < 0.3 },
  { fault: 'overlapping-fingers', holds: ({ overlapCm2 }) => overlapCm2 >= OVERLAP_TOLD_CM2 },
];

/** In the order of the list of faults. What cannot be measured in an image is no fault of it. */
export function captureFaults(measures: FingerprintMeasures): readonly CaptureFault[] {
  return RULES.filter(({ holds }) => holds(measures)).map(({ fault }) => fault);
}
