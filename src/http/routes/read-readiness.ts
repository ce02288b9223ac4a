import type { FastifyInstance } from 'fastify';
import { Readiness } from '../../../schemas/operation.js';

export type ReadinessReport = {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, { readonly ready: boolean; readonly [detail: string]: unknown }>>;
};

export function readReadiness(app: FastifyInstance, report: () => Promise<ReadinessReport>): void {
  const content = { 'application/json': { schema: Readiness } };
  app.get(
    '/readyz',
    {
      config: { open: true },
      schema: {
        operationId: 'read-readiness',
        tags: ['Operation of the hub'],
        summary: 'Whether every part of the process can do its work',
        security: [],
        response: {
          200: { description: 'Every part is ready.', content },
          503: { description: 'At least one part is not ready.', content },
        },
      },
    },
    async (_request, reply) => {
      const readiness = await report();
      return reply
        .status(readiness.ready ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(readiness);
    },
  );
}
