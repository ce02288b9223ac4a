/**
 * Live figures as server-sent events. Each viewer connects anew after some minutes, so that an expired token ends.
 */
import type { FastifyInstance } from 'fastify';
import { LIMITS } from '../../platform/limits.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { createLiveViewers } from '../live-viewers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function operatorLiveEvents(app: FastifyInstance, { workflows: { operate } }: RouteContext): void {
  const viewers = createLiveViewers(operate.watch);
  app.addHook('preClose', async () => viewers.close());
  app.get(
    '/v1/operator/live/events',
    {
      schema: {
        operationId: 'watch-live-figures',
        tags: ['Operation of the hub'],
        summary: 'The same, once a second, as server-sent events of the type `figures`',
        response: {
          ...describeAnswers({}, [...PROBLEM_SETS.read, 'overloaded']),
          200: {
            description:
              'Each event is a HubFigures. The stream ends after some minutes: connect again. An event `unavailable` says that ' +
              'the figures cannot be read now.',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
        },
      },
    },
    async (request, reply) => {
      const refusal = await operate.mayWatch(requesterOf(request));
      if (refusal) throw accessDenied(refusal);
      if (viewers.count() >= LIMITS.liveViewersMax) {
        throw new ProblemError('overloaded', 'As many consoles watch as may.');
      }
      reply.hijack();
      const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
      reply.raw.writeHead(200, {
        ...(Object.fromEntries(headers) as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      // HEAD asks for the headers alone: nothing follows, and nobody watches.
      if (request.method === 'HEAD') reply.raw.end();
      else viewers.add(reply.raw);
    },
  );
}
