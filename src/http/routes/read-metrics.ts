import type { FastifyInstance } from 'fastify';
import type { AuthorityClass, Requester } from '../../domain/authorities.js';
import type { Metrics } from '../../platform/metrics.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';

/** Counts of searches and hits say what authorities are doing. */
const MAY_READ: readonly AuthorityClass[] = ['hub-operator', 'supervisory-authority'];

/** Throws where the caller may not read metrics, of whatever process. */
export function requireMetricsReader({ authorityClass }: Pick<Requester, 'authorityClass'>): void {
  if (MAY_READ.includes(authorityClass)) return;
  throw new ProblemError('access-denied', `Metrics are for ${MAY_READ.join(' and ')}.`);
}

export function readMetrics(
  app: FastifyInstance,
  options: { readonly metrics: Metrics; readonly refresh?: (() => Promise<void>) | undefined },
): void {
  const { registry } = options.metrics;
  app.get(
    '/metrics',
    {
      config: { unlogged: true },
      schema: {
        operationId: 'read-metrics',
        tags: ['Operation of the hub'],
        summary: 'Metrics in the text format of Prometheus',
        description: `For ${MAY_READ.join(' and ')}.`,
        response: {
          ...describeAnswers({}, PROBLEM_SETS.caller),
          200: {
            description: 'All metrics of the process.',
            content: { 'text/plain': { schema: { type: 'string' } } },
          },
        },
      },
    },
    async (request, reply) => {
      requireMetricsReader(requesterOf(request));
      await options.refresh?.();
      return reply
        .type(registry.contentType)
        .serializer((text: string) => text)
        .send(await registry.metrics());
    },
  );
}
