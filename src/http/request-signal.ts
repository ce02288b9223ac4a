import type { FastifyRequest } from 'fastify';
import { LIMITS } from '../platform/limits.js';

/** Ends with the caller's connection, and in any case when no answer could be sent any more. */
export function requestSignal(request: FastifyRequest): AbortSignal {
  const gone = new AbortController();
  request.raw.once('aborted', () => gone.abort());
  return AbortSignal.any([gone.signal, AbortSignal.timeout(LIMITS.requestMsMax)]);
}
