export type TimeLimit = {
  /** Aborted by whichever ends first: `signal`, with its reason, or the time, with a `TimeoutError`. */
  readonly signal: AbortSignal;
  /** Lets go of the timer: what was limited is over. */
  clear(): void;
};

/**
 * `signal`, and `ms` at most. Not `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: any() holds its sources weakly, and a
 * time-out that nobody else holds goes with the next garbage collection, and the limit with it (Node.js 20; nodejs/node issue
 * 57736). A timer of its own is held by the event loop until it is over.
 */
export function timeLimit(signal: AbortSignal, ms: number): TimeLimit {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException(TIMED_OUT, 'TimeoutError')), ms);
  timer.unref();
  return { signal: AbortSignal.any([signal, late.signal]), clear: () => clearTimeout(timer) };
}

/** `work`, which heeds the signal it is given, within `ms`. */
export async function withinTime<Result>(
  work: (limited: AbortSignal) => Promise<Result>,
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
): Promise<Result> {
  const limit = timeLimit(signal, ms);
  try {
    return await work(limit.signal);
  } finally {
    limit.clear();
  }
}

/**
 * `work`, or after `ms` what `late` says, which may throw. For work that heeds no signal: it goes on, and how it ends then
 * is nobody's.
 */
export async function orLate<Result, Late>(
  work: Promise<Result>,
  ms: number,
  late: () => Late,
): Promise<Result | Late> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    return await Promise.race([work, over.then(late)]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

const TIMED_OUT = 'The operation was aborted due to timeout';
