/**
 * Sweeps of the background as one: a turn for each, called until there is nothing left. One that fails keeps no other
 * waiting: it has no turn until the others have nothing left, and then its failure is thrown, so that it is told.
 */
export type Sweep = () => Promise<number>;

export function sweepInTurn(sweeps: readonly Sweep[]): Sweep {
  const failures = new Map<Sweep, unknown>();
  return async () => {
    let done = 0;
    for (const sweep of sweeps.filter((each) => !failures.has(each))) {
      try {
        done += await sweep();
      } catch (error) {
        failures.set(sweep, error);
      }
    }
    if (done > 0 || failures.size === 0) return done;
    const [first] = failures.values();
    failures.clear();
    throw first;
  };
}
