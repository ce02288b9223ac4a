import type { FastifyReply } from 'fastify';

/** Fires when nobody reads the answer any more. */
export function readerGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}
