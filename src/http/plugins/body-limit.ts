/** A body that announces itself as too large is refused before it is read; one that does not, while it is read. */
import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../../platform/limits.js';
import { bodyTooLarge } from './problem-documents.js';

export function refuseLargeBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    if (Number(headers['content-length'] ?? 0) > LIMITS.bodyBytesMax) throw bodyTooLarge();
  });
}
