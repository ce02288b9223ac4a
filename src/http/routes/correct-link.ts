import type { FastifyInstance } from 'fastify';
import { CorrectedLink, CorrectionBody, ProposedLink } from '../../../schemas/link.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { IdempotencyHeaders, LinkParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, linkChanged, linkUnknown, ProblemError } from '../problems.js';
import { readIdempotencyKey } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';
import { notThisOperator } from './verify-link.js';

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
          'conclusion or by removing it. Where the installation asks for a second operator for the colour, the link is yellow ' +
          'until another operator has concluded (202). Another authority of a Member State that sees both sides reports ' +
          'another conclusion with its `reason`, once: the link keeps its colour and is on the list of the responsible ' +
          'authority until that has concluded anew. Data that change later are compared anew; a link that the data alone ' +
          'had made white and that was removed is not made again while they relate as they did.',
        params: LinkParams,
        body: CorrectionBody,
        headers: IdempotencyHeaders,
        response: describeAnswers(
          {
            200: { description: 'What became of the link.', schema: CorrectedLink },
            202: {
              description: 'The conclusion is kept and the link is yellow; another operator has to conclude.',
              schema: ProposedLink,
            },
          },
          [
            ...PROBLEM_SETS.body,
            'identifier-invalid',
            'link-unknown',
            'link-not-verified',
            'link-already-verified',
            'link-reported',
            'link-changed',
            'conclusion-impossible',
            'operator-missing',
            'second-operator-needed',
            'verification-elsewhere',
            'idempotency-conflict',
            'idempotency-key-invalid',
          ],
        ),
      },
    },
    async (request, reply) => {
      const { conclusion, remove, seen, reason } = request.body;
      if ((conclusion === undefined) === (remove === undefined)) {
        throw faultAt('validation-failed', '', 'Either conclusion or remove.');
      }
      const correction = conclusion === undefined ? ({ remove: true } as const) : { conclusion };
      const outcome = await workflows.correctLink(requesterOf(request), request.params.linkId, correction, {
        ...(seen === undefined ? {} : { seen }),
        ...(reason === undefined ? {} : { reason }),
        ...readIdempotencyKey(request),
      });
      switch (outcome.kind) {
        case 'corrected':
          return reply.header('cache-control', 'no-store').send({ removed: false, link: outcome.link });
        case 'removed':
          return reply.header('cache-control', 'no-store').send({ removed: true });
        case 'reported':
          return reply.header('cache-control', 'no-store').send({ removed: false, reported: true });
        case 'stands':
          throw new ProblemError(
            'link-already-verified',
            `The link is ${outcome.colour}, as you conclude: there is nothing to report.`,
          );
        case 'already-reported':
          throw new ProblemError(
            'link-reported',
            'What your authority found wrong is before the authority responsible, which has not concluded yet.',
          );
        case 'reason-missing':
          throw faultAt('validation-failed', '/reason', 'A report says what was found.');
        case 'proposed': {
          const { link, verification } = outcome;
          const proposed = { state: verification.state, link, verification };
          return reply.code(202).header('cache-control', 'no-store').send(proposed);
        }
        case 'not-this-operator':
          throw notThisOperator(outcome.because);
        case 'not-yours':
          throw new ProblemError('verification-elsewhere', outcome.reason);
        case 'idempotency-conflict':
          throw new ProblemError(
            'idempotency-conflict',
            'The idempotency key belongs to another conclusion about this link, or to another operator.',
          );
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
