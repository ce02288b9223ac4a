import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { PersonHistory } from '../../../schemas/person-history.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import { systemFacts } from '../../domain/systems.js';
import { LIMITS } from '../../platform/limits.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { SubjectParams } from '../describe-parameters.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

const HistoryQuery = Type.Object({ after: Type.Optional(IdentifierInput) }, STRICT);
type HistoryQuery = { readonly after?: string };

export function readPersonHistory(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: SubjectParams; Querystring: HistoryQuery }>(
    '/v1/systems/:system/subjects/:subjectId/history',
    {
      schema: {
        operationId: 'read-person-history',
        tags: ['Subjects'],
        summary: 'Read one history of a person over the systems the caller may read',
        description:
          'Arrivals, stays, decisions and departures of the file and of those a white link makes the same person’s; of a ' +
          'system the caller may not read there is no trace. Whether it is whole is said (`complete`): systems that another ' +
          `hub keeps are named in \`notRead\`, and more than ${LIMITS.historyFilesPage} files come in pages.`,
        params: SubjectParams,
        querystring: HistoryQuery,
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
      const { after } = request.query;
      const outcome = await workflows.travel.readPersonHistory(
        requesterOf(request),
        { system, subjectId },
        after === undefined ? {} : { after },
      );
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found') {
        throw new ProblemError('subject-unknown', `${systemFacts(system).name} does not know the subject.`);
      }
      const { kind: _, ...history } = outcome;
      const isOnePage = after === undefined && history.next === undefined;
      const complete = isOnePage && !history.overflow && history.notRead.length === 0;
      return reply.header('cache-control', 'no-store').send({ complete, ...history });
    },
  );
}
