/**
 * Joins callers that want everything up to now: `catchUp` resolves after a run of `step` that began after the call.
 * However many wait, at most one run is under way and one comes after it.
 */
export function createChangeFollower(step: () => Promise<void>): { catchUp(): Promise<void> } {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function start(): Promise<void> {
    next = undefined;
    const run = step().finally(() => {
      if (running === run) running = undefined;
    });
    running = run;
    return run;
  }

  return {
    catchUp: () => {
      if (running === undefined) return start();
      // The run under way may have read before the caller's change was committed; its failure is not the caller's.
      next ??= running.then(start, start);
      return next;
    },
  };
}
