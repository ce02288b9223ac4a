import type { FastifyInstance } from 'fastify';
import { EraseOperation } from '../../../schemas/operation.js';
import { systemFacts } from '../../domain/systems.js';
import { accessDenied, answerOperation } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { SubjectParams, WaitHeaders } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { readWait } from '../request-headers.js';
import type { RouteContext } from '../route-context.js';

export function eraseSubject(app: FastifyInstance, { workflows, clock }: RouteContext): void {
  app.delete<{ Params: SubjectParams }>(
    '/v1/systems/:system/subjects/:subjectId',
    {
      schema: {
        operationId: 'erase-subject',
        tags: ['Subjects'],
        summary: 'Erase everything a system holds of a subject',
        description:
          'From the answer on no search finds the subject. The operation ends when no gallery file holds a template ' +
          'of it any more.',
        params: SubjectParams,
        headers: WaitHeaders,
        response: describeAnswers(
          {
            200: { description: 'Erased, from every file too.', schema: EraseOperation },
            202: { description: 'Erased; `Location` tells when no file holds it.', schema: EraseOperation },
          },
          [...PROBLEM_SETS.body, 'system-unknown', 'identifier-invalid', 'subject-unknown'],
        ),
      },
    },
    async (request, reply) => {
      const { system, subjectId } = request.params;
      const waitMs = readWait(request, reply);
      const outcome = await workflows.eraseSubject(requesterOf(request), system, subjectId, { waitMs });
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('subject-unknown', `${systemFacts(system).name} does not know the subject.`);
        case 'erased':
          return answerOperation(reply, outcome.operation, { clock });
      }
    },
  );
}
