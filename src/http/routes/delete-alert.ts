import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { EraseOperation } from '../../../schemas/operation.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { accessDenied, answerOperation } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { WaitHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function deleteAlert(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.delete<{ Params: { readonly alertId: string } }>(
    '/v1/systems/sis/alerts/:alertId',
    {
      schema: {
        operationId: 'delete-alert',
        tags: ['SIS'],
        summary: 'Delete an alert on a person, as the state that entered it',
        description:
          'Regulations (EU) 2018/1861 Art 39, 40, 44 and (EU) 2018/1862 Art 53, 55. Alerts of other states on the ' +
          'person stay; the person goes with the last alert.',
        params: Type.Object({ alertId: IdentifierInput }, STRICT),
        headers: WaitHeaders,
        response: describeAnswers(
          {
            200: { description: 'Deleted, from every file too.', schema: EraseOperation },
            202: { description: 'Deleted; `Location` tells when no file holds it.', schema: EraseOperation },
          },
          [...PROBLEM_SETS.body, 'identifier-invalid', 'alert-unknown'],
        ),
      },
    },
    async (request, reply) => {
      const waitMs = readWait(request, reply);
      const { alertId } = request.params;
      const outcome = await workflows.sis.eraseAlert(requesterOf(request), alertId, { waitMs });
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('alert-unknown', 'There is no alert on a person of this identifier.');
        case 'erased':
          return answerOperation(reply, outcome.operation, { clock });
      }
    },
  );
}
