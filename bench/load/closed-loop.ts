/**
 * So many callers, each sending its next request when the last is answered (autocannon): what the hub can do at most.
 * Its latencies say nothing of arrivals that do not wait; for those there is `open-loop.ts`. Only what was done (200 or
 * 201) is an answer: a refusal comes at once, and 202 says that it was not done within the wait, so the times of either
 * would make a hub look faster that does less.
 */
import autocannon from 'autocannon';

export type ClosedLoopResult = {
  readonly connections: number;
  readonly seconds: number;
  readonly answered: number;
  readonly perSecond: number;
  /** Answers that were none: of any other status. */
  readonly not2xx: number;
  /** Without any status: time limits included, each once. */
  readonly errors: number;
  /** Of those answered, in order of arrival. */
  readonly latencyMs: readonly number[];
};

export async function runClosedLoop(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  readonly connections: number;
  /** How long, or how many requests. */
  readonly limit: { readonly duration: number } | { readonly amount: number };
  readonly answerSecondsMax: number;
}): Promise<ClosedLoopResult> {
  const { url, headers, bodies, connections, limit } = options;
  const latencyMs: number[] = [];
  let others = 0;
  let lastAt = 0;
  const startedAt = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        method: 'POST',
        headers: { ...headers },
        connections,
        ...limit,
        timeout: options.answerSecondsMax,
        requests: bodies.map((body) => ({ body })),
      },
      (error: Error | null, ended: autocannon.Result) => (error ? reject(error) : resolve(ended)),
    );
    instance.on('response', (_client, status, _bytes, ms) => {
      lastAt = performance.now();
      if (status === 200 || status === 201) latencyMs.push(ms);
      else others += 1;
    });
  });
  // Of so many requests the end is noticed up to a second after the last answer.
  const endedAt = 'amount' in limit && lastAt > 0 ? lastAt : performance.now();
  const tookSeconds = (endedAt - startedAt) / 1000;
  return {
    connections,
    seconds: tookSeconds,
    answered: latencyMs.length,
    perSecond: latencyMs.length / tookSeconds,
    not2xx: others,
    errors: result.errors,
    latencyMs,
  };
}
