/**
 * One HTTP exchange with a remote system, by `undici`. Every way it can go wrong comes out as an `OperationalError`;
 * none of them quotes what was sent or received, and causes carry no body either.
 */
import { Agent } from 'undici';
import { type SystemId, systemFacts } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { OperationalError } from '../../platform/operational-error.js';
import { deadlineExceeded } from '../sql-until.js';

/** PEM; `cert` and `key` together are the hub's own identity in mutual TLS. */
export type RemoteTls = {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
};

export type RemoteTransport = {
  /** The parsed body of a 200. */
  post(request: {
    readonly token: string;
    readonly body: unknown;
    readonly waitSeconds: number;
    readonly signal: AbortSignal;
  }): Promise<unknown>;
  close(): Promise<void>;
};

export function createRemoteTransport(
  system: SystemId,
  options: { readonly baseUrl: string; readonly tls?: RemoteTls },
): RemoteTransport {
  const url = new URL(`v1/systems/${system}/query`, withSlash(options.baseUrl));
  const agent = new Agent({
    connect: { ...options.tls },
    maxResponseSize: LIMITS.systemAnswerBytesMax,
  });
  return {
    async post({ token, body, waitSeconds, signal }) {
      try {
        const { statusCode, body: answer } = await agent.request({
          origin: url.origin,
          path: url.pathname,
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            accept: 'application/json',
            prefer: `wait=${waitSeconds}`,
          },
          body: JSON.stringify(body),
          signal,
        });
        if (statusCode === 200) return parse(system, await answer.text());
        // Read to its end, so that the connection can be used again; never looked at.
        await answer.dump();
        throw failureOf(system, statusCode);
      } catch (error) {
        throw translated(system, error, signal);
      }
    },
    // What is still under way has lost whoever waited for it.
    close: () => agent.destroy(),
  };
}

function withSlash(baseUrl: string): string {
  return baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
}

function parse(system: SystemId, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of a SyntaxError quotes the text, so it is no cause.
    throw malformed(system);
  }
}

export function malformed(system: SystemId): OperationalError {
  return new OperationalError(
    'system-answer-malformed',
    `The answer of ${systemFacts(system).name} is not what the contract describes.`,
    { retryable: false },
  );
}

/** Statuses that say: not now. */
const PASSING_STATUSES = [408, 425, 429];

function failureOf(system: SystemId, status: number): OperationalError {
  const { name } = systemFacts(system);
  // The peer took the query on and has not finished it within the wait it was given.
  if (status === 202) return deadlineExceeded(system);
  if (status >= 500 || PASSING_STATUSES.includes(status)) {
    return new OperationalError('system-unreachable', `${name} is not available (status ${status}).`);
  }
  if (status >= 400) {
    return new OperationalError('system-refused', `${name} refused the query (status ${status}).`, {
      retryable: false,
    });
  }
  return malformed(system);
}

function translated(system: SystemId, error: unknown, signal: AbortSignal): OperationalError {
  if (error instanceof OperationalError) return error;
  if (signal.aborted) return deadlineExceeded(system);
  if (codeOf(error) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return malformed(system);
  return new OperationalError('system-unreachable', `${systemFacts(system).name} cannot be reached.`, {
    cause: error,
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
