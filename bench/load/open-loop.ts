/**
 * Sends requests at planned moments, whatever becomes of those before them. Latency counts from the planned moment, so
 * that what a slow hub keeps waiting is in the figures and not left out of them (no "coordinated omission").
 */
import { Agent, request } from 'undici';
import { timeLimit } from '../../src/platform/time-limit.js';
import type { Arrivals } from './arrivals.js';

export type LoadRequest = {
  /** Groups figures: kind of work. */
  readonly kind: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type LoadAnswer = {
  readonly kind: string;
  /** Planned moment, milliseconds from the start. */
  readonly plannedMs: number;
  /** How late it was sent: the load generator's own fault. */
  readonly sendLateMs: number;
  /** From the planned moment to the last byte of the answer. */
  readonly latencyMs: number;
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** `code` of a problem document, or the name of the error. */
  readonly code?: string;
  /** Seconds of a `Retry-After` header. */
  readonly retryAfterSeconds?: number;
};

/** More connections than that and the machine's own limits are measured. */
const CONNECTIONS_MAX = 1024;

/** Without limits of time of its own: each request has one. */
export function openAgent(): Agent {
  return new Agent({ connections: CONNECTIONS_MAX, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
}

export type OpenLoop = {
  readonly arrivals: Arrivals;
  readonly requestAt: (index: number) => LoadRequest;
  /** Longest wait for one answer; ends as status 0. */
  readonly answerMsMax: number;
  readonly signal: AbortSignal;
  readonly onAnswer?: (index: number, answer: LoadAnswer, body: string) => void;
};

export async function runOpenLoop(options: OpenLoop): Promise<readonly LoadAnswer[]> {
  const { arrivals, requestAt, signal } = options;
  const agent = openAgent();
  const answers: LoadAnswer[] = [];
  const startedAt = performance.now();
  const pending: Promise<void>[] = [];
  try {
    for (const [index, plannedMs] of arrivals.entries()) {
      const waitMs = plannedMs - (performance.now() - startedAt);
      if (waitMs > 0) await pauseFor(waitMs, signal);
      if (signal.aborted) break;
      const sendLateMs = Math.max(0, performance.now() - startedAt - plannedMs);
      const sent = requestAt(index);
      pending.push(
        sendOnce(agent, sent, options).then(({ status, code, retryAfterSeconds, body }) => {
          const latencyMs = performance.now() - startedAt - plannedMs;
          const answer = {
            kind: sent.kind,
            plannedMs,
            sendLateMs,
            latencyMs,
            status,
            ...(code === undefined ? {} : { code }),
            ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
          };
          answers.push(answer);
          options.onAnswer?.(index, answer, body);
        }),
      );
    }
    await Promise.all(pending);
  } finally {
    await agent.destroy();
  }
  return answers;
}

export type Outcome = {
  readonly status: number;
  readonly code?: string;
  readonly retryAfterSeconds?: number;
  readonly body: string;
};

/** One request to its end; a failure of the line is an outcome of status 0. */
export async function sendOnce(
  agent: Agent,
  { method, url, headers, body }: LoadRequest,
  { answerMsMax, signal }: Pick<OpenLoop, 'answerMsMax' | 'signal'>,
): Promise<Outcome> {
  const limit = timeLimit(signal, answerMsMax);
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      signal: limit.signal,
    });
    const text = await answer.body.text();
    const after = Number(answer.headers['retry-after']);
    return {
      status: answer.statusCode,
      body: text,
      ...(answer.statusCode >= 400 ? { code: problemCode(text) } : {}),
      ...(Number.isFinite(after) && answer.headers['retry-after'] !== undefined
        ? { retryAfterSeconds: after }
        : {}),
    };
  } catch (error) {
    return { status: 0, code: error instanceof Error ? error.name : 'unknown', body: '' };
  } finally {
    limit.clear();
  }
}

function problemCode(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code ?? 'none');
  } catch {
    return 'none';
  }
}

/** Ends early, without an error, where the run is stopped. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  // The event of a signal that is aborted already is past.
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
