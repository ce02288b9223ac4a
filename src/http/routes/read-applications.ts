import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { VisaApplications } from '../../../schemas/visa.js';
import { IdentifierInput, STRICT } from '../../../schemas/words.js';
import type { SubjectId } from '../../domain/ids.js';
import { accessDenied } from '../answer-operation.js';
import { describeAnswers, PROBLEM_SETS } from '../describe-answers.js';
import { requesterOf } from '../plugins/authentication.js';
import { ProblemError } from '../problems.js';
import type { RouteContext } from '../route-context.js';

export function readApplications(app: FastifyInstance, { workflows }: RouteContext): void {
  app.get<{ Params: { readonly subjectId: SubjectId } }>(
    '/v1/systems/vis/subjects/:subjectId/applications',
    {
      schema: {
        operationId: 'read-applications',
        tags: ['Subjects'],
        summary: 'Read what became of the applications of a person, and the files they are linked to',
        description:
          'Regulation (EC) No 767/2008 Art 8(3), (4): earlier applications, and those of travel companions.',
        params: Type.Object({ subjectId: IdentifierInput }, STRICT),
        response: describeAnswers({ 200: { description: 'The applications.', schema: VisaApplications } }, [
          ...PROBLEM_SETS.read,
          'identifier-invalid',
          'subject-unknown',
        ]),
      },
    },
    async (request, reply) => {
      const outcome = await workflows.travel.readApplications(requesterOf(request), request.params.subjectId);
      if (outcome.kind === 'denied') throw accessDenied(outcome);
      if (outcome.kind === 'not-found')
        throw new ProblemError('subject-unknown', 'VIS does not know the subject.');
      const { kind: _, ...applications } = outcome;
      return reply.header('cache-control', 'no-store').send(applications);
    },
  );
}
