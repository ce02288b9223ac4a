import type { FastifyInstance } from 'fastify';
import { CorrectedLink, CorrectionBody } from '../../../schemas/link.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { LinkParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, linkChanged, linkUnknown, ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function correctLink(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: LinkParams; Body: CorrectionBody }>(
    '/v1/links/:linkId/correction',
    {
      schema: {
        operationId: 'correct-link',
        tags: ['Links'],
        summary: 'Correct a link that is wrong or outdated',
        description:
          'Regulation (EU) 2019/817 Art 31(3), 32(7), 33(5): by the authority responsible for the link, with another ' +
          'conclusion or by removing it. Data that change later are compared anew.',
        params: LinkParams,
        body: CorrectionBody,
        response: describeAnswers(
          { 200: { description: 'What became of the link.', schema: CorrectedLink } },
          [
            ...PROBLEM_SETS.body,
            'identifier-invalid',
            'link-unknown',
            'link-not-verified',
            'link-changed',
            'conclusion-impossible',
          ],
        ),
      },
    },
    async (request, reply) => {
      const { conclusion, remove, seen } = request.body;
      if ((conclusion === undefined) === (remove === undefined)) {
        throw faultAt('validation-failed', '', 'Either conclusion or remove.');
      }
      const correction = conclusion === undefined ? ({ remove: true } as const) : { conclusion };
      const outcome = await workflows.correctLink(
        requesterOf(request),
        request.params.linkId,
        correction,
        seen === undefined ? {} : { seen },
      );
      switch (outcome.kind) {
        case 'corrected':
          return reply.header('cache-control', 'no-store').send({ removed: false, link: outcome.link });
        case 'removed':
          return reply.header('cache-control', 'no-store').send({ removed: true });
        case 'not-found':
          throw linkUnknown();
        case 'not-verified':
          throw new ProblemError('link-not-verified', 'The link is yellow: conclude its verification.');
        case 'changed':
          throw linkChanged();
        case 'refused':
          throw faultAt('conclusion-impossible', '/conclusion', outcome.reason);
      }
    },
  );
}
