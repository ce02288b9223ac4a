import type { FastifyInstance } from 'fastify';
import { Link, VerificationBody } from '../../../schemas/link.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { IdempotencyHeaders, LinkParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, linkUnknown, ProblemError } from '../problems.js';
import { readIdempotencyKey } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function verifyLink(app: FastifyInstance, { workflows }: RouteContext): void {
  app.post<{ Params: LinkParams; Body: VerificationBody }>(
    '/v1/links/:linkId/verification',
    {
      schema: {
        operationId: 'verify-link',
        tags: ['Links'],
        summary: 'Conclude the manual verification of a yellow link',
        description:
          'Regulation (EU) 2019/817 Art 29, 31 to 33: by the responsible authority, once. The colour follows from the ' +
          'conclusion and from how the data relate.',
        params: LinkParams,
        body: VerificationBody,
        headers: IdempotencyHeaders,
        response: describeAnswers({ 200: { description: 'The link with its new colour.', schema: Link } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'link-unknown',
          'link-already-verified',
          'conclusion-impossible',
          'idempotency-key-invalid',
        ]),
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const outcome = await workflows.verifyLink(requesterOf(request), params.linkId, body.conclusion, {
        ...(body.personPresent === undefined ? {} : { personPresent: body.personPresent }),
        ...(body.reason === undefined ? {} : { reason: body.reason }),
        ...readIdempotencyKey(request),
      });
      switch (outcome.kind) {
        case 'verified':
          return reply.header('cache-control', 'no-store').send(outcome.link);
        case 'not-found':
          throw linkUnknown();
        case 'already-verified':
          throw new ProblemError(
            'link-already-verified',
            `Somebody concluded before: the link is ${outcome.colour}.`,
          );
        case 'refused':
          throw faultAt('conclusion-impossible', '/conclusion', outcome.reason);
      }
    },
  );
}
