/**
 * So many callers, each sending its next request when the last is answered (autocannon): what the hub can do at most.
 * Its latencies say nothing of arrivals that do not wait; for those there is `open-loop.ts`.
 */
import autocannon from 'autocannon';

export type ClosedLoopResult = {
  readonly connections: number;
  readonly seconds: number;
  readonly answered: number;
  readonly perSecond: number;
  readonly not2xx: number;
  readonly errors: number;
  /** Of every answer, in order of arrival. */
  readonly latencyMs: readonly number[];
};

export async function runClosedLoop(options: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  readonly answerSecondsMax: number;
}): Promise<ClosedLoopResult> {
  const { url, headers, bodies, connections, seconds } = options;
  const latencyMs: number[] = [];
  const startedAt = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        method: 'POST',
        headers: { ...headers },
        connections,
        duration: seconds,
        timeout: options.answerSecondsMax,
        requests: bodies.map((body) => ({ body })),
      },
      (error: Error | null, ended: autocannon.Result) => (error ? reject(error) : resolve(ended)),
    );
    instance.on('response', (_client, _status, _bytes, ms) => latencyMs.push(ms));
  });
  const tookSeconds = (performance.now() - startedAt) / 1000;
  return {
    connections,
    seconds: tookSeconds,
    answered: result['2xx'],
    perSecond: result['2xx'] / tookSeconds,
    not2xx: result.non2xx,
    errors: result.errors + result.timeouts,
    latencyMs,
  };
}
