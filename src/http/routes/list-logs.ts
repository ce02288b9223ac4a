import type { FastifyInstance } from 'fastify';
import { LogStatuses } from '../../../schemas/log.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function listLogs(app: FastifyInstance, { workflows: { logs } }: RouteContext): void {
  app.get(
    '/v1/logs',
    {
      schema: {
        operationId: 'list-logs',
        tags: ['Logs'],
        summary: 'List the logs of all components, how long each is kept, and the heads of their chains',
        description: 'Regulation (EU) 2019/817 Art 10, 16, 24, 36, 51(5), and the acts of the six systems.',
        response: describeAnswers(
          { 200: { description: 'Every log.', schema: LogStatuses } },
          PROBLEM_SETS.read,
        ),
      },
    },
    async (request, reply) => {
      const outcome = await logs.status(requesterOf(request));
      if (outcome.kind === 'denied') throw new ProblemError('access-denied', outcome.reason);
      return reply.header('cache-control', 'no-store').send({ logs: outcome.logs });
    },
  );
}
