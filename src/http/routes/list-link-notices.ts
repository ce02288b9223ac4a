import type { FastifyInstance } from 'fastify';
import { LinkNotices } from '../../../schemas/link.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import type { RouteContext } from '../route-context.js';

export function listLinkNotices(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get(
    '/v1/link-notices',
    {
      schema: {
        operationId: 'list-link-notices',
        tags: ['Links'],
        summary: "List the red links that touch data the caller's authority is responsible for",
        description: 'Regulation (EU) 2019/817 Art 32(6). Newest first.',
        response: describeAnswers(
          { 200: { description: 'The notices.', schema: LinkNotices } },
          PROBLEM_SETS.read,
        ),
      },
    },
    async (request, reply) => {
      const notices = await workflows.listLinkNotices(requesterOf(request));
      return reply.header('cache-control', 'no-store').send({ notices });
    },
  );
}
