/**
 * One connector to databases outside the six systems, over HTTP. Every way an exchange can go wrong comes out as an
 * `OperationalError` that quotes nothing of what was sent or received. What a source does beyond the query is its own file.
 */

import { Compile } from 'typebox/compile';
import { Agent } from 'undici';
import { SourcePledge, SourceQueryAnswer, type SourceQueryBody } from '../../schemas/source-query.js';
import type { SourceId } from '../domain/law/portal-table.js';
import { LIMITS } from '../platform/limits.js';
import { OperationalError } from '../platform/operational-error.js';

export type SourceOptions = {
  /** `v1/pledge` and `v1/databases/{source}/queries` are appended. */
  readonly baseUrl: string;
  /** Sent as a bearer token where there is one. */
  readonly token?: string;
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly deadlineMs?: number;
};

export type SourceConnector = {
  pledge(source: SourceId, signal: AbortSignal): Promise<boolean>;
  post(source: SourceId, body: SourceQueryBody, signal: AbortSignal): Promise<SourceQueryAnswer>;
  close(): Promise<void>;
};

const pledgeSchema = Compile(SourcePledge);
const answerSchema = Compile(SourceQueryAnswer);

export function createSourceConnector({ baseUrl, token, tls }: SourceOptions): SourceConnector {
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const agent = new Agent({ connect: { ...tls }, maxResponseSize: LIMITS.sourceAnswerBytesMax });

  async function exchange(
    source: SourceId,
    { path, body }: { readonly path: string; readonly body?: object },
    signal: AbortSignal,
  ): Promise<unknown> {
    const url = new URL(path, base);
    try {
      const { statusCode, body: answer } = await agent.request({
        origin: url.origin,
        path: url.pathname,
        method: body ? 'POST' : 'GET',
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal,
      });
      if (statusCode === 200) return parse(source, await answer.text());
      await answer.dump();
      throw failureOf(source, statusCode);
    } catch (error) {
      throw translated(source, error, signal);
    }
  }

  return {
    async pledge(source, signal) {
      const body = await exchange(source, { path: 'v1/pledge' }, signal);
      if (!pledgeSchema.Check(body)) throw malformed(source);
      return !body.revealsToOwner;
    },
    async post(source, body, signal) {
      const answer = await exchange(source, { path: `v1/databases/${source}/queries`, body }, signal);
      if (!answerSchema.Check(answer)) throw malformed(source);
      // What the contract does not name is not passed on.
      return {
        hits: answer.hits.map(({ reference, category, owner }) => ({
          reference,
          category,
          ...(owner === undefined ? {} : { owner }),
        })),
        overflow: answer.overflow,
      };
    },
    close: () => agent.destroy(),
  };
}

function parse(source: SourceId, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(source);
  }
}

function malformed(source: SourceId): OperationalError {
  return new OperationalError(
    'system-answer-malformed',
    `The answer of ${source} is not what the contract describes.`,
    { retryable: false },
  );
}

function failureOf(source: SourceId, status: number): OperationalError {
  if (status >= 500 || status === 429) {
    return new OperationalError('system-unreachable', `${source} is not available (status ${status}).`);
  }
  return new OperationalError('system-refused', `${source} refused the query (status ${status}).`, {
    retryable: false,
  });
}

function translated(source: SourceId, error: unknown, signal: AbortSignal): OperationalError {
  if (error instanceof OperationalError) return error;
  if (signal.aborted) {
    return new OperationalError('system-deadline-exceeded', `${source} did not answer in time.`);
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return malformed(source);
  return new OperationalError('system-unreachable', `${source} cannot be reached.`, { cause: error });
}
