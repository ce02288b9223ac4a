import type { FastifyInstance } from 'fastify';
import { PortalAnswer } from '../../../schemas/link.js';
import { LIMITS } from '../../platform/limits.js';
import { describeAnswers } from '../describe-answers.js';
import { LinkParams } from '../describe-parameters.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** Open to everybody, as the portal of (EU) 2019/817 Art 49 is. A number is a random UUID: nobody finds one by trying. */
export function askPortal(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: LinkParams }>(
    '/v1/portal/links/:linkId',
    {
      config: { open: true, perMinute: LIMITS.portalRequestsPerMinute },
      schema: {
        operationId: 'ask-portal',
        tags: ['Links'],
        summary: 'Whom to turn to about a letter, by its single identification number',
        description:
          'Regulation (EU) 2019/817 Art 49(2): the authority and how to reach it, with the text of a message to it. Nothing ' +
          'of what is linked. A number nobody was told of is answered like one that does not exist.',
        security: [],
        params: LinkParams,
        response: describeAnswers({ 200: { description: 'The authority.', schema: PortalAnswer } }, [
          'identifier-invalid',
          'validation-failed',
          'number-unknown',
          'requests-too-many',
          'database-unavailable',
          'database-busy',
          'internal-error',
        ]),
      },
    },
    async (request, reply) => {
      const { linkId } = request.params;
      const answer = await workflows.askPortal(linkId);
      if (answer.kind === 'not-found') {
        throw new ProblemError(
          'number-unknown',
          'No letter with this single identification number was sent.',
        );
      }
      return reply.header('cache-control', 'no-store').send({
        authorityReference: answer.authorityReference,
        ...answer.responsible,
        contacts: answer.contacts,
        emailTemplate: {
          subject: `Single identification number ${linkId}`,
          body: `I refer to your letter with the single identification number ${linkId}.\n\nI ask for: access / rectification / erasure / restriction of the data about me (delete what does not apply).\n\n`,
        },
      });
    },
  );
}
