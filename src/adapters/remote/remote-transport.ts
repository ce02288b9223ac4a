/**
 * One HTTP exchange with a remote system, by `undici`. Every way it can go wrong comes out as an `OperationalError`;
 * none of them quotes what was sent or received, and causes carry no body either.
 */
import { Agent, type Dispatcher } from 'undici';
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
    /** Nobody waits for it: the peer does it last. */
    readonly isBulk?: boolean;
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
    async post({ token, body, waitSeconds, isBulk = false, signal }) {
      try {
        const answer = await agent.request({
          origin: url.origin,
          path: url.pathname,
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            accept: 'application/json',
            prefer: `wait=${waitSeconds}`,
            ...(isBulk ? { priority: 'u=7' } : {}),
          },
          body: JSON.stringify(body),
          signal,
        });
        if (answer.statusCode === 200) return parse(system, await answer.body.text());
        throw await failureOf(system, answer);
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

/**
 * Codes with which a hub that is well refuses one query: of this authority, of this class of service or by biometrics. Nothing
 * follows from them for the next query, which may be somebody else's.
 */
const REFUSED_NOW = ['overloaded', 'share-exceeded', 'gallery-not-ready', 'database-busy', 'system-busy'];
/** Behind these a problem may say more than its status. */
const TELLING_STATUSES = [429, 503, 504];

async function failureOf(
  system: SystemId,
  { statusCode, headers, body }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>,
): Promise<OperationalError> {
  if (!TELLING_STATUSES.includes(statusCode)) {
    // Read to its end, so that the connection can be used again; never looked at.
    await body.dump();
    return failureOfStatus(system, statusCode);
  }
  const code = problemCode(await body.text());
  if (code === 'system-deadline-exceeded') return deadlineExceeded(system);
  const refusal = REFUSED_NOW.find((each) => each === code);
  if (refusal !== undefined || statusCode === 429) {
    return busy(system, refusal ?? 'status 429', headers['retry-after']);
  }
  return failureOfStatus(system, statusCode);
}

/** Nothing else of the document is looked at. */
function problemCode(text: string): unknown {
  try {
    const problem: unknown = JSON.parse(text);
    return typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  } catch {
    // What stands before a hub and is none writes pages.
    return undefined;
  }
}

function busy(system: SystemId, why: string, retryAfter: unknown): OperationalError {
  const { name } = systemFacts(system);
  const isNumber = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter);
  const seconds = isNumber ? Number(retryAfter) : undefined;
  const when = seconds === undefined ? '' : ` Ask again after ${seconds} s.`;
  return new OperationalError('system-busy', `${name} takes no such query for now (${why}).${when}`, {
    ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1000 }),
  });
}

/** Statuses that say: not now. */
const PASSING_STATUSES = [408, 425];

function failureOfStatus(system: SystemId, status: number): OperationalError {
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
