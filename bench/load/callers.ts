/** Callers who each do one thing after the other for some seconds: what a mix of work comes to at most. */
export async function runCallers(options: {
  readonly callers: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Does item number n; what it returns counts as done where true. */
  readonly work: (index: number) => Promise<boolean>;
}): Promise<{ readonly done: number; readonly seconds: number; readonly perSecond: number }> {
  const { callers, signal, work } = options;
  const startedAt = performance.now();
  const endAt = startedAt + options.seconds * 1000;
  let next = 0;
  let done = 0;
  const call = async () => {
    while (performance.now() < endAt && !signal.aborted) {
      next += 1;
      if (await work(next - 1)) done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  // To the end of the last one: what had been begun was work too.
  const seconds = (performance.now() - startedAt) / 1000;
  return { done, seconds, perSecond: done / seconds };
}
