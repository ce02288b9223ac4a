import type { FastifyReply } from 'fastify';
import { LIMITS } from '../platform/limits.js';
import { timeLimit } from '../platform/time-limit.js';
import { readerGone } from './reader-gone.js';

/** Ends with the caller's connection, and in any case when no answer could be sent any more. */
export function requestSignal(reply: FastifyReply): AbortSignal {
  const { signal, clear } = timeLimit(readerGone(reply), LIMITS.requestMsMax);
  reply.raw.once('close', clear);
  return signal;
}
