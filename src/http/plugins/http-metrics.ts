/** Time of every answer by operation and status; what has no operation is counted together, its path never. */
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../../platform/metrics.js';

export function measureRequests(app: FastifyInstance, { httpSeconds }: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const { operationId } = (request.routeOptions.schema ?? {}) as { readonly operationId?: string };
    httpSeconds.observe(
      { operation: operationId ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
}
