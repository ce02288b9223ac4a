export type Knot = readonly [at: number, value: number];

/** Straight lines between knots of ascending `at`; the outermost values beyond, also at infinity. Two knots at least. */
export function interpolateKnots(knots: readonly Knot[], at: number): number {
  let right = 1;
  while (right < knots.length - 1 && knots[right]![0] < at) right++;
  const [from, fromValue] = knots[right - 1]!;
  const [to, toValue] = knots[right]!;
  const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
  return fromValue + (toValue - fromValue) * share;
}
