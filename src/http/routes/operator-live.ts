import type { FastifyInstance } from 'fastify';
import { FigureHistory, HubFigures } from '../../../schemas/operator.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

const PROBLEMS = [...PROBLEM_SETS.read, 'queue-unavailable'] as const;

/** The state of the hub now, and how it was. */
export function operatorLive(app: FastifyInstance, { workflows: { operate } }: RouteContext): void {
  app.get(
    '/v1/operator/live',
    {
      schema: {
        operationId: 'read-live-figures',
        tags: ['Operation of the hub'],
        summary: 'Queues, stages, galleries, systems and processes as they are now, and what is wrong',
        response: describeAnswers({ 200: { description: 'The figures.', schema: HubFigures } }, PROBLEMS),
      },
    },
    async (request, reply) => {
      const outcome = await operate.live(requesterOf(request));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      return reply.header('cache-control', 'no-store').send(outcome.figures);
    },
  );
  app.get(
    '/v1/operator/history',
    {
      schema: {
        operationId: 'read-figure-history',
        tags: ['Operation of the hub'],
        summary: 'The figures of the last hours',
        response: describeAnswers({ 200: { description: 'Points.', schema: FigureHistory } }, PROBLEMS),
      },
    },
    async (request, reply) => {
      const outcome = await operate.history(requesterOf(request));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      return reply.header('cache-control', 'no-store').send({ points: outcome.points });
    },
  );
}
