/**
 * Joins callers that want everything up to now: a call resolves with a run of `step` that began after it. However many
 * wait, at most one run is under way and one comes after it.
 */
export function joinRuns<Result>(step: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  let next: Promise<Result> | undefined;

  function start(): Promise<Result> {
    next = undefined;
    const run = step().finally(() => {
      if (running === run) running = undefined;
    });
    running = run;
    return run;
  }

  return () => {
    if (running === undefined) return start();
    // The run under way may have read before the caller's change was committed; its failure is not the caller's.
    next ??= running.then(start, start);
    return next;
  };
}
