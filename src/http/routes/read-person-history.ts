import type { FastifyInstance } from 'fastify';
import { PersonHistory } from '../../../schemas/person-history.js';
import { systemFacts } from '../../domain/systems.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { SubjectParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readPersonHistory(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: SubjectParams }>(
    '/v1/systems/:system/subjects/:subjectId/history',
    {
      schema: {
        operationId: 'read-person-history',
        tags: ['Subjects'],
        summary: 'Read one history of a person over the systems the caller may read',
        description:
          'Arrivals, stays, decisions and departures of the file and of those a white link makes the same person’s; of a ' +
          'system the caller may not read there is no trace.',
        params: SubjectParams,
        response: describeAnswers({ 200: { description: 'In the order of days.', schema: PersonHistory } }, [
          ...PROBLEM_SETS.read,
          'system-unknown',
          'identifier-invalid',
          'subject-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const { system, subjectId } = request.params;
      const outcome = await workflows.travel.readPersonHistory(requesterOf(request), system, subjectId);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('subject-unknown', `${systemFacts(system).name} does not know the subject.`);
      }
      const { files, events } = outcome;
      return reply.header('cache-control', 'no-store').send({ files, events });
    },
  );
}
