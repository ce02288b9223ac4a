/** Quality (0..100) from which a template counts in full. */
const QUALITY_FULL = 20;

/**
 * A hardly usable template proves little in either direction: the evidence of a pair shrinks with the worse quality
 * of the two, down to one half at quality 0. No measurement stands behind the half; it keeps every bound valid, as
 * evidence shrunk towards zero is never stronger than it was.
 */
export function qualityWeight(probeQuality: number, referenceQuality: number): number {
  const worse = Math.min(probeQuality, referenceQuality, QUALITY_FULL);
  return 0.5 + (0.5 * Math.max(0, worse)) / QUALITY_FULL;
}

/** Whether a reference of this quality never weighs less than its probe does. */
export function hasFullWeight(quality: number): boolean {
  return quality >= QUALITY_FULL;
}
