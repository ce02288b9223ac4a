import type { FastifyInstance } from 'fastify';
import { LinkLetter } from '../../../schemas/link.js';
import { letterText } from '../../domain/links/link-letter.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LinkParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { linkUnknown, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function writeLinkLetter(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: LinkParams }>(
    '/v1/links/:linkId/letter',
    {
      schema: {
        operationId: 'write-link-letter',
        tags: ['Links'],
        summary: 'The letter to the person a red, or a verified white, link is about',
        description:
          'Regulation (EU) 2019/817 Art 32(4), (5), 33(4): single identification number, responsible authority, address of ' +
          'the portal. Whether security or an investigation forbids to send it is for the authority to decide.',
        params: LinkParams,
        response: describeAnswers({ 200: { description: 'The letter.', schema: LinkLetter } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'link-unknown',
          'link-without-letter',
          'portal-address-missing',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.writeLinkLetter(requesterOf(request), request.params.linkId);
      if (outcome.kind === 'not-found') throw linkUnknown();
      if (outcome.kind === 'no-letter') {
        throw new ProblemError('link-without-letter', 'The law has nobody informed of such a link.');
      }
      if (outcome.kind === 'portal-unknown') {
        throw new ProblemError(
          'portal-address-missing',
          'The letter has to name the web portal. Whoever runs this hub sets HUB_PORTAL_URL.',
        );
      }
      const { letter } = outcome;
      return reply.header('cache-control', 'no-store').send({ ...letter, text: letterText(letter) });
    },
  );
}
