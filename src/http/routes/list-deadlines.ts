import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Deadlines } from '../../../schemas/stay-calculation.js';
import { STRICT } from '../../../schemas/words.js';
import { systemFacts } from '../../domain/systems.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { SubjectParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const DAYS_DEFAULT = 90;
/** Longer than any term of the law. */
const DAYS_MAX = 4_000;

const Span = Type.Object(
  {
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: DAYS_MAX,
        default: DAYS_DEFAULT,
        description: `How many days ahead: a whole number from 1 to ${DAYS_MAX}.`,
      }),
    ),
  },
  STRICT,
);

export function listDeadlines(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: SubjectParams; Querystring: { readonly days?: number } }>(
    '/v1/systems/:system/subjects/:subjectId/deadlines',
    {
      schema: {
        operationId: 'list-deadlines',
        tags: ['Subjects'],
        summary: 'List what is due about a subject in the next days',
        description:
          'Erasures, notices before them, reviews of alerts, the end of an open stay: each with its article. It holds ' +
          'as long as no record arrives.',
        params: SubjectParams,
        querystring: Span,
        response: describeAnswers({ 200: { description: 'What is due, in order.', schema: Deadlines } }, [
          ...PROBLEM_SETS.read,
          'validation-failed',
          'system-unknown',
          'identifier-invalid',
          'subject-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { system, subjectId } = request.params;
      const { days = DAYS_DEFAULT } = request.query;
      const outcome = await workflows.listDeadlines(requesterOf(request), system, subjectId, { days });
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('subject-unknown', `${systemFacts(system).name} does not know the subject.`);
        case 'listed':
          return reply
            .header('cache-control', 'no-store')
            .send({ asOf: outcome.asOf, deadlines: outcome.deadlines });
      }
    },
  );
}
