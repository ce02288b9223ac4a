import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { AlertNotices, NoticeConclusionBody } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

/** Valid authorisations a new alert concerns, and what a National Unit says of them where it does not revoke. */
export function etiasAlertNotices(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get(
    '/v1/systems/etias/alert-notices',
    {
      schema: {
        operationId: 'list-etias-alert-notices',
        tags: ['Travel authorisations'],
        summary: 'List the valid authorisations that new alerts of the own Member State concern',
        description:
          'Regulation (EU) 2018/1240 Art 41(3): an alert for refusal of entry is answered by a revocation, one on the ' +
          'travel document is assessed. The texts read set no time; the limit is that of an application.',
        response: describeAnswers(
          { 200: { description: 'What is to be decided, oldest first.', schema: AlertNotices } },
          PROBLEM_SETS.read,
        ),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.listAlertNotices(requesterOf(request));
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      const { notices, overflow } = outcome;
      return reply.header('cache-control', 'no-store').send({ notices, overflow });
    },
  );
  app.post<{ Params: { readonly noticeId: string }; Body: NoticeConclusionBody }>(
    '/v1/systems/etias/alert-notices/:noticeId/conclusion',
    {
      schema: {
        operationId: 'conclude-etias-alert-notice',
        tags: ['Travel authorisations'],
        summary: 'Say why an authorisation is not revoked for a new alert',
        description:
          'Regulation (EU) 2018/1240 Art 41(3). A revocation is an event of the application and ends the notice by itself.',
        params: Type.Object({ noticeId: IdentifierInput }, STRICT),
        body: NoticeConclusionBody,
        response: describeAnswers({ 204: { description: 'Concluded.', schema: Type.Null() } }, [
          ...PROBLEM_SETS.body,
          'identifier-invalid',
          'alert-notice-unknown',
          'facts-not-permitted',
        ]),
      },
    },
    async (request, reply) => {
      const { noticeId } = request.params;
      const outcome = await workflows.travel.concludeAlertNotice(
        requesterOf(request),
        noticeId,
        request.body.conclusion,
      );
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError(
            'alert-notice-unknown',
            'The own Member State has no such notice to decide.',
          );
        case 'must-revoke':
          throw new ProblemError(
            'facts-not-permitted',
            `An alert for refusal of entry on the holder is answered by a revocation. ${outcome.citation}.`,
          );
        case 'concluded':
          return reply.status(204).header('cache-control', 'no-store').send();
      }
    },
  );
}
