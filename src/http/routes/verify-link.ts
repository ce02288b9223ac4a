import type { FastifyInstance } from 'fastify';
import { Link, ProposedLink, VerificationBody } from '../../../schemas/link.js';
import type { OperatorHindrance } from '../../domain/links/second-operator.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { IdempotencyHeaders, LinkParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { faultAt, linkChanged, linkUnknown, ProblemError } from '../problems.js';
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
          'conclusion and from how the data relate. Where the installation asks for a second operator for that colour, the ' +
          'first conclusion is kept and the link stays yellow (202) until another operator of the authority concludes the ' +
          'same; where two differ, a third decides. What was concluded falls when the link changes.',
        params: LinkParams,
        body: VerificationBody,
        headers: IdempotencyHeaders,
        response: describeAnswers(
          {
            200: { description: 'The link with its new colour.', schema: Link },
            202: {
              description: 'The conclusion is kept; another operator has to conclude.',
              schema: ProposedLink,
            },
          },
          [
            ...PROBLEM_SETS.body,
            'identifier-invalid',
            'link-unknown',
            'link-already-verified',
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
      const { params, body } = request;
      const outcome = await workflows.verifyLink(requesterOf(request), params.linkId, body.conclusion, {
        ...(body.personPresent === undefined ? {} : { personPresent: body.personPresent }),
        ...(body.reason === undefined ? {} : { reason: body.reason }),
        ...(body.seen === undefined ? {} : { seen: body.seen }),
        ...readIdempotencyKey(request),
      });
      switch (outcome.kind) {
        case 'verified':
          return reply.header('cache-control', 'no-store').send(outcome.link);
        case 'proposed': {
          const { link, verification } = outcome;
          const proposed = { state: verification.state, link, verification };
          return reply.code(202).header('cache-control', 'no-store').send(proposed);
        }
        case 'not-this-operator':
          throw notThisOperator(outcome.because);
        case 'idempotency-conflict':
          throw new ProblemError(
            'idempotency-conflict',
            'The idempotency key belongs to another conclusion about this link, an earlier one perhaps, or to another operator.',
          );
        case 'not-found':
          throw linkUnknown();
        case 'already-verified':
          throw new ProblemError(
            'link-already-verified',
            `Somebody concluded before: the link is ${outcome.colour}.`,
          );
        case 'changed':
          throw linkChanged();
        case 'refused':
          throw faultAt('conclusion-impossible', '/conclusion', outcome.reason);
      }
    },
  );
}

/** Why this operator may not conclude. */
export function notThisOperator(because: OperatorHindrance): ProblemError {
  switch (because) {
    case 'operator-missing':
      return new ProblemError(
        'operator-missing',
        'This conclusion takes more than one operator: the token has to say which one this is (operator_id).',
      );
    case 'same-operator':
      return new ProblemError(
        'second-operator-needed',
        'This operator has concluded about the link before: nobody is their own second operator.',
      );
    case 'other-authority':
      return new ProblemError(
        'verification-elsewhere',
        'An operator of another authority has begun the verification: operators of that authority end it.',
      );
  }
}
