/**
 * The public HTTP API as the demonstration uses it: one call, or one operation followed to its end. Answers are taken
 * as the contract describes them; what is not a success is returned as the problem it is.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Operation, Problem } from '../../schemas/operation.js';
import type { AuthorityClass } from '../domain/authorities.js';

export type HubCall = {
  readonly role: AuthorityClass;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
};

export type HubAnswer<Body> =
  | { readonly kind: 'success'; readonly status: number; readonly body: Body }
  | { readonly kind: 'problem'; readonly status: number; readonly problem: Problem };

export type HubClient = {
  call<Body>(call: HubCall): Promise<HubAnswer<Body>>;
  /** Waits until the operation has ended and returns its result; throws where there is none. */
  result<Result>(call: HubCall): Promise<Result>;
};

const WAIT_SECONDS = 20;
/** Once the first wait is over, for a minute more: longer than any healthy hub needs. */
const POLLS_MAX = 120;
/** A hub that has more work than it can take is asked again a few times. */
const ATTEMPTS = 6;
const RETRY_MS = 500;

export function createHubClient(options: {
  readonly url: string;
  readonly tokens: Readonly<Record<AuthorityClass, string>>;
  readonly signal: AbortSignal;
}): HubClient {
  const { url, tokens, signal } = options;

  async function once<Body>({ role, method, path, body, idempotencyKey }: HubCall): Promise<HubAnswer<Body>> {
    const response = await fetch(`${url}${path}`, {
      method,
      signal,
      headers: {
        authorization: `Bearer ${tokens[role]}`,
        prefer: `wait=${WAIT_SECONDS}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return response.ok
      ? { kind: 'success', status: response.status, body: answer as Body }
      : { kind: 'problem', status: response.status, problem: answer as Problem };
  }

  async function call<Body>(wanted: HubCall): Promise<HubAnswer<Body>> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once<Body>(wanted);
      // Only what may be sent twice without being done twice.
      const mayRepeat = wanted.method === 'GET' || wanted.idempotencyKey !== undefined;
      if (answer.status !== 503 || !mayRepeat || attempt === ATTEMPTS) return answer;
      await pause(RETRY_MS * attempt, undefined, { signal });
    }
  }

  async function result<Result>(wanted: HubCall): Promise<Result> {
    let operation = requireSuccess(wanted, await call<Operation>(wanted));
    for (let poll = 0; operation.result === undefined; poll += 1) {
      if (poll === POLLS_MAX)
        throw new Error(`The hub did not finish ${wanted.method} ${wanted.path} in time.`);
      // Reading an operation does not wait, so the client does.
      await pause(RETRY_MS, undefined, { signal });
      const path = operation.links.self;
      operation = requireSuccess(wanted, await call<Operation>({ role: wanted.role, method: 'GET', path }));
      if (operation.problem) throw new Error(`The hub ended ${wanted.path}: ${operation.problem.detail}`);
    }
    return operation.result as Result;
  }

  return { call, result };
}

function requireSuccess<Body>({ method, path }: HubCall, answer: HubAnswer<Body>): Body {
  if (answer.kind === 'success') return answer.body;
  const { code, detail } = answer.problem;
  throw new Error(`The hub answered ${method} ${path} with ${answer.status} ${code}: ${detail}`);
}
