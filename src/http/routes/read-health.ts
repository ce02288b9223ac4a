import type { FastifyInstance } from 'fastify';
import { Health } from '../../../schemas/operation.js';

export function readHealth(app: FastifyInstance): void {
  app.get(
    '/healthz',
    {
      config: { open: true },
      schema: {
        operationId: 'read-health',
        tags: ['Operation of the hub'],
        summary: 'Whether the process is alive',
        security: [],
        response: {
          200: { description: 'It is alive.', content: { 'application/json': { schema: Health } } },
        },
      },
    },
    async () => ({ status: 'alive' }),
  );
}
