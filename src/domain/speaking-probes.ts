/**
 * The probes, from 0, whose evidence does not speak against a person (nats, 0 and up); where all of it does, as a fusion may
 * still decide, the strongest.
 */
export function speakingProbes(
  positions: readonly { readonly probeIndex?: number; readonly logLikelihoodRatio: number }[],
): readonly number[] {
  const strongest = Math.max(...positions.map(({ logLikelihoodRatio }) => logLikelihoodRatio));
  return positions.flatMap(({ probeIndex, logLikelihoodRatio }) =>
    probeIndex !== undefined && logLikelihoodRatio >= Math.min(0, strongest) ? [probeIndex] : [],
  );
}
