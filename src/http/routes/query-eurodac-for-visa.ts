import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { RecordsForVisa } from '../../../schemas/etias.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { ApplicationPlace } from '../../workflows/process-application.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import { requestSignal } from '../request-signal.js';
import type { RouteContext } from '../route-context.js';

const Params = Type.Object({ subjectId: IdentifierInput, applicationId: IdentifierInput }, STRICT);

export function queryEurodacForVisa(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: ApplicationPlace }>(
    '/v1/systems/vis/subjects/:subjectId/applications/:applicationId/eurodac-records',
    {
      schema: {
        operationId: 'query-eurodac-for-visa',
        tags: ['Subjects'],
        summary: 'Query Eurodac for an application for a visa, and read what is behind the hits',
        description:
          'Regulation (EU) 2024/1358 Art 10: read-only, for the visa authority of the state that examines the application, ' +
          'while it is not decided. By document and identity data.',
        params: Params,
        response: describeAnswers({ 200: { description: 'The records.', schema: RecordsForVisa } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'application-unknown',
          'application-not-in-state',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.queryEurodacForVisa(
        requesterOf(request),
        request.params,
        requestSignal(reply),
      );
      switch (outcome.kind) {
        case 'denied':
          throw accessDenied(outcome);
        case 'not-found':
          throw new ProblemError('application-unknown', 'The state of the caller has no such application.');
        case 'not-in-state':
          throw new ProblemError('application-not-in-state', `The application is ${outcome.state}.`);
        case 'read': {
          const { kind: _, ...answer } = outcome;
          return reply.header('cache-control', 'no-store').send(answer);
        }
      }
    },
  );
}
