import type { FastifyReply } from 'fastify';

/**
 * Fires when nobody reads the answer any more, at once where that is so already. Asked of the answer, not of the request:
 * a request whose body has been read is whole, and no longer says that its caller has left.
 */
export function readerGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (reply.raw.destroyed && !reply.raw.writableEnded) controller.abort();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) controller.abort();
  });
  return controller.signal;
}
