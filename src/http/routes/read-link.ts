import type { FastifyInstance } from 'fastify';
import { LinkFile } from '../../../schemas/link.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LinkParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { linkUnknown } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readLink(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: LinkParams }>(
    '/v1/links/:linkId',
    {
      schema: {
        operationId: 'read-link',
        tags: ['Links'],
        summary: 'Read the identity confirmation file of a link',
        description:
          'Regulation (EU) 2019/817 Art 26, 34. The authority that has to verify the link also gets the records of ' +
          'both sides. A link the caller may not see is answered like one that does not exist.',
        params: LinkParams,
        response: describeAnswers({ 200: { description: 'The file.', schema: LinkFile } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'link-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.readLink(requesterOf(request), request.params.linkId);
      if (outcome.kind === 'not-found') throw linkUnknown();
      const { kind: _, ...file } = outcome;
      return reply.header('cache-control', 'no-store').send(file);
    },
  );
}
