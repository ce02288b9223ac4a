/**
 * Whose turn it is where several classes wait for the same thing: the most urgent class first; after so many turns in which
 * somebody of a later class was passed over, the longest waiting of those. Nobody waits for ever, and the urgent give up one
 * turn in so many.
 */
export type Turns = {
  /** `heads`: the first of each class that waits and may go, the most urgent class first. Each call is a turn. */
  next<Head extends { readonly sinceMs: number }>(heads: readonly Head[]): Head | undefined;
};

export function createTurns(passedOverMax: number): Turns {
  let passedOver = 0;
  return {
    next(heads) {
      const [urgent, ...later] = heads;
      if (later.length === 0) return urgent;
      passedOver += 1;
      if (passedOver <= passedOverMax) return urgent;
      passedOver = 0;
      return later.reduce((oldest, each) => (each.sinceMs < oldest.sinceMs ? each : oldest));
    },
  };
}
